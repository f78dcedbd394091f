import { isDeepStrictEqual } from "node:util";
import type { Field } from "../../schema/field.js";

const KINDS = {
  boolean: "boolean",
  smallint: "integer",
  integer: "integer",
  bigint: "integer",
  serial: "integer",
  bigserial: "integer",
  float: "real",
  double: "real",
  decimal: "decimal",
  varchar: "text",
  char: "text",
  text: "text",
  bytes: "bytes",
  uuid: "uuid",
  json: "json",
  jsonb: "json",
  date: "date",
  timestamp: "moment",
  timestamptz: "moment",
  time: "time",
  interval: "interval",
  inet: "inet",
} as const;

/** Types whose values SQLite stores in one and the same form. */
type TypeKind = (typeof KINDS)[keyof typeof KINDS] | "array" | "other";

const SIZES: Readonly<Record<string, number>> = { smallint: 2, integer: 4, serial: 4 };

/** Kinds that are kept as text, as it is written. */
const WRITTEN: ReadonlySet<TypeKind> = new Set([
  "text",
  "uuid",
  "json",
  "array",
  "date",
  "moment",
  "time",
  "interval",
  "inet",
  "other",
]);

interface Conversion {
  /** undefined: the value is an expression of the author's, of any type. */
  readonly from: Field | undefined;
  /** Foreign keys resolved, as in `from`. */
  readonly to: Field;
  /** SQL of the old value. */
  readonly value: string;
}

/**
 * SQL that makes a value of one type one of another, NULL where it does not fit: SQLite would keep
 * the old value in a column of the new type. The decisions are those of PostgreSQL's casts, and
 * where it has none, MariaDB's. Undefined where the value can be copied as it is.
 */
export function convertedValue({ from, to, value }: Conversion): string | undefined {
  if (from !== undefined && isWider(from, to)) return undefined;
  const kind = kindOf(to.type);
  if (kind === "other") return undefined;
  const { step, result } = bodies[kind](to, from);
  const source = `(SELECT ${value} AS v)`;
  return `(SELECT ${result} FROM ${step === undefined ? source : `(SELECT v, ${step} AS n FROM ${source})`})`;
}

interface Body {
  /** SQL over `v`, the old value; `result` knows it as `n`. */
  readonly step?: string;
  readonly result: string;
}

const bodies: Readonly<
  Record<Exclude<TypeKind, "other">, (to: Field, from: Field | undefined) => Body>
