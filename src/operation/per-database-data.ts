import { type PerDatabase, perDatabase } from "../schema/schema.js";
import { isRecord } from "../text/record.js";
import { defineBehaviour } from "./define-operation.js";
import type { OperationData, OperationType } from "./operation.js";
import { OperationError } from "./operation-error.js";

/** Database name -> entry -> SQL text, as an author writes it. */
export type PerDatabaseData = Readonly<
  Record<string, Readonly<Record<string, string>> | undefined>
>;

const DATABASE = /^[a-z][a-z0-9_]*$/;

interface Setting {
  readonly kind: string;
  readonly className: string;
  /** Where a schema has them, and what the predecessor wrote all maps under. */
  readonly key: "defaults" | "typeMappings";
  /** What they are called in a sentence. */
  readonly what: string;
}

/** The type of an operation that says what names mean on each database; it runs no SQL. */
export function setsPerDatabase({ kind, className, key, what }: Setting): OperationType {
  const none = () => [];
  const { make } = defineBehaviour<PerDatabase>({
    kind,
    describe: (maps) => `Set ${what} of ${Object.keys(maps).sort().join(", ") || "no database"}`,
    nameFragment: () => kind,
    // Databases that are named get the new map; the maps of the others stay.
    mutate: (maps, before) =>
      Object.freeze({ ...before, [key]: perDatabase({ ...before[key], ...maps }) }),
    up: none,
    down: none,
  });
  const parse = (data: OperationData, path: string) => make(perDatabaseFromData(data, key, path));
  return Object.freeze({ kind, className, parse });
}

/**
 * The maps: the data without `type`. The predecessor's spelling, all maps under one `key`, is the
 * same.
 *
 * @throws OperationError for anything but names of databases with texts by name.
 */
function perDatabaseFromData(data: OperationData, key: string, path: string): PerDatabase {
  const { type: _, ...maps } = data;
  const inner = maps[key];
  const [given, at] =
    Object.keys(maps).length === 1 && isRecord(inner) && Object.values(inner).every(isRecord)
      ? [inner, `${path}.${key}`]
      : [maps, path];
  const checked: Record<string, Readonly<Record<string, string>>> = Object.create(null);
  for (const [database, entries] of Object.entries(given)) {
    if (entries === undefined) continue;
    if (!DATABASE.test(database)) throw invalid(`"${database}" is not the name of a database`, at);
    checked[database] = texts(entries, `${at}.${database}`);
  }
  return perDatabase(checked);
}

function texts(entries: unknown, path: string): Readonly<Record<string, string>> {
  if (!isRecord(entries)) throw invalid("an object of SQL texts by name is expected", path);
  const checked: Record<string, string> = Object.create(null);
  for (const [name, text] of Object.entries(entries)) {
    if (typeof text !== "string") throw invalid("SQL text is expected", `${path}.${name}`);
    checked[name] = text;
  }
  return checked;
}

function invalid(message: string, path: string): OperationError {
  return new OperationError({
    code: "OPERATION_INVALID",
    message,
    hint: 'Write them as { postgresql: { name: "SQL" }, sqlite: { name: "SQL" } }.',
    path,
  });
}
