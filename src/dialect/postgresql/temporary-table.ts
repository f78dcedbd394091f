import { createHash } from "node:crypto";
import { literal } from "./definition-lists.js";
import { bareName, NamedStatement, temporaryName, type Written } from "./named-statement.js";
import { LEADS_TO_OWN_CODE } from "./own-code.js";
import type { PartOfTable, TemporaryObject, TemporaryStep } from "./temporary-steps.js";

/** Words behind ADD that begin a constraint. */
const CONSTRAINTS = ["constraint", "primary", "unique", "check", "foreign", "exclude"];

/** What an ALTER TABLE may do to a table that stands for another. */
const REFUSED =
  /\b(?:rename\s+to|rename\s+column|rename\s+constraint|set\s+(?:schema|logged|unlogged|tablespace|access)|no\s+inherit|detach|owner\s+to|depends\s+on)\b/i;

/** Words of a bound that have a bracket behind them and are no functions. */
const BOUND_WORDS: ReadonlySet<string> = new Set(["from", "to", "in", "with"]);

/** Other than an index or a comment, an identity would be another one. */
const LIKE = "INCLUDING ALL EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS";

/**
 * A table that is kept whole, as a temporary one. What it inherits from, is a partition of or refers to
 * stands there as a copy without rows, under a name of its own that says nothing: which table that is, is asked for.
 */
export class TemporaryTable implements TemporaryObject {
  readonly statements: TemporaryStep[] = [];
  readonly takes = new Map<string, string>();
  readonly origins = new Map<string, string>();
  readonly guards: string[] = [];
  readonly on = undefined;
  name = "";
  /** Its partitions and what else the definition makes with it. */
  readonly others: string[] = [];
  readonly #parts = new Map<string, PartOfTable>();
  readonly #facts: string[] = [];
  readonly #sequences = new Set<string>();
  readonly #origins: ReadonlyMap<string, string>;
  #statement = new NamedStatement("");

  /** @param origins see `temporaryObject` */
  constructor(origins: ReadonlyMap<string, string>) {
    this.#origins = origins;
  }

