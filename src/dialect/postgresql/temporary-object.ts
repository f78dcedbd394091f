import { createHash } from "node:crypto";
import { isWord, type SqlToken, solidTokens } from "../../text/sql-lexer.js";
import { nameOf } from "../../text/sql-name.js";
import { splitSql } from "../split-sql.js";
import { postgresqlSql } from "./sql-rules.js";

/** Statements that make an object as a temporary one. */
export interface TemporaryObject {
  readonly statements: readonly string[];
  /** The bare name of what they make. */
  readonly name: string;
  /** Of a trigger, a rule or a policy: the bare name of the table. */
  readonly on: string | undefined;
  /** What stands in the temporary schema then, by its bare name: the SQL that makes it. */
  readonly takes: ReadonlyMap<string, string>;
  /** Where the tables and views are that were copied, by the bare name. */
  readonly origins: ReadonlyMap<string, string>;
}

/** The kinds of which that can be told. */
export const TEMPORARY_KINDS: ReadonlySet<string> = new Set([
  ...["view", "materialized view", "function", "procedure"],
  ...["trigger", "rule", "policy", "domain", "sequence", "type"],
]);

/** What is said of an object besides, and is not compared. */
const BESIDE: readonly RegExp[] = [
  /^(?:grant|revoke)\b/i,
  /^create\s+schema\s+if\s+not\s+exists\b/i,
  /^drop\b[a-z\s]*\bif\s+exists\b/i,
  /^(?:re)?set\s+check_function_bodies\b/i,
  /^alter\s[^;]*\sowner\s+to\s+\S+$/i,
];

/** What moves an object out of the temporary schema, or makes another one of it. */
const MOVING = /\b(?:rename\s+to|set\s+schema|depends\s+on)\b/i;

/** What may be set of a column. */
const SET_OF_COLUMN: ReadonlySet<string> = new Set(["statistics", "storage", "compression", "("]);

const MATERIALIZED = /materialized\s+view/i;

/** The view that a materialized one is made as, because none can be temporary; a table stands for its rest. */
function queryName(bare: string): string {
  return `mm_${createHash("md5").update(bare).digest("hex")}`;
}

/**
 * The definition of an object with each name that it makes, or changes, in the temporary schema. Of a
 * table that it is on, a copy without rows is made first: the table itself is not touched. undefined:
 * the definition does more than can be told.
 *
 * @param origins where the tables are of which the definition has the bare name alone
 */
export function temporaryObject(
  definition: string,
  origins: ReadonlyMap<string, string> = new Map(),
): TemporaryObject | undefined {
  const making = new Making(origins);
  for (const { sql } of splitSql(definition, postgresqlSql)) {
    const text = sql.trim();
    if (BESIDE.some((pattern) => pattern.test(text))) continue;
    if (!making.take(text)) return undefined;
  }
  return making.name === "" ? undefined : making;
}

/** A name as it stands in a statement. */
interface Written {
  readonly start: number;
  readonly end: number;
  /** The token behind it. */
  readonly next: number;
  readonly bare: string;
  readonly text: string;
}

class Making implements TemporaryObject {
  readonly statements: string[] = [];
  readonly takes = new Map<string, string>();
  readonly origins = new Map<string, string>();
  name = "";
  on: string | undefined;
  readonly #origins: ReadonlyMap<string, string>;
  /** Of a view or a materialized view, which may have indexes, triggers and rules. */
  #relation: string | undefined;
  /** Triggers that stand in for what is done are on views alone. */
  #isOnView = false;
  #sql = "";
  #tokens: readonly SqlToken[] = [];

  constructor(origins: ReadonlyMap<string, string>) {
    this.#origins = origins;
  }

