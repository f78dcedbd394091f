import { createHash } from "node:crypto";
import { isWord, type SqlToken } from "../../text/sql-lexer.js";
import { aggregateGuards, literal, operatorLinks } from "./definition-lists.js";
import { bareName, NamedStatement, temporaryName, type Written } from "./named-statement.js";
import type { PartOfTable, TemporaryObject } from "./temporary-steps.js";

/** What moves an object out of the temporary schema, or makes another one of it. */
const MOVING = /\b(?:rename\s+to|set\s+schema|depends\s+on)\b/i;

/** What is changed by an `ALTER` of one word; names of tables, materialized views and indexes have rules of their own. */
const ALTERED = [
  ...["view", "function", "procedure", "domain", "sequence", "index", "statistics"],
] as const;

/** Kinds that share their names with others. */
const SPACES: Readonly<Record<string, string>> = {
  ...{ function: "routine", procedure: "routine", aggregate: "routine" },
  ...{ view: "relation", domain: "relation", type: "relation", sequence: "relation" },
};

/** What may be set of a column. */
const SET_OF_COLUMN: ReadonlySet<string> = new Set(["statistics", "storage", "compression", "("]);

const MATERIALIZED = /materialized\s+view/i;

/** The view that a materialized one is made as, because none can be temporary; a table stands for its rest. */
function queryName(bare: string): string {
  return `mm_${createHash("md5").update(bare).digest("hex")}`;
}

/** Makes what is no table; see `temporaryObject`. */
export class TemporaryMaking implements TemporaryObject {
  readonly statements: string[] = [];
  readonly takes = new Map<string, string>();
  readonly origins = new Map<string, string>();
  readonly asked: string[] = [];
  readonly guards: string[] = [];
  readonly others: readonly string[] = [];
  readonly parts: readonly PartOfTable[] = [];
  name = "";
  on: string | undefined;
  readonly #origins: ReadonlyMap<string, string>;
  /** Of a view or a materialized view, which may have indexes, triggers and rules. */
  #relation: string | undefined;
  /** Triggers that stand in for what is done are on views alone. */
  #isOnView = false;
  #statement = new NamedStatement("");

  constructor(origins: ReadonlyMap<string, string>) {
    this.#origins = origins;
  }

