import type { Connection } from "../../driver/driver.js";
import { DriverError, orRefusal } from "../../driver/driver-error.js";
import type { Schema } from "../../schema/schema.js";
import type { SchemaObject } from "../../schema/schema-object.js";
import { isWord, type SqlToken, solidTokens } from "../../text/sql-lexer.js";
import { nameOf } from "../../text/sql-name.js";
import type { FoundObject, Uncompared } from "../live-objects.js";
import { splitSql } from "../split-sql.js";
import { type Facts, facts } from "./facts.js";
import { scratchName } from "./scratch-name.js";
import { mysqlSql } from "./sql-rules.js";
import { createIn, DOES_MORE, settingsSql, withName, wordListOf } from "./statement-words.js";
import { cutTable, type TablePart } from "./table-parts.js";
import { indexIn, isSameTable, readTableText, tableWords } from "./table-words.js";
import { quoted } from "./text-literal.js";

/** Tables and indexes of a database that migrations have made as objects. */
interface MadeTables {
  readonly found: readonly FoundObject[];
  /** Keys of the tables among them. */
  readonly opaque: ReadonlySet<string>;
  readonly uncompared: readonly Uncompared[];
}

/** An index that a migration has made, and the table that it is on. */
interface MadeIndex {
  readonly object: SchemaObject;
  readonly create: string;
  readonly table: string;
}

/** How something is made to be compared. */
interface Making {
  /** `words`: `TABLE`, or those of a temporary one. */
  statements(words: string): readonly string[];
  /** Is what the server then shows what is there? */
  isSame(made: string): boolean;
}

/**
 * Tells whether tables and indexes are what migrations made: the server makes the one of the migrations under a
 * name of its own and without rows, as a temporary table where it can, and shows both in its own words. A foreign
 * key would be one to the user's tables, so keys are compared by what is written.
 */
export class TableComparison {
  readonly #connection: Connection;
  readonly #session: Facts;
  readonly #here: string;

  /** `session` as of `ObjectComparison`. */
  constructor(connection: Connection, session: Facts) {
    this.#connection = connection;
    this.#session = session;
    this.#here = session.here ?? "";
  }

  /** Those of `made` that are there, in the tables of `schema`. */
  async find(schema: Schema, made: readonly SchemaObject[]): Promise<MadeTables> {
    const found: FoundObject[] = [];
    const opaque = new Set<string>();
    const uncompared: Uncompared[] = [];
    const add = (one: FoundObject, verdict: boolean | string): void => {
      const isKnown = typeof verdict === "boolean";
      found.push(isKnown ? { ...one, same: verdict } : one);
      if (!isKnown) uncompared.push({ kind: one.kind, name: one.name, why: verdict });
    };
    const indexes = made.flatMap((object) => madeIndex(object, schema) ?? []);
    for (const index of indexes) {
      const { name } = index.object;
      const line = await this.#lineOf(index.table, name);
      if (line === undefined) continue;
      const one = { ...ANY, kind: "index", name, definition: createOf(line, index.table) };
      add({ ...one, needs: [index.table] }, await this.#isSameIndex(index, line));
    }
    for (const object of made) {
      const { kind, name } = object;
      if (kind !== "table" || !schema.tables.has(name)) continue;
      const shown = await this.#shown(name);
      if (shown === undefined) continue;
      const own = indexes.filter(({ table }) => table === name);
      const apart = new Set(own.map((index) => index.object.name.toLowerCase()));
      opaque.add(name);
      const one = { ...ANY, kind, name, definition: shown };
      add(one, await this.#isSameTable(object, shown, apart));
    }
    return { found, opaque, uncompared };
  }

  async #shown(table: string): Promise<string | undefined> {
    const rows = await orRefusal(this.#connection.query(`SHOW CREATE TABLE ${quoted(table)}`));
    return rows instanceof DriverError ? undefined : facts(rows[0] ?? {})["create table"];
  }

  async #lineOf(table: string, index: string): Promise<TablePart | undefined> {
    const shown = await this.#shown(table);
    return shown === undefined ? undefined : lineIn(shown, index, this.#here);
  }

  async #isSameTable(
    { name, definition }: SchemaObject,
    shown: string,
    apart: ReadonlySet<string>,
  ): Promise<boolean | string> {
    const create = createIn(definition);
    if (create === undefined) return DOES_MORE;
    const text = readTableText(create, this.#here);
    if (typeof text === "string") return text;
    const scratch = scratchName();
    const renamed = withName(text.bare, "table", scratch);
    const word = [...solidTokens(renamed ?? "", mysqlSql)].find((one) => isWord(one, "table"));
    if (renamed === undefined || word === undefined) return DOES_MORE;
    const [head, tail] = [renamed.slice(0, word.start), renamed.slice(word.end)];
    const about = { here: this.#here, apart };
    const live = tableWords(shown, about);
    const verdict = await this.#verdict(scratch, {
      statements: (words) => statementsOf(definition, create, head + words + tail),
      isSame: (made) => {
        const ours = tableWords(made.replaceAll(scratch, name.replaceAll("`", "``")), about);
        return isSameTable(live, ours, text.keys);
      },
    });
    return typeof verdict === "string" ? verdict.replaceAll(scratch, name) : verdict;
  }

  async #isSameIndex(
    { object, create, table }: MadeIndex,
    line: TablePart,
  ): Promise<boolean | string> {
    const [scratch, index] = [scratchName(), scratchName()];
    const renamed = withName(withTable(create, scratch), "index", index) ?? create;
    const words = ({ sql }: TablePart): string => wordListOf(sql, this.#here).join("\0");
    const verdict = await this.#verdict(scratch, {
      statements: (kind) => [
        `CREATE ${kind} ${quoted(scratch)} LIKE ${quoted(table)}`,
        ...statementsOf(object.definition, create, renamed),
      ],
      isSame: (made) => {
        const ours = lineIn(made, index, this.#here);
        const text = ours && words(ours).replace(index, object.name.toLowerCase());
        return text === words(line);
      },
    });
    return typeof verdict === "string" ? verdict.replaceAll(index, object.name) : verdict;
  }

