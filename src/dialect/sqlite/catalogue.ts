import type { Connection, Row } from "../../driver/driver.js";
import { constraintName } from "../../schema/constraint-name.js";
import type { Field } from "../../schema/field.js";
import type { Schema } from "../../schema/schema.js";
import type { Index, IndexPart, Table } from "../../schema/table.js";
import { mapExpressions } from "../../schema/table-expressions.js";
import type { Introspector } from "../dialect.js";
import { schemaOfTables } from "../expected.js";
import { groupBy } from "../group-by.js";
import type { LiveObjects } from "../live-objects.js";
import { autoUpdateTrigger } from "./auto-update-trigger.js";
import { type ParsedColumn, type ParsedTable, parseCreateTable } from "./create-table-parser.js";
import { enumValues } from "./enum-check.js";
import { type Entry, sqliteObjects } from "./objects.js";
import { normalText, readComment, unqualified } from "./sql-text.js";
import { splitMembers, TokenCursor } from "./token-cursor.js";
import { readSqliteType } from "./types.js";

/**
 * Reads SQLite's schema. SQLite keeps the text of every CREATE statement, and only the text has all:
 * names of constraints, expressions, collations, AUTOINCREMENT; so the text is what is read.
 */
export class SqliteIntrospector implements Introspector {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async read(options: { readonly ignore: readonly string[] }): Promise<Schema> {
    const entries = await this.#entries();
    const kinds = await this.#connection.query(
      "SELECT name, wr, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'",
    );
    const ignored = new Set(options.ignore);
    const members = groupBy(entries, ({ table }) => table.toLowerCase());
    const facts = new Map(kinds.map((row) => [String(row.name), row]));
    const tables = entries.filter(
      ({ type, name }) => type === "table" && facts.has(name) && !ignored.has(name),
    );
    const names = new Map(tables.map(({ name }) => [name.toLowerCase(), name]));
    return schemaOfTables(
      tables.map((entry) =>
        mapExpressions(
          readTable({
            entry,
            members: members.get(entry.name.toLowerCase()) ?? [],
            facts: facts.get(entry.name) ?? {},
            nameOf: (table) => names.get(table.toLowerCase()) ?? table,
          }),
          (sql) => unqualified(sql, entry.name),
        ),
      ),
    );
  }

  async objects(schema: Schema): Promise<LiveObjects> {
    return sqliteObjects(await this.#entries(), schema);
  }

  async #entries(): Promise<readonly Entry[]> {
    const rows = await this.#connection.query(
      `SELECT type, name, tbl_name AS "table", sql FROM main.sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid`,
    );
    return rows.map((row) => ({
      type: String(row.type),
      name: String(row.name),
      table: String(row.table),
      sql: String(row.sql),
    }));
  }
}

interface TableSource {
  readonly entry: Entry;
  /** Indexes and triggers of the table. */
  readonly members: readonly Entry[];
  readonly facts: Row;
  /** The spelling of a table's name where it is made; names have no case in SQLite. */
  readonly nameOf: (table: string) => string;
}

function readTable({ entry, members, facts, nameOf }: TableSource): Table {
  const { name } = entry;
  const parsed = parseCreateTable(entry.sql);
  const triggers = new Set(members.filter(({ type }) => type === "trigger").map((one) => one.name));
  const fields = parsed.columns.map((column) =>
    readField(column, parsed, isAutoUpdated(column.name, name, triggers)),
  );
  const unnamed = (prefix: "ck" | "fk" | "uq", parts: readonly string[]) =>
    constraintName({ prefix, table: name, fields: parts });
  return {
    name,
    namespace: undefined,
    fields,
    primaryKey: parsed.primaryKey,
    foreignKeys: parsed.foreignKeys.map((key) => ({
      ...key,
      name: key.name ?? unnamed("fk", key.fields),
      table: nameOf(key.table),
    })),
    indexes: members.filter(({ type }) => type === "index").map(readIndex),
    uniques: parsed.uniques.map((unique) => ({
      name: unique.name ?? unnamed("uq", unique.content),
      fields: unique.content,
    })),
    checks: readChecks(parsed).map((check, at) => ({
      name: check.name ?? unnamed("ck", [String(at + 1)]),
      expression: normalText(check.content),
    })),
    exclusions: [],
    comment: parsed.comment === undefined ? undefined : readComment(parsed.comment),
    options: {
      ...(facts.strict === 1 ? { strict: "true" } : {}),
      ...(facts.wr === 1 ? { without_rowid: "true" } : {}),
    },
  };
}