> = {
  boolean: (_to, from) => ({
    result:
      // JSON has words of its own for it, and numbers are not among them.
      from !== undefined && kindOf(from.type) === "json"
        ? "CASE v WHEN 'true' THEN 1 WHEN 'false' THEN 0 END"
        : `CASE typeof(v) WHEN 'integer' THEN v <> 0 WHEN 'real' THEN CASE WHEN v IN (0, 1) THEN v <> 0 END ` +
          `WHEN 'text' THEN CASE WHEN lower(trim(v)) IN ('1', 't', 'true', 'y', 'yes', 'on') THEN 1 ` +
          `WHEN lower(trim(v)) IN ('0', 'f', 'false', 'n', 'no', 'off') THEN 0 END END`,
  }),
  integer: (to, from) => {
    const [least, most] = RANGES[to.type] ?? RANGES.bigint;
    const whole = `typeof(${NUMBER}) = 'integer' AND ${NUMBER} = v AND trim(v) NOT GLOB '*[^-+0-9]*'`;
    // The half of a floating point number goes to the even side, that of a decimal away from zero.
    const rounded =
      from !== undefined && kindOf(from.type) === "real"
        ? "CASE WHEN abs(v - CAST(v AS INTEGER)) = 0.5 THEN 2 * round(v / 2) ELSE round(v) END"
        : "round(v)";
    return within(
      `CASE typeof(v) WHEN 'integer' THEN v WHEN 'real' THEN CASE WHEN abs(v) < 9.2e18 THEN CAST(${rounded} AS INTEGER) END ` +
        `WHEN 'text' THEN CASE WHEN ${whole} THEN ${NUMBER} END END`,
      `n BETWEEN ${least} AND ${most}`,
      "n",
    );
  },
  real: ({ type }) =>
    within(ANY_NUMBER, type === "float" ? "abs(n) < 3.4028236e38" : "abs(n) < 9e999", "n"),
  decimal: ({ precision, scale = 0 }) => {
    if (precision === undefined) return within(ANY_NUMBER, "abs(n) < 9e999", "v");
    const rounded = `round(n, ${scale})`;
    return within(
      ANY_NUMBER,
      `abs(${rounded}) < 1e${precision - scale}`,
      // What needs no rounding keeps its digits.
      `CASE WHEN ${rounded} = n THEN v ELSE ${rounded} END`,
    );
  },
  text: (to, from) => {
    const text = textOf(from);
    return to.length === undefined
      ? { result: text }
      : within(text, `length(n) <= ${to.length}`, "n");
  },
  bytes: () => ({
    result: "CASE typeof(v) WHEN 'blob' THEN v WHEN 'text' THEN CAST(v AS BLOB) END",
  }),
  uuid: () => {
    const digits = `CASE typeof(v) WHEN 'text' THEN replace(replace(replace(lower(trim(v)), '-', ''), '{', ''), '}', '') END`;
    const parts = [
      [1, 8],
      [9, 4],
      [13, 4],
      [17, 4],
      [21, 12],
    ];
    const dashed = parts
      .map(([start, length]) => `substr(n, ${start}, ${length})`)
      .join(" || '-' || ");
    return within(digits, "length(n) = 32 AND n NOT GLOB '*[^0-9a-f]*'", dashed);
  },
  json: (_to, from) => ({
    result: `CASE WHEN typeof(v) <> 'blob' AND json_valid(v) THEN ${from?.type === "boolean" ? BOOLEAN_TEXT : "v"} END`,
  }),
  array: () => ({
    result:
      "CASE WHEN typeof(v) = 'text' AND json_valid(v) THEN CASE json_type(v) WHEN 'array' THEN v END END",
  }),
  date: () => ({ result: `CASE WHEN ${IS_MOMENT} THEN substr(v, 1, 10) END` }),
  moment: (to) => {
    const zoned = "v GLOB '*[+-][0-9][0-9]:[0-9][0-9]'";
    const utc =
      to.type === "timestamptz"
        ? "CASE WHEN v LIKE '%.%' THEN strftime('%Y-%m-%d %H:%M:%f', v) ELSE datetime(v) END"
        : "NULL";
    return {
      result:
        `CASE WHEN ${IS_MOMENT} THEN CASE WHEN length(v) = 10 THEN v || ' 00:00:00' ` +
        `WHEN ${zoned} THEN ${utc} ELSE substr(v, 1, 10) || ' ' || ${seconds(TIME_OF_MOMENT)} END END`,
    };
  },
  time: () =>
    within(
      `CASE WHEN ${IS_MOMENT} THEN ${TIME_OF_MOMENT} WHEN typeof(v) = 'text' THEN v END`,
      "n GLOB '[0-9][0-9]:[0-9][0-9]*' AND n NOT GLOB '*[-+]*' AND time(n) IS NOT NULL",
      seconds("n"),
    ),
  // SQLite has no function that reads one: what holds no number is none.
  interval: (_to, from) => ({
    result: isReadAs(from, "time") ? "CASE WHEN v GLOB '*[0-9]*' THEN v END" : "NULL",
  }),
  inet: (_to, from) => {
    if (!isReadAs(from)) return { result: "NULL" };
    const address = "CASE WHEN instr(v, '/') > 0 THEN substr(v, 1, instr(v, '/') - 1) ELSE v END";
    const parts = "'[' || replace(n, '.', ',') || ']'";
    const four = `CASE WHEN n NOT GLOB '*[^0-9.]*' AND json_valid(${parts}) THEN (SELECT count(*) = 4 AND max(value) < 256 FROM json_each(${parts})) END`;
    const colons = "length(n) - length(replace(n, ':', ''))";
    const six = `n NOT GLOB '*[^0-9a-fA-F:.]*' AND (n GLOB '*::*' OR ${colons} = 7)`;
    return within(address, `(${four}) OR (${six})`, "v");
  },
};