  /**
   * Is what these statements make the same? No other session sees a temporary table; but it has no partitions, versions or
   * full text, which are refused or left out, so that what differs is made once more as one that stays. A text: why
   * that cannot be made.
   */
  async #verdict(scratch: string, { statements, isSame }: Making): Promise<boolean | string> {
    let verdict: boolean | string = false;
    for (const words of ["TEMPORARY TABLE", "TABLE"]) {
      const drop = () => this.#connection.execute(`DROP ${words} IF EXISTS ${quoted(scratch)}`);
      // Whether an account may drop what it makes is known only by trying.
      const made = await orRefusal(drop().then(() => this.#make(scratch, statements(words))));
      await this.#connection.execute(settingsSql(this.#session));
      await orRefusal(drop());
      verdict = typeof made === "string" ? isSame(made) : made.message;
      if (verdict === true) return true;
    }
    return verdict;
  }

  async #make(scratch: string, statements: readonly string[]): Promise<string> {
    for (const sql of statements) await this.#connection.execute(sql);
    const [row] = await this.#connection.query(`SHOW CREATE TABLE ${quoted(scratch)}`);
    return facts(row ?? {})["create table"] ?? "";
  }
}

const ANY = { namespace: undefined, needs: [] } as const;

/** The statements of a definition, with another one for the one that makes something. */
function statementsOf(definition: string, create: string, instead: string): readonly string[] {
  return splitSql(definition, mysqlSql).map(({ sql }) =>
    sql.trim() === create.trim() ? instead : sql,
  );
}

/** undefined: it is none, or not one that can be told from its text. */
function madeIndex(object: SchemaObject, { tables }: Schema): MadeIndex | undefined {
  if (object.kind !== "index") return undefined;
  const create = createIn(object.definition);
  const on = create === undefined ? undefined : tableOf(create);
  const table = on && nameOf(on);
  return create === undefined || table === undefined || !tables.has(table)
    ? undefined
    : { object, create, table };
}

/** The last part of the name behind ON. */
function tableOf(create: string): SqlToken | undefined {
  const tokens = [...solidTokens(create, mysqlSql)];
  if (!tokens.slice(0, 6).some((token) => isWord(token, "index"))) return undefined;
  const at = tokens.findIndex((token) => isWord(token, "on")) + 1;
  return at === 0 ? undefined : tokens[tokens[at + 1]?.text === "." ? at + 2 : at];
}

function withTable(create: string, table: string): string {
  const last = tableOf(create);
  if (last === undefined) return create;
  const tokens = [...solidTokens(create, mysqlSql)];
  const on = tokens.find((token) => isWord(token, "on"));
  return `${create.slice(0, on?.end)} ${quoted(table)}${create.slice(last.end)}`;
}

function lineIn(shown: string, index: string, here: string): TablePart | undefined {
  return cutTable(shown).parts.find((part) => indexIn(part, here) === index.toLowerCase());
}

/** The statement that makes an index, from its line in a table. */
function createOf({ sql, tokens: [first, ...rest] }: TablePart, table: string): string {
  const tokens = first === undefined ? [] : [first, ...rest];
  const at = tokens.findIndex((token) => isWord(token, "key"));
  const [key, name] = tokens.slice(at, at + 2);
  if (first === undefined || key === undefined || name === undefined) return sql;
  const kind = sql.slice(0, key.start - first.start);
  const behind = sql.slice(name.end - first.start);
  return `CREATE ${kind}INDEX ${name.text} ON ${quoted(table)}${behind}`;
}