function readField(column: ParsedColumn, table: ParsedTable, autoUpdate: boolean): Field {
  const type = readSqliteType(column.type);
  const values = column.checks.map((check) => enumValues(check, column.name)).find(Boolean);
  const isKey = table.primaryKey?.fields.includes(column.name) === true;
  return {
    name: column.name,
    ...type,
    ...(column.autoincrement ? { type: "serial" } : {}),
    ...(values === undefined ? {} : { type: "enum", values }),
    nullable: column.nullable && !isKey,
    default: column.default === undefined ? undefined : readDefault(column.default),
    autoCreate: false,
    autoUpdate,
    generated: column.generated && {
      expression: normalText(column.generated.expression),
      stored: column.generated.stored,
    },
    collation: column.collation,
    comment: column.comment === undefined ? undefined : readComment(column.comment),
  };
}

function isAutoUpdated(name: string, table: string, triggers: ReadonlySet<string>): boolean {
  const apart = { name, apart: ["auto_update"] } as const;
  return [{ name }, apart].some((field) => triggers.has(autoUpdateTrigger(table, field)));
}

/** `DEFAULT NULL` is no default. */
function readDefault(text: string): Field["default"] {
  const sql = normalText(text);
  return /^null$/i.test(sql) ? undefined : { kind: "sql", sql };
}

/** Checks that are not the list of an enum's values. */
function readChecks(parsed: ParsedTable): ParsedTable["checks"] {
  const atColumns = parsed.columns.flatMap((column) =>
    column.checks
      .filter((check) => enumValues(check, column.name) === undefined)
      .map((content) => ({ name: undefined, content })),
  );
  return [...parsed.checks, ...atColumns];
}

/** https://www.sqlite.org/lang_createindex.html */
function readIndex({ name, sql }: Entry): Index {
  const cursor = new TokenCursor(sql);
  cursor.takes("create");
  const unique = cursor.takes("unique");
  while (!cursor.takes("on")) cursor.next();
  cursor.name();
  const parts = splitMembers(cursor.bracketed()).map(readIndexPart);
  const where = cursor.takes("where") ? sql.slice(cursor.peek()?.start) : undefined;
  return {
    name,
    parts,
    unique,
    method: undefined,
    where: where === undefined ? undefined : normalText(where),
    include: [],
    nullsNotDistinct: false,
    concurrently: false,
  };
}

function readIndexPart(member: string): IndexPart {
  const order = /\sdesc\s*$/i.test(member) ? "desc" : "asc";
  const sorted = member.replace(/\s(?:asc|desc)\s*$/i, "").trim();
  const collate = /(?<=\s)collate\s+("(?:[^"]|"")+"|\w+)$/i.exec(sorted);
  const subject = sorted.slice(0, collate?.index).trimEnd();
  const cursor = new TokenCursor(subject);
  const first = cursor.next();
  const isField = cursor.done && (first?.kind === "word" || first?.kind === "quoted");
  return {
    field: isField ? new TokenCursor(subject).name() : undefined,
    expression: isField ? undefined : normalText(subject),
    order,
    nulls: undefined,
    opclass: undefined,
    collation: collate?.[1] === undefined ? undefined : new TokenCursor(collate[1]).name(),
    prefix: undefined,
  };
}