  get parts(): readonly PartOfTable[] {
    const sorted = [...this.#parts].sort(([a], [b]) => (a < b ? -1 : 1));
    return sorted.map(([, part]) => part);
  }

  get asked(): readonly string[] {
    const sorted = [...this.origins].sort(([a], [b]) => (a < b ? -1 : 1));
    return [...this.#facts, ...sorted.map(([, text]) => `to_regclass(${literal(text)})::oid`)];
  }

  /** Is it a statement that is understood? */
  take(sql: string): boolean {
    const statement = new NamedStatement(sql);
    this.#statement = statement;
    if (statement.is(0, "comment")) return this.#comment();
    if (statement.is(0, "alter")) return this.#alter();
    return statement.is(0, "create") && this.#create();
  }

  #create(): boolean {
    const statement = this.#statement;
    let at = statement.is(1, "or", "replace") ? 3 : 1;
    while (["unique", "constraint", "unlogged"].some((word) => statement.is(at, word))) at += 1;
    if (statement.is(at, "table")) return this.#table(at + 1);
    if (statement.is(at, "foreign", "table")) return this.#table(at + 2);
    if (statement.is(at, "sequence")) return this.#sequence(statement.behindExists(at + 1));
    if (statement.is(at, "index")) return this.#onOwn(statement.find(at + 1, "on") + 1);
    const kind = ["trigger", "policy", "rule"].find((word) => statement.is(at, word));
    return kind !== undefined && this.#part(kind, at + 1);
  }

  /** `CREATE TRIGGER p AFTER INSERT ON t ...`, `CREATE RULE p AS ON INSERT TO t ...` */
  #part(kind: string, at: number): boolean {
    const statement = this.#statement;
    const name = statement.name(at)?.bare;
    const from = statement.find(at + 1, kind === "rule" ? "to" : "on") + 1;
    const on = statement.name(from)?.bare;
    if (name === undefined || on === undefined || !this.#onOwn(from)) return false;
    this.#parts.set([on, kind, name].join("\0"), { kind, name, on });
    return true;
  }

  /** `CREATE TABLE t (...) INHERITS (p)`, `CREATE TABLE t PARTITION OF p FOR VALUES ...` */
  #table(from: number): boolean {
    const statement = this.#statement;
    const name = statement.name(statement.behindExists(from));
    if (name === undefined || !this.#isBoundPlain()) return false;
    const [head, ...unlogged] = [statement.sql.slice(0, name.start), ...this.#unlogged()];
    const part = statement.is(name.next, "partition", "of")
      ? statement.name(name.next + 2)
      : undefined;
    if (this.name === "") this.name = name.bare;
    else this.others.push(name.bare);
    this.takes.set(`relation ${name.bare}`, statement.sql);
    this.#facts.push(...unlogged);
    this.guards.push(...this.#copied(name.next));
    const changes = [
      {
        start: 0,
        end: name.end,
        text: head.replace(/\bunlogged\s/i, "") + temporaryName(name.bare),
      },
      ...(part === undefined ? [] : [this.#reference(part, "partitioned")]),
      ...this.#inherited(name.next),
      ...this.#referred(name.next),
      ...this.#counted(),
    ];
    // It has the columns of a query, which does not run; of one that is prepared nothing is known.
    const query = statement.query(name.next);
    if (query !== undefined && statement.has("execute")) return false;
    const without = query && {
      start: query.end,
      end: statement.sql.length,
      text: " WITH NO DATA",
    };
    this.statements.push(statement.with(...changes, ...(without === undefined ? [] : [without])));
    return true;
  }

  #unlogged(): readonly string[] {
    return this.#statement.is(1, "unlogged") ? ["'unlogged'"] : [];
  }

  /** The server computes bounds when they are made: no function is called for them. */
  #isBoundPlain(): boolean {
    const { tokens } = this.#statement;
    const at = this.#statement.find(0, "values");
    if (!this.#statement.is(at - 1, "for")) return true;
    // It may be partitioned itself: that expression is only kept.
    const bound = tokens.slice(at, this.#statement.find(at, "partition"));
    return !bound.some(
      ({ kind, text }, index) =>
        (kind === "word" || kind === "quoted") &&
        !BOUND_WORDS.has(text.toLowerCase()) &&
        this.#statement.isSymbol(at + index + 1, "("),
    );
  }

  #inherited(from: number) {
    const at = this.#statement.find(from, "inherits");
    if (!this.#statement.isSymbol(at + 1, "(")) return [];
    return this.#statement.members(at + 1).flatMap(([member]) => {
      const parent = this.#statement.name(member);
      return parent === undefined ? [] : [this.#reference(parent, "copied")];
    });
  }

  /** `LIKE t INCLUDING ALL` among the columns makes what that table has, where it may compute. */
  #copied(from: number): readonly string[] {
    const statement = this.#statement;
    if (!statement.isSymbol(from, "(")) return [];
    return statement.members(from).flatMap(([member]) => {
      const source = statement.is(member, "like") ? statement.name(member + 1) : undefined;
      return source === undefined ? [] : [computesPlainly(source.text)];
    });
  }

  /** The tables behind REFERENCES. */
  #referred(from: number) {
    const places = this.#statement.tokens.flatMap((_, at) =>
      at >= from && this.#statement.is(at, "references") ? [at + 1] : [],
    );
    return places.flatMap((at) => {
      const target = this.#statement.name(at);
      return target === undefined ? [] : [this.#reference(target, "copied")];
    });
  }

  /** The next number of a sequence that is made with it: `nextval('app.s')`. */
  #counted() {
    return this.#statement.tokens.flatMap(({ kind, text, start, end }) => {
      if (kind !== "string" || !text.startsWith("'")) return [];
      const bare = new NamedStatement(text.slice(1, -1).replaceAll("''", "'")).name(0)?.bare ?? "";
      return this.#sequences.has(bare) ? [{ start, end, text: literal(temporaryName(bare)) }] : [];
    });
  }

  #isOwn(bare: string): boolean {
    return bare === this.name || this.others.includes(bare);
  }

  /** The table itself, or a copy of another one. */
  #reference({ start, end, bare, text }: Written, how: "copied" | "partitioned") {
    if (this.#isOwn(bare)) return { start, end, text: temporaryName(bare) };
    const alias = this.#alias(bare, text);
    const key = `relation ${alias}`;
    if (!this.origins.has(key)) {
      const origin = this.#origins.get(`relation ${bare}`) ?? text;
      this.origins.set(key, origin);
      this.takes.set(key, `${how} ${origin}`);
      const copy = `CREATE TABLE ${temporaryName(alias)} (LIKE ${origin} ${LIKE})`;
      const made = {
        sqlOf: `SELECT ${literal(`${copy} PARTITION BY `)} || pg_get_partkeydef(to_regclass(${literal(origin)})) AS sql`,
      };
      this.statements.push(how === "copied" ? copy : made);
      this.guards.push(hasPlainIndexes(origin));
    }
    return { start, end, text: temporaryName(alias) };
  }

  /** The same on both sides of a comparison, whether they say the schema or not. */
  #alias(bare: string, text: string): string {
    if (this.#origins.has(`relation ${bare}`)) return bare;
    for (let number = 0; ; number += 1) {
      const name = `${this.name}\0${bare}${number === 0 ? "" : `\0${number}`}`;
      const alias = `mm_${createHash("md5").update(name).digest("hex")}`;
      if ((this.origins.get(`relation ${alias}`) ?? text) === text) return alias;
    }
  }

  #sequence(at: number): boolean {
    const name = this.#statement.name(at);
    if (name === undefined) return false;
    this.#sequences.add(name.bare);
    this.takes.set(`relation ${name.bare}`, this.#statement.sql);
    this.statements.push(this.#statement.moved(name));
    return true;
  }

  /** What is on the table, which is named here. */
  #onOwn(at: number): boolean {
    const statement = this.#statement;
    const table = statement.name(statement.is(at, "only") ? at + 1 : at);
    if (table === undefined || !this.#isOwn(table.bare)) return false;
    this.statements.push(
      statement.moved(table).replace(/^(create\s+(?:unique\s+)?index\s+)concurrently\s/i, "$1"),
    );
    return true;
  }

  #alter(): boolean {
    const statement = this.#statement;
    if (REFUSED.test(statement.sql)) return false;
    if (statement.is(1, "index")) return this.#alterNamed(2);
    if (statement.is(1, "sequence")) return this.#owned();
    const at = statement.is(1, "foreign", "table") ? 3 : 2;
    if (!statement.is(at - 1, "table")) return false;
    const table = statement.name(this.#behindOnly(at));
    if (table === undefined || !this.#isBoundPlain() || this.#addsValue(table.next)) return false;
    if (statement.is(table.next, "attach", "partition")) return this.#attach(table);
    if (!this.#isOwn(table.bare)) return false;
    const parent = statement.is(table.next, "inherit") ? statement.name(table.next + 1) : undefined;
    this.statements.push(
      statement.with(
        { ...table, text: temporaryName(table.bare) },
        ...(parent === undefined ? [] : [this.#reference(parent, "copied")]),
        ...this.#referred(table.next),
        ...this.#counted(),
      ),
    );
    return true;
  }

  #behindOnly(at: number): number {
    const next = this.#statement.behindExists(at);
    return this.#statement.is(next, "only") ? next + 1 : next;
  }

  /** The server computes the value of a column that is added. */
  #addsValue(from: number): boolean {
    const statement = this.#statement;
    return statement.tokens.some(
      (_, at) =>
        at >= from &&
        statement.is(at, "add") &&
        !CONSTRAINTS.some((word) => statement.is(at + 1, word)) &&
        statement.find(at, "default") < statement.tokens.length,
    );
  }

  #attach(parent: Written): boolean {
    const part = this.#statement.name(parent.next + 2);
    if (part === undefined || !this.#isOwn(part.bare)) return false;
    const changes = [
      this.#reference(parent, "partitioned"),
      { ...part, text: temporaryName(part.bare) },
    ];
    this.statements.push(this.#statement.with(...changes));
    return true;
  }

  #alterNamed(at: number): boolean {
    const name = this.#statement.name(this.#statement.behindExists(at));
    if (name === undefined) return false;
    this.statements.push(this.#statement.moved(name));
    return true;
  }

  /** `ALTER SEQUENCE s OWNED BY app.t.c` */
  #owned(): boolean {
    const statement = this.#statement;
    const name = statement.name(2);
    if (name === undefined || !this.#sequences.has(name.bare)) return false;
    const by = statement.find(0, "by");
    const isOwned = statement.is(by - 1, "owned") && by + 2 < statement.tokens.length;
    const column = isOwned ? this.#column(by + 1, statement.tokens.length) : undefined;
    this.statements.push(statement.moved(name, ...(column === undefined ? [] : [column])));
    return true;
  }

  /** Of `app.t.c`, which ends before this token: the table. */
  #column(from: number, to: number): Written | undefined {
    const { tokens, sql } = this.#statement;
    const [first, table] = [tokens[from], tokens[to - 3]];
    if (first === undefined || table === undefined || from > to - 3) return undefined;
    const { start } = first;
    const { end } = table;
    return { start, end, next: to - 2, bare: bareName(table), text: sql.slice(start, end) };
  }

  #comment(): boolean {
    const statement = this.#statement;
    const is = statement.find(0, "is");
    const isOn = ["constraint", "trigger", "rule", "policy"].some((kind) => statement.is(2, kind));
    const at = statement.is(2, "foreign", "table") ? 4 : 3;
    const name = isOn
      ? statement.name(5)
      : statement.is(2, "column")
        ? this.#column(3, is)
        : statement.name(at);
    if (name === undefined) return false;
    this.statements.push(statement.moved(name));
    return true;
  }
}

/** Indexes are copied with what they compute. */
function hasPlainIndexes(table: string): string {
  return `NOT EXISTS (SELECT FROM pg_index i JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = i.indexrelid
    WHERE i.indrelid = to_regclass(${literal(table)}) AND ${LEADS_TO_OWN_CODE})`;
}

/** Checks and generated columns are computed as well where they are copied by an author's own words. */
function computesPlainly(table: string): string {
  return `NOT EXISTS (SELECT FROM pg_depend d WHERE ${LEADS_TO_OWN_CODE} AND (d.classid, d.objid) IN (
    SELECT 'pg_class'::regclass::oid, i.indexrelid FROM pg_index i WHERE i.indrelid = to_regclass(${literal(table)})
    UNION ALL SELECT 'pg_constraint'::regclass, k.oid FROM pg_constraint k WHERE k.conrelid = to_regclass(${literal(table)})
    UNION ALL SELECT 'pg_attrdef'::regclass, b.oid FROM pg_attrdef b JOIN pg_attribute a ON a.attrelid = b.adrelid AND a.attnum = b.adnum
      WHERE b.adrelid = to_regclass(${literal(table)}) AND a.attgenerated <> ''))`;
}
