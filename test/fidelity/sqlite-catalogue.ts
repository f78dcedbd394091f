import Database from "better-sqlite3";
import type { Catalogue, Fact } from "./catalogue.js";
import { constraintsIn, cutSql, indexText, plainSql } from "./sqlite-text.js";

type Row = Readonly<Record<string, unknown>>;

/** Facts of SQLite by its pragmas; what has none (a check, ON CONFLICT) by the text that it keeps. */
export const sqliteCatalogue: Catalogue = {
  load: async (url, script) => {
    withDatabase(url, (database) => database.exec(script));
  },
  read: async (url, { ignore }) =>
    withDatabase(url, (database) => {
      const all = (sql: string, ...values: unknown[]) =>
        database.prepare(sql).all(...values) as Row[];
      const tables = all(
        "SELECT * FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
      ).filter(({ name }) => !ignore.includes(String(name)));
      const texts = new Map(
        all("SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL").map(
          ({ type, name, sql }) => [`${type} ${name}`, String(sql)] as const,
        ),
      );
      const triggers = all(
        "SELECT name, tbl_name, sql FROM sqlite_schema WHERE type = 'trigger'",
      ).map(({ name, tbl_name, sql }) => ({
        of: `trigger "${name}"`,
        what: `on ${tbl_name}`,
        value: plainSql(String(sql)),
      }));
      return [...tables.flatMap((row) => factsOf({ all, database, texts, row })), ...triggers];
    }),
};

interface Source {
  readonly all: (sql: string, ...values: unknown[]) => Row[];
  readonly database: Database.Database;
  readonly texts: ReadonlyMap<string, string>;
  /** Of `pragma_table_list`. */
  readonly row: Row;
}

function factsOf(source: Source): readonly Fact[] {
  const { row, texts } = source;
  const name = String(row.name);
  const text = texts.get(`table ${name}`) ?? "";
  switch (row.type) {
    case "view":
      return [{ of: `view "${name}"`, what: "", value: plainSql(texts.get(`view ${name}`) ?? "") }];
    case "virtual":
      return [{ of: `virtual table "${name}"`, what: "", value: plainSql(text) }];
    case "shadow":
      return [];
    default:
      return ofTable(source, name, text);
  }
}

function ofTable(source: Source, name: string, text: string): readonly Fact[] {
  const { all, row } = source;
  const fact = (what: string, value: unknown): Fact => ({
    of: `table "${name}"`,
    what,
    value: value === undefined ? undefined : String(value),
  });
  const indexes = all("SELECT * FROM pragma_index_list(?)", name);
  const words = cutSql(text);
  const count = (...wanted: readonly string[]) =>
    words.filter((_, at) => wanted.every((word, ahead) => words[at + ahead] === word)).length;
  const conflicts = words.flatMap((word, at) =>
    word === "on" && words[at + 1] === "conflict" ? [words[at + 2]] : [],
  );
  return [
    fact("kind", `${row.wr === 1 ? "WITHOUT ROWID" : ""} ${row.strict === 1 ? "STRICT" : ""}`),
    fact("counts", count("autoincrement")),
    fact("key is the rowid", isRowid(source, name, indexes)),
    fact("ON CONFLICT", conflicts.sort().join(" ")),
    fact(
      "deferred",
      count("initially", "deferred") - count("not", "deferrable", "initially", "deferred"),
    ),
    fact("MATCH", count("match")),
    ...columnsOf(source, name, isRowid(source, name, indexes)),
    ...keysOf(source, name),
    ...indexes.flatMap((index) => indexFacts(source, name, index)),
    ...constraintsIn(words, name).map((one) => fact(`name of ${one.what}`, one.name)),
  ];
}

function isRowid({ all, row }: Source, name: string, indexes: readonly Row[]): boolean {
  const key = all("SELECT * FROM pragma_table_xinfo(?) WHERE pk > 0", name);
  return row.wr !== 1 && key.length > 0 && !indexes.some(({ origin }) => origin === "pk");
}

function columnsOf({ all, database }: Source, table: string, isRowid: boolean): readonly Fact[] {
  const collations = collationsOf(all, database, table);
  return all("SELECT * FROM pragma_table_xinfo(?)", table).flatMap((column) => {
    const name = String(column.name);
    return Object.entries({
      place: column.cid,
      type: typeOf(String(column.type)),
      // A name of the rowid has a value, whether it says so or not.
      "not null": isRowid && column.pk === 1 ? "" : column.notnull,
      default: defaultOf(column.dflt_value),
      "place in the key": column.pk,
      generated: column.hidden,
      collation: collations.get(name),
    }).map(([what, value]) => ({
      of: `table "${table}"`,
      what: `column "${name}": ${what}`,
      value: String(value),
    }));
  });
}