  /** Is it a statement that is understood? */
  take(sql: string): boolean {
    this.#sql = sql;
    this.#tokens = [...solidTokens(sql, postgresqlSql)];
    if (this.#is(0, "comment")) return this.#comment();
    if (this.#is(0, "alter")) return this.#alter();
    return this.#is(0, "create") && this.#create();
  }

  #create(): boolean {
    let at = this.#is(1, "or") && this.#is(2, "replace") ? 3 : 1;
    while (["recursive", "constraint", "unique"].some((word) => this.#is(at, word))) at += 1;
    const kind = this.#tokens[at]?.text.toLowerCase() ?? "";
    switch (kind) {
      case "view":
      case "function":
      case "procedure":
      case "domain":
        return this.#named(at + 1, kind);
      case "type":
        return this.#named(at + 1, kind) && this.#multirange();
      case "sequence":
        return this.#named(this.#behindNotExists(at + 1), kind);
      case "materialized":
        return this.#is(at + 1, "view") && this.#materialized(this.#behindNotExists(at + 2));
      case "index":
        return this.#onTable(undefined, this.#find(at + 1, "on"));
      case "trigger":
        this.#isOnView = this.#is(at + 2, "instead");
        return this.#onTable(this.#tokens[at + 1], this.#find(at + 2, "on"));
      case "policy":
        return this.#onTable(this.#tokens[at + 1], this.#find(at + 2, "on"));
      case "rule":
        return this.#onTable(this.#tokens[at + 1], this.#find(at + 2, "to"));
      default:
        return false;
    }
  }

  #is(at: number, word: string): boolean {
    return isWord(this.#tokens[at], word);
  }

  #behindNotExists(at: number): number {
    return this.#is(at, "if") ? at + 3 : at;
  }

  #find(from: number, word: string): number {
    const at = this.#tokens.findIndex((token, index) => index >= from && isWord(token, word));
    return at < 0 ? this.#tokens.length : at;
  }

  /** `app.users`; undefined where there is none, or one of more parts. */
  #name(at: number): Written | undefined {
    const first = this.#tokens[at];
    const isDotted = this.#tokens[at + 1]?.text === ".";
    const last = isDotted ? this.#tokens[at + 2] : first;
    const next = at + (isDotted ? 3 : 1);
    if (first === undefined || last === undefined || this.#tokens[next]?.text === ".") {
      return undefined;
    }
    if (![first, last].every(({ kind }) => kind === "word" || kind === "quoted")) return undefined;
    const { start } = first;
    return {
      start,
      end: last.end,
      next,
      bare: bareName(last),
      text: this.#sql.slice(start, last.end),
    };
  }

