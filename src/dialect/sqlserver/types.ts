import { both, type ClientType, makeClient } from "../client-types.js";
import { standardTypes, type TypeRule, type TypeRules, withPrecision } from "../standard-types.js";

/** Characters that a column of limited length can have. */
const MOST_CHARACTERS = 4000;

const MAX = "NVARCHAR(MAX)";

const text =
  (name: string, otherwise: string): TypeRule =>
  ({ length }) => {
    if (length === undefined) return otherwise;
    return length > MOST_CHARACTERS ? MAX : `${name}(${length})`;
  };

/** Text is Unicode everywhere: NVARCHAR, never VARCHAR. */
export const sqlserverTypes: TypeRules = Object.freeze({
  ...standardTypes,
  varchar: text("NVARCHAR", MAX),
  char: text("NCHAR", "NCHAR(1)"),
  text: MAX,
  integer: "INT",
  serial: "INT",
  double: "FLOAT(53)",
  boolean: "BIT",
  time: withPrecision("TIME"),
  timestamp: withPrecision("DATETIME2"),
  timestamptz: withPrecision("DATETIMEOFFSET"),
  interval: "NVARCHAR(64)",
  uuid: "UNIQUEIDENTIFIER",
  json: MAX,
  jsonb: MAX,
  bytes: "VARBINARY(MAX)",
  enum: ({ values }) => `NVARCHAR(${Math.max(1, ...(values ?? []).map(({ length }) => length))})`,
  inet: "NVARCHAR(43)",
});

const moment: ClientType = { select: "Date", insert: "Date | string" };

/** `tedious`. */
export const sqlserverClient = makeClient("tedious", {
  bigint: { select: "string", insert: "string | number | bigint" },
  decimal: { select: "number", insert: "number | string" },
  boolean: both("boolean"),
  moment,
  time: moment,
  json: both("string"),
});