/** `DEFAULT NULL` says what holds anyway, and a name without brackets is a text. */
function defaultOf(sql: unknown): string {
  const text = String(sql ?? "");
  const [word = "", more] = cutSql(text);
  if (word === "null") return "";
  const isName =
    more === undefined && /^[a-z]\w*$/.test(word) && !/^(true|false|current_.*)$/.test(word);
  return isName ? `'${word}'` : plainSql(text);
}

/** No pragma has the collation of a column, but an index takes it over. */
function collationsOf(
  all: Source["all"],
  database: Database.Database,
  table: string,
): ReadonlyMap<string, string> {
  const quote = (name: unknown) => `"${String(name).replaceAll('"', '""')}"`;
  const columns = all("SELECT name FROM pragma_table_xinfo(?)", table).map(({ name }) =>
    quote(name),
  );
  database.exec("BEGIN");
  try {
    database.exec(`CREATE INDEX "probe of collations" ON ${quote(table)} (${columns.join(", ")})`);
    const rows = all(
      "SELECT name, coll FROM pragma_index_xinfo('probe of collations') WHERE key = 1",
    );
    return new Map(rows.map(({ name, coll }) => [String(name), String(coll)]));
  } finally {
    database.exec("ROLLBACK");
  }
}

function keysOf({ all }: Source, table: string): readonly Fact[] {
  const rows = all("SELECT * FROM pragma_foreign_key_list(?) ORDER BY id, seq", table);
  const keys = new Map<unknown, Row[]>();
  for (const row of rows) keys.set(row.id, [...(keys.get(row.id) ?? []), row]);
  return [...keys.values()].map((parts) => {
    const [{ table: target, on_delete, on_update } = {} as Row] = parts;
    const parent = all("SELECT name FROM pragma_table_xinfo(?) WHERE pk > 0 ORDER BY pk", target);
    // A key without columns is one to the primary key.
    const to = parts.map((part, at) => part.to ?? parent[at]?.name);
    return {
      of: `table "${table}"`,
      what: `foreign key of ${parts.map(({ from }) => from).join(", ")}`,
      value:
        `${String(target).toLowerCase()} (${to.join(", ")}) ${on_delete} ${on_update}`.toLowerCase(),
    };
  });
}

/** An index that a constraint made has no name of its author's. */
function indexFacts({ all, texts }: Source, table: string, index: Row): readonly Fact[] {
  const { name, origin, unique, partial } = index;
  const parts = all("SELECT * FROM pragma_index_xinfo(?) WHERE key = 1", name).map(
    (part) => `${part.name ?? "expression"} ${part.coll} ${part.desc === 1 ? "desc" : "asc"}`,
  );
  const words = origin === "c" ? cutSql(texts.get(`index ${name}`) ?? "") : [];
  const value = `${unique} ${partial} ${parts.join(", ")} ${indexText(words)}`;
  return [
    {
      of: `table "${table}"`,
      what:
        origin === "c"
          ? `index "${name}"`
          : `${origin === "pk" ? "key" : "unique"} ${parts.join(", ")}`,
      value: origin === "c" ? value : "",
    },
  ];
}

/** Words for one type: they have one affinity, and no library tells them apart. */
const ALIASES: Readonly<Record<string, string>> = {
  int: "integer",
  mediumint: "integer",
  tinyint: "smallint",
  nvarchar: "varchar",
  "character varying": "varchar",
  nchar: "char",
  character: "char",
  clob: "text",
  enum_text: "text",
  bool: "boolean",
  datetime: "timestamp",
  numeric: "decimal",
  real: "double",
  "double precision": "double",
};

function typeOf(declared: string): string {
  const [, word = "", rest = ""] = /^([^(]*)(.*)$/s.exec(declared.toLowerCase()) ?? [];
  const name = word.trim().replaceAll(/\s+/g, " ");
  return `${ALIASES[name] ?? name}${rest.replaceAll(/\s+/g, "")}`;
}

function withDatabase<Result>(url: string, work: (database: Database.Database) => Result): Result {
  const database = new Database(url.replace(/^sqlite:/, ""));
  try {
    return work(database);
  } finally {
    database.close();
  }
}