  /** Is it a statement that is understood? */
  take(sql: string): boolean {
    this.#statement = new NamedStatement(sql);
    if (this.#statement.is(0, "comment")) return this.#comment();
    if (this.#statement.is(0, "alter")) return this.#alter();
    return this.#statement.is(0, "create") && this.#create();
  }

  #create(): boolean {
    const statement = this.#statement;
    let at = statement.is(1, "or", "replace") ? 3 : 1;
    while (["recursive", "constraint", "unique"].some((word) => statement.is(at, word))) at += 1;
    const kind = statement.tokens[at]?.text.toLowerCase() ?? "";
    switch (kind) {
      case "view":
      case "function":
      case "procedure":
      case "domain":
        return this.#named(at + 1, kind);
      case "type":
        return this.#named(at + 1, kind) && this.#multirange();
      case "sequence":
      case "collation":
        return this.#named(statement.behindExists(at + 1), kind);
      case "text":
        return statement.is(at + 1, "search") && this.#named(at + 3, "text search");
      case "aggregate":
        return this.#named(at + 1, kind) && this.#aggregate();
      case "operator":
        return this.#operator(at + 1);
      case "statistics":
        return this.#statistics(statement.behindExists(at + 1));
      case "materialized":
        return statement.is(at + 1, "view") && this.#materialized(statement.behindExists(at + 2));
      case "index":
        return this.#index(at + 1);
      case "trigger":
        this.#isOnView = statement.is(at + 2, "instead");
        return this.#onTable(statement.tokens[at + 1], statement.find(at + 2, "on"));
      case "policy":
        return this.#onTable(statement.tokens[at + 1], statement.find(at + 2, "on"));
      case "rule":
        return this.#onTable(statement.tokens[at + 1], statement.find(at + 2, "to"));
      default:
        return false;
    }
  }

  #named(at: number, kind: string): boolean {
    const name = this.#statement.name(at);
    if (name === undefined || !this.#take(name, SPACES[kind] ?? kind)) return false;
    if (kind === "view") this.#relation = name.bare;
    this.statements.push(this.#statement.moved(name));
    return true;
  }

  /** It is this that the definition makes, in this space of names. */
  #take({ bare }: Written, space: string): boolean {
    if (this.name !== "") return false;
    this.takes.set(`${space} ${bare}`, this.#statement.sql);
    this.name = bare;
    return true;
  }

  /** Its first value is read by the type that it has. */
  #aggregate(): boolean {
    this.guards.push(...aggregateGuards(this.#statement));
    return true;
  }

  /** The operators that it is linked to would be written to: they are asked for instead. */
  #operator(at: number): boolean {
    const name = this.#statement.operator(at);
    const links = name && operatorLinks(this.#statement, name);
    if (links === undefined || name === undefined || !this.#take(name, "operator")) return false;
    const moved = { start: name.start, end: name.end, text: temporaryName(name.bare) };
    this.statements.push(this.#statement.with(moved, links.without));
    this.asked.push(...links.asked);
    return true;
  }

  /** `CREATE STATISTICS s (kinds) ON a, b FROM t` */
  #statistics(at: number): boolean {
    const name = this.#statement.name(at);
    const from = this.#statement.tokens.findLastIndex((token) => isWord(token, "from"));
    const table = from < 0 ? undefined : this.#statement.name(from + 1);
    if (name === undefined || table === undefined || !this.#take(name, "statistics")) return false;
    this.#copy(table);
    this.asked.push(`to_regclass(${literal(this.origins.get(`relation ${table.bare}`) ?? "")})`);
    this.statements.push(this.#statement.moved(name, table));
    return true;
  }

  /** Of a range type a second name may be said, of the type that holds several of them. */
  #multirange(): boolean {
    const statement = this.#statement;
    const at = statement.find(0, "multirange_type_name");
    if (at === statement.tokens.length) return true;
    const [first, second] = [statement.name(2), statement.name(at + 2)];
    if (first === undefined || second === undefined) return false;
    this.takes.set(`relation ${second.bare}`, statement.sql);
    this.statements[this.statements.length - 1] = statement.moved(first, second);
    return true;
  }

  /** `CREATE MATERIALIZED VIEW v (a) WITH (...) AS SELECT ... WITH NO DATA` */
  #materialized(at: number): boolean {
    const { sql, tokens } = this.#statement;
    const name = this.#statement.name(at);
    const query = name && this.#statement.query(name.next);
    if (name === undefined || query === undefined || !this.#take(name, "relation")) return false;
    const isListed = this.#statement.isSymbol(name.next, "(");
    const listed = isListed ? tokens[this.#statement.closing(name.next)]?.end : undefined;
    const list = sql.slice(name.end, listed ?? name.end);
    const [view, table] = [queryName(name.bare), name.bare].map(temporaryName);
    const options = sql.slice(listed ?? name.end, query.start);
    this.statements.push(
      `CREATE VIEW ${view}${list} ${sql.slice(query.start, query.end)}`,
      `CREATE TABLE ${table} ${options} AS SELECT * FROM ${view} WITH NO DATA`,
    );
    this.#relation = name.bare;
    return true;
  }

  #index(from: number): boolean {
    const statement = this.#statement;
    const at = statement.behindExists(statement.is(from, "concurrently") ? from + 1 : from);
    const own = statement.is(at, "on") ? undefined : statement.tokens[at];
    const isMade = this.#onTable(own, statement.find(at, "on"));
    if (isMade && this.on !== undefined) this.takes.set(`relation ${this.name}`, statement.sql);
    const sql = this.statements.pop();
    if (typeof sql === "string") this.statements.push(sql.replace(/\bconcurrently\s/i, ""));
    return isMade;
  }

  /** What is on a table, which is named behind this token; an index has no name that counts here. */
  #onTable(own: SqlToken | undefined, at: number): boolean {
    const table = this.#statement.name(this.#statement.is(at + 1, "only") ? at + 2 : at + 1);
    if (table === undefined) return false;
    const isPart = this.#relation !== undefined && this.#relation === table.bare;
    if (!isPart) {
      if (own === undefined || this.name !== "") return false;
      this.name = bareName(own);
      this.on = table.bare;
      this.#copy(table);
    }
    this.statements.push(this.#statement.moved(table));
    return true;
  }

  /** Its columns are all that a trigger, a rule or a policy looks at. */
  #copy({ bare, text }: Written): void {
    const key = `relation ${bare}`;
    if (this.takes.has(key)) return;
    const origin = this.#origins.get(key) ?? text;
    const copy = `${temporaryName(bare)} AS SELECT * FROM ${origin}`;
    const sql = this.#isOnView
      ? `CREATE OR REPLACE VIEW ${copy}`
      : `CREATE TABLE IF NOT EXISTS ${copy} WITH NO DATA`;
    this.takes.set(key, sql);
    this.origins.set(key, origin);
    this.statements.push(sql);
  }

  /** `ALTER TABLE t ENABLE ROW LEVEL SECURITY`, `ALTER VIEW v SET (...)` */
  #alter(): boolean {
    const statement = this.#statement;
    if (MOVING.test(statement.sql)) return false;
    const isMaterialized = statement.is(1, "materialized", "view");
    const isTable = statement.is(1, "table");
    const isSearch = statement.is(1, "text", "search");
    if (!isTable && !isMaterialized && !isSearch && !ALTERED.some((kind) => statement.is(1, kind)))
      return false;
    const at = isSearch ? 4 : isMaterialized || statement.is(2, "only") ? 3 : 2;
    const name = statement.name(statement.behindExists(at));
    if (name === undefined) return false;
    const isPart = isTable && name.bare === this.#relation;
    if (isMaterialized || isPart || statement.is(1, "index")) return this.#setting(name);
    if (isTable) {
      const does = ["enable", "disable", "force", "no"];
      if (!does.some((word) => statement.is(name.next, word))) return false;
      this.#copy(name);
    }
    this.statements.push(statement.moved(name));
    return true;
  }

  /** What can be set of a materialized view and its indexes; nothing of it reads rows or runs code. */
  #setting(name: Written): boolean {
    const said = this.#statement.tokens.slice(name.next);
    const [first, ...others] = said;
    if (this.#relation === undefined || others.some((token) => isWord(token, "alter")))
      return false;
    const column = said.slice(isWord(others[0], "column") ? 3 : 2);
    const isKnown = isWord(first, "alter")
      ? isWord(column[0], "set") && SET_OF_COLUMN.has(column[1]?.text.toLowerCase() ?? "")
      : isWord(first, "cluster") || (isWord(first, "set") && others[0]?.text === "(");
    if (isKnown) this.statements.push(this.#statement.moved(name).replace(MATERIALIZED, "TABLE"));
    return isKnown;
  }

  #comment(): boolean {
    const statement = this.#statement;
    const at = statement.is(2, "text", "search") ? 5 : statement.is(2, "materialized") ? 4 : 3;
    const kind = statement.tokens[at - 1]?.text.toLowerCase() ?? "";
    if (kind === "column") return this.#columnComment(at);
    const isOn = ["trigger", "rule", "policy"].includes(kind);
    const name = kind === "operator" ? statement.operator(at) : statement.name(isOn ? at + 2 : at);
    if (name === undefined) return false;
    this.statements.push(statement.moved(name).replace(MATERIALIZED, "TABLE"));
    return true;
  }

  /** `app.v.id`: the last part is the column. */
  #columnComment(at: number): boolean {
    const { tokens, sql } = this.#statement;
    const is = this.#statement.find(at, "is");
    const [first, relation, dot] = [at, is - 3, is - 2].map((place) => tokens[place]);
    if (first === undefined || relation === undefined || dot?.text !== ".") return false;
    const { start } = first;
    const text = sql.slice(start, relation.end);
    const bare = bareName(relation);
    this.statements.push(
      this.#statement.moved({ start, end: relation.end, next: is - 2, bare, text }),
    );
    return true;
  }
}
