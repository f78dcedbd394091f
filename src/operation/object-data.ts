import * as v from "valibot";
import { dialects } from "../dialect/index.js";
import { isObjectKind, isObjectName } from "../schema/schema-object.js";
import { nearestName } from "../text/nearest-name.js";
import { OperationError } from "./operation-error.js";
import { identifier } from "./validate.js";

/** What tells one object from another, as an author writes it. */
export interface ObjectNameData {
  /** `view`, `trigger`, `function`, `policy`, `extension`, ...: what stands behind CREATE and DROP. */
  readonly kind: string;
  /** `namespace.name` where it has a namespace; of overloaded functions with arguments, `f(integer)`. */
  readonly name: string;
  /** Only on this kind of database; left out: on all. */
  readonly database?: string | undefined;
}

const kind = v.pipe(
  v.string((issue) => `the kind of an object is expected, not ${issue.received}`),
  v.check(isObjectKind, "the kind is words in lower case, such as view or materialized view"),
);

const objectName = v.pipe(
  identifier,
  v.check(isObjectName, "in brackets behind a name there are types of arguments alone"),
);

/** The keys of {@link ObjectNameData}. */
export const objectNameEntries = { kind, name: objectName, database: v.optional(identifier) };

/** @throws OperationError for an unknown kind of database, with the nearest one. */
export function requireDatabase(database: string | undefined, path: string): void {
  const names = dialects.map(({ name }) => name);
  if (database === undefined || names.includes(database)) return;
  const meant = dialects.find(({ aliases }) => aliases.includes(database))?.name;
  const nearest = meant ?? nearestName(database, names);
  throw new OperationError({
    code: "OPERATION_INVALID",
    message: `"${database}" is not the name of a database`,
    hint:
      nearest === undefined ? `The names are ${names.join(", ")}.` : `Did you mean "${nearest}"?`,
    path: `${path}.database`,
  });
}
