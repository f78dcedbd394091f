import type { Connection } from "../../driver/driver.js";
import type { Schema } from "../../schema/schema.js";
import type { SchemaObject } from "../../schema/schema-object.js";
import { solidTokens, sqlTokens } from "../../text/sql-lexer.js";
import type { Introspector } from "../dialect.js";
import { schemaOfTables } from "../expected.js";
import { groupBy } from "../group-by.js";
import type { LiveObjects } from "../live-objects.js";
import { parseCreateTable } from "./create-table-parser.js";
import { takeMembers } from "./key-traits.js";
import { type Entry, sqliteObjects } from "./objects.js";
import { type FoundTable, type FoundTables, readTable, takesNull } from "./read-table.js";
import { sqliteSql } from "./sql-rules.js";
import { splitMembers, TokenCursor } from "./token-cursor.js";

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
    const found = await this.#tables(await this.#entries(), options.ignore);
    return schemaOfTables([...found.values()].map((table) => readTable(table, found)));
  }

  async objects(schema: Schema, made: readonly SchemaObject[] = []): Promise<LiveObjects> {
    const entries = await this.#entries();
    const objects = sqliteObjects(entries, schema, made);
    const found = await this.#tables(entries, []);
    const described = [...found.values()].filter(({ name }) => schema.tables.has(name));
    return { ...objects, unsaid: [...objects.unsaid, ...described.flatMap(unsaidOfTable)] };
  }

  async #tables(entries: readonly Entry[], ignore: readonly string[]): Promise<FoundTables> {
    const rows = await this.#connection.query(
      "SELECT name, wr, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'",
    );
    const facts = new Map(rows.map((row) => [String(row.name), row]));
    const members = groupBy(entries, ({ table }) => table.toLowerCase());
    const tables = entries.filter(
      ({ type, name }) => type === "table" && facts.has(name) && !ignore.includes(name),
    );
    return new Map(
      tables.map(({ name, sql }) => [
        name.toLowerCase(),
        {
          name,
          sql,
          parsed: parseCreateTable(sql),
          isStrict: facts.get(name)?.strict === 1,
          isWithoutRowid: facts.get(name)?.wr === 1,
          members: members.get(name.toLowerCase()) ?? [],
        },
      ]),
    );
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

/**
 * What the text of a table says and the model has no words for, a line each. Nothing of it is lost
 * where the table is: a rebuild keeps it.
 */
function unsaidOfTable(found: FoundTable): readonly string[] {
  const { parsed, name, members } = found;
  const of = ` of table "${name}"`;
  const atColumns = parsed.columns.flatMap((column) =>
    column.text.clauses.flatMap((clause) =>
      clauseTraits(clause).map((trait) => `${trait} of column "${column.name}"${of}`),
    ),
  );
  const behind = parsed.clauses.flatMap((clause) =>
    [...clauseTraits(clause), ...keyTraits(clause)].map(
      (trait) => `${trait} of ${headOf(clause)}${of}`,
    ),
  );
  const open = takesNull(found) === "some" ? [`a primary key that takes NULL in part${of}`] : [];
  const lines = [...atColumns, ...behind, ...open];
  const comments = commentsIn(found.sql) - parsed.commentsRead;
  return [
    ...lines,
    ...(comments > 0 ? [`comments in the text${of}`] : []),
    ...members
      .filter(({ type, sql }) => type === "index" && commentsIn(sql) > 0)
      .map((one) => `comments in the text of index "${one.name}"${of}`),
  ];
}

/** `MATCH` of a foreign key, and `ON CONFLICT` where it means nothing: at a check, and at NULL. */
function clauseTraits(clause: string): readonly string[] {
  const words = [...solidTokens(clause, sqliteSql)].map(({ text, kind }) =>
    kind === "word" ? text.toUpperCase() : "",
  );
  const cursor = new TokenCursor(clause);
  if (cursor.takes("constraint")) cursor.name();
  const isKept = ["primary", "unique", "not"].some((word) => cursor.sees(word));
  return words.flatMap((word, at) => {
    if (word === "ON" && words[at + 1] === "CONFLICT")
      return isKept ? [] : [`ON CONFLICT ${words[at + 2]}`];
    return word === "MATCH" && words.includes("REFERENCES") ? [`MATCH ${words[at + 1]}`] : [];
  });
}

/** The order and the collation of members of a key that no option of it can say. */
function keyTraits(clause: string): readonly string[] {
  const cursor = new TokenCursor(clause);
  if (cursor.takes("constraint")) cursor.name();
  if (!cursor.takes("primary", "key") && !cursor.takes("unique")) return [];
  const from = cursor.start;
  if (takeMembers(cursor).order !== undefined) return [];
  return splitMembers(cursor.since(from).slice(1, -1)).flatMap((member) => {
    const [, ...rest] = [...solidTokens(member, sqliteSql)].map(({ text }) => text);
    if (rest.at(-1)?.toLowerCase() === "asc") rest.pop();
    return rest.length === 0 ? [] : [rest.join(" ")];
  });
}

/** `UNIQUE (a, b)`: how a constraint behind the columns is called, with a name or without. */
function headOf(clause: string): string {
  const cursor = new TokenCursor(clause);
  if (cursor.takes("constraint")) return `constraint "${cursor.name()}"`;
  const start = cursor.start;
  while (!cursor.done && !cursor.sees("(")) cursor.next();
  return `${clause.slice(start, cursor.start).trim().toUpperCase()} (${cursor.bracketed().trim()})`;
}

function commentsIn(sql: string): number {
  return [...sqlTokens(sql, sqliteSql)].filter(({ kind }) => kind === "comment").length;
}
