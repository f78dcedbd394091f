import type { Step } from "../dialect/statement.js";
import { type PerDatabase, perDatabase } from "../schema/schema.js";
import { isRecord } from "../text/record.js";
import { TablelessOperation } from "./base-operation.js";
import type { OperationData } from "./operation.js";
import { OperationError } from "./operation-error.js";

/** Database name -> entry -> SQL text, as an author writes it. */
export type PerDatabaseData = Readonly<
  Record<string, Readonly<Record<string, string>> | undefined>
>;

const DATABASE = /^[a-z][a-z0-9_]*$/;

/** Says what names mean on each database; runs no SQL. */
export abstract class PerDatabaseOperation extends TablelessOperation {
  readonly maps: PerDatabase;

  constructor(maps: PerDatabase) {
    super({});
    this.maps = maps;
  }

  nameFragment(): string {
    return this.kind;
  }

  /** Databases that are named get the new map; the maps of the others stay. */
  protected replacing(old: PerDatabase): PerDatabase {
    return perDatabase({ ...old, ...this.maps });
  }

  protected get databases(): string {
    return Object.keys(this.maps).sort().join(", ") || "no database";
  }

  protected forward(): readonly Step[] {
    return [];
  }

  protected backward(): readonly Step[] {
    return [];
  }

  protected fields() {
    return this.maps;
  }
}

/**
 * The maps of `SetDefaults` and `SetTypeMappings`: the data without `type`. The predecessor's
 * spelling, all maps under one `key`, is the same.
 *
 * @throws OperationError for anything but names of databases with texts by name.
 */
export function perDatabaseFromData(data: OperationData, key: string, path: string): PerDatabase {
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