  /** The statement with the name in the temporary schema. */
  #moved({ start, end, bare }: Written): string {
    return `${this.#sql.slice(0, start)}pg_temp.${quoted(bare)}${this.#sql.slice(end)}`;
  }

  #named(at: number, kind: string): boolean {
    const name = this.#name(at);
    if (name === undefined || this.name !== "") return false;
    const isRoutine = kind === "function" || kind === "procedure";
    this.takes.set(`${isRoutine ? "routine" : "relation"} ${name.bare}`, this.#sql);
    this.name = name.bare;
    if (kind === "view") this.#relation = name.bare;
    this.statements.push(this.#moved(name));
    return true;
  }

  /** Of a range type a second name may be said, of the type that holds several of them. */
  #multirange(): boolean {
    const at = this.#find(0, "multirange_type_name");
    if (at === this.#tokens.length) return true;
    const name = this.#name(at + 2);
    const sql = this.statements.pop();
    if (name === undefined || sql === undefined) return false;
    const behind = this.#sql.slice(name.end);
    const before = sql.slice(0, sql.length - behind.length - (name.end - name.start));
    this.takes.set(`relation ${name.bare}`, this.#sql);
    this.statements.push(`${before}pg_temp.${quoted(name.bare)}${behind}`);
    return true;
  }

  /** `CREATE MATERIALIZED VIEW v (a) WITH (...) AS SELECT ... WITH NO DATA` */
  #materialized(at: number): boolean {
    const name = this.#name(at);
    if (name === undefined || this.name !== "") return false;
    const as = this.#tokens[this.#find(name.next, "as")];
    const behind = this.#tokens.slice(-3);
    const [first, second] = behind.slice(-2);
    const without = behind.length === 3 && isWord(behind[0], "with") && isWord(behind[1], "no");
    const tail = without ? behind[0] : isWord(first, "with") ? first : undefined;
    const end = tail !== undefined && isWord(second, "data") ? tail.start : this.#sql.length;
    if (as === undefined) return false;
    const columns = this.#tokens[name.next]?.text === "(" ? this.#closing(name.next) : undefined;
    const list = columns === undefined ? "" : this.#sql.slice(name.end, columns.end);
    const [view, table] = [queryName(name.bare), quoted(name.bare)].map((one) => `pg_temp.${one}`);
    const options = this.#sql.slice(columns?.end ?? name.end, as.start);
    this.statements.push(
      `CREATE VIEW ${view}${list} AS ${this.#sql.slice(as.end, end)}`,
      `CREATE TABLE ${table} ${options} AS SELECT * FROM ${view} WITH NO DATA`,
    );
    this.takes.set(`relation ${name.bare}`, this.#sql);
    this.name = name.bare;
    this.#relation = name.bare;
    return true;
  }

  #closing(open: number): SqlToken | undefined {
    let depth = 0;
    for (const token of this.#tokens.slice(open)) {
      if (token.text === "(") depth += 1;
      if (token.text === ")") depth -= 1;
      if (depth === 0) return token;
    }
    return undefined;
  }

  /** What is on a table, which is named behind this token; an index has no name that counts here. */
  #onTable(own: SqlToken | undefined, at: number): boolean {
    const table = this.#name(this.#is(at + 1, "only") ? at + 2 : at + 1);
    if (table === undefined) return false;
    const isPart = this.#relation !== undefined && this.#relation === table.bare;
    if (!isPart) {
      if (own === undefined || this.name !== "") return false;
      this.name = bareName(own);
      this.on = table.bare;
      this.#copy(table);
    }
    this.statements.push(this.#moved(table));
    return true;
  }

  /** Its columns are all that a trigger, a rule or a policy looks at. */
  #copy({ bare, text }: Written): void {
    const key = `relation ${bare}`;
    if (this.takes.has(key)) return;
    const origin = this.#origins.get(key) ?? text;
    const copy = `pg_temp.${quoted(bare)} AS SELECT * FROM ${origin}`;
    const sql = this.#isOnView
      ? `CREATE OR REPLACE VIEW ${copy}`
      : `CREATE TABLE IF NOT EXISTS ${copy} WITH NO DATA`;
    this.takes.set(key, sql);
    this.origins.set(key, origin);
    this.statements.push(sql);
  }

  /** `ALTER TABLE t ENABLE ROW LEVEL SECURITY`, `ALTER VIEW v SET (...)` */
  #alter(): boolean {
    if (MOVING.test(this.#sql)) return false;
    const isMaterialized = this.#is(1, "materialized") && this.#is(2, "view");
    const isTable = this.#is(1, "table");
    const kinds = ["view", "function", "procedure", "domain", "sequence", "index"];
    if (!isTable && !isMaterialized && !kinds.some((kind) => this.#is(1, kind))) return false;
    let at = isMaterialized || this.#is(2, "only") ? 3 : 2;
    if (this.#is(at, "if")) at += 2;
    const name = this.#name(at);
    if (name === undefined) return false;
    const isPart = isTable && name.bare === this.#relation;
    if (isMaterialized || isPart || this.#is(1, "index")) return this.#setting(name);
    if (isTable) {
      const does = ["enable", "disable", "force", "no"];
      if (!does.some((word) => this.#is(name.next, word))) return false;
      this.#copy(name);
    }
    this.statements.push(this.#moved(name));
    return true;
  }

  /** What can be set of a materialized view and its indexes; nothing of it reads rows or runs code. */
  #setting(name: Written): boolean {
    const said = this.#tokens.slice(name.next);
    const [first, ...others] = said;
    if (this.#relation === undefined || others.some((token) => isWord(token, "alter")))
      return false;
    const column = said.slice(isWord(others[0], "column") ? 3 : 2);
    const isKnown = isWord(first, "alter")
      ? isWord(column[0], "set") && SET_OF_COLUMN.has(column[1]?.text.toLowerCase() ?? "")
      : isWord(first, "cluster") || (isWord(first, "set") && others[0]?.text === "(");
    if (isKnown) this.statements.push(this.#moved(name).replace(MATERIALIZED, "TABLE"));
    return isKnown;
  }

  #comment(): boolean {
    const isMaterialized = this.#is(2, "materialized");
    const at = isMaterialized ? 4 : 3;
    const kind = this.#tokens[at - 1]?.text.toLowerCase() ?? "";
    if (kind === "column") return this.#columnComment(at);
    const isOn = ["trigger", "rule", "policy"].includes(kind);
    const name = this.#name(isOn ? at + 2 : at);
    if (name === undefined) return false;
    const moved = this.#moved(name);
    this.statements.push(isMaterialized ? moved.replace(MATERIALIZED, "TABLE") : moved);
    return true;
  }

  /** `app.v.id`: the last part is the column. */
  #columnComment(at: number): boolean {
    const is = this.#find(at, "is");
    const [first, relation, dot] = [at, is - 3, is - 2].map((place) => this.#tokens[place]);
    if (first === undefined || relation === undefined || dot?.text !== ".") return false;
    const { start } = first;
    const text = this.#sql.slice(start, relation.end);
    const bare = bareName(relation);
    this.statements.push(this.#moved({ start, end: relation.end, next: is - 2, bare, text }));
    return true;
  }
}

/** The server makes small letters of a name without quotes. */
function bareName(token: SqlToken): string {
  return token.kind === "word" ? token.text.toLowerCase() : nameOf(token);
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