/** Is a value of the type a text that may be one of the other, or is it one of that already? */
function isReadAs(from: Field | undefined, ...also: readonly TypeKind[]): boolean {
  return from === undefined || ["text", "other", ...also].includes(kindOf(from.type));
}

const RANGES: Readonly<Record<string, readonly [string, string]>> & {
  readonly bigint: readonly [string, string];
} = {
  smallint: ["-32768", "32767"],
  integer: ["-2147483648", "2147483647"],
  bigint: ["-9223372036854775808", "9223372036854775807"],
};

/**
 * In a comparison with a number SQLite turns a text into one, but only if all of it is one: equal
 * to what CAST made of its beginning is a well-formed number.
 */
const NUMBER = "CAST(v AS NUMERIC)";
const ANY_NUMBER = `CASE typeof(v) WHEN 'text' THEN CASE WHEN ${NUMBER} = v THEN ${NUMBER} END WHEN 'blob' THEN NULL ELSE v END`;

const BOOLEAN_TEXT = "CASE v WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE CAST(v AS TEXT) END";

/** A day that exists, alone or with a time; SQLite would take 30 February for 1 March. */
const IS_MOMENT =
  "typeof(v) = 'text' AND v GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*' " +
  "AND date(substr(v, 1, 10)) = substr(v, 1, 10) AND (length(v) = 10 OR datetime(v) IS NOT NULL)";
const TIME_OF_MOMENT = "rtrim(substr(v, 12), 'Zz ')";

function seconds(time: string): string {
  return `CASE length(${time}) WHEN 5 THEN ${time} || ':00' ELSE ${time} END`;
}

/** `result` where the condition holds, both over `n`, which is the step. */
function within(step: string, condition: string, result: string): Body {
  return { step, result: `CASE WHEN ${condition} THEN ${result} END` };
}

function textOf(from: Field | undefined): string {
  const kind = from === undefined ? "other" : kindOf(from.type);
  if (kind === "boolean") return BOOLEAN_TEXT;
  if (kind === "decimal" && from?.scale !== undefined && from.scale > 0) {
    return `CASE WHEN typeof(v) IN ('integer', 'real') THEN format('%.${from.scale}f', v) ELSE CAST(v AS TEXT) END`;
  }
  if (kind === "real" || kind === "decimal") {
    const whole = "typeof(v) = 'real' AND abs(v) < 1e15 AND v = CAST(v AS INTEGER)";
    return `CASE WHEN ${whole} THEN CAST(CAST(v AS INTEGER) AS TEXT) ELSE replace(CAST(v AS TEXT), '.0e', 'e') END`;
  }
  return "CAST(v AS TEXT)";
}

function kindOf(type: string): TypeKind {
  const kinds: Readonly<Record<string, TypeKind>> = KINDS;
  return type.endsWith("[]") ? "array" : (kinds[type] ?? "other");
}

/** Is every value of the one type, as it is stored, one of the other? */
function isWider(from: Field, to: Field): boolean {
  const [old, fresh] = [kindOf(from.type), kindOf(to.type)];
  if (fresh === "text") {
    return WRITTEN.has(old) && (to.length ?? Infinity) >= (from.length ?? Infinity);
  }
  if (old === "integer" && fresh === "real") return true;
  if (old !== fresh) return old === "decimal" && fresh === "real";
  switch (fresh) {
    case "real":
      return from.type === to.type || to.type === "double";
    case "integer":
      return (SIZES[to.type] ?? 8) >= (SIZES[from.type] ?? 8);
    case "decimal":
      return isWiderDecimal(from, to);
    case "other":
      return isDeepStrictEqual(from.native, to.native);
    default:
      return true;
  }
}

function isWiderDecimal(from: Field, to: Field): boolean {
  if (to.precision === undefined) return true;
  if (from.precision === undefined) return false;
  const [before, behind] = [from.precision - (from.scale ?? 0), from.scale ?? 0];
  return to.precision - (to.scale ?? 0) >= before && (to.scale ?? 0) >= behind;
}
