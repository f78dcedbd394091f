import type { Field } from "../../schema/field.js";
import { type Options, optionTexts } from "../../schema/options.js";
import { tableKey } from "../../schema/schema.js";
import type { Index, Table } from "../../schema/table.js";
import { DialectError } from "../dialect-error.js";
import { mysqlText } from "./text-literal.js";

/**
 * How the value of an option is written: one word or number, a text in quotes, SQL as it is; a clause
 * is SQL that is no `KEY=value`, and a flag is there or not.
 */
type OptionKind = "word" | "text" | "sql" | "clause" | "flag";

/** Every option of a table that is ours, in the order it is written. */
const TABLE: Readonly<Record<string, readonly [word: string, kind: OptionKind]>> = {
  engine: ["ENGINE", "word"],
  charset: ["DEFAULT CHARACTER SET", "word"],
  collate: ["COLLATE", "word"],
  row_format: ["ROW_FORMAT", "word"],
  key_block_size: ["KEY_BLOCK_SIZE", "word"],
  avg_row_length: ["AVG_ROW_LENGTH", "word"],
  checksum: ["CHECKSUM", "word"],
  compression: ["COMPRESSION", "text"],
  connection: ["CONNECTION", "text"],
  data_directory: ["DATA DIRECTORY", "text"],
  delay_key_write: ["DELAY_KEY_WRITE", "word"],
  encrypted: ["ENCRYPTED", "word"],
  encryption: ["ENCRYPTION", "text"],
  encryption_key_id: ["ENCRYPTION_KEY_ID", "word"],
  index_directory: ["INDEX DIRECTORY", "text"],
  insert_method: ["INSERT_METHOD", "word"],
  max_rows: ["MAX_ROWS", "word"],
  min_rows: ["MIN_ROWS", "word"],
  pack_keys: ["PACK_KEYS", "word"],
  page_checksum: ["PAGE_CHECKSUM", "word"],
  page_compressed: ["PAGE_COMPRESSED", "word"],
  page_compression_level: ["PAGE_COMPRESSION_LEVEL", "word"],
  stats_auto_recalc: ["STATS_AUTO_RECALC", "word"],
  stats_persistent: ["STATS_PERSISTENT", "word"],
  stats_sample_pages: ["STATS_SAMPLE_PAGES", "word"],
  tablespace: ["TABLESPACE", "word"],
  transactional: ["TRANSACTIONAL", "word"],
  union: ["UNION", "sql"],
  period: ["PERIOD FOR", "clause"],
  system_period: ["PERIOD FOR SYSTEM_TIME", "clause"],
  primary_key: ["PRIMARY KEY", "clause"],
  system_versioning: ["WITH SYSTEM VERSIONING", "flag"],
  partition_by: ["PARTITION BY", "clause"],
};

/**
 * What tables have unless they say otherwise. Charset and collation are the database's own: text in
 * another collation cannot refer to text in tables that were made without this tool.
 */
export const USUAL_OPTIONS: Readonly<Record<string, string>> = Object.freeze({ engine: "InnoDB" });

/** Is its value more than a word: SQL, or a text that has a case? */
export function isSqlOption(key: string): boolean {
  return ["text", "sql", "clause"].includes(TABLE[key]?.[1] ?? "word");
}

/** Is it a part of CREATE TABLE that is no `KEY=value`? */
export function isClause(key: string): boolean {
  return TABLE[key]?.[1] === "clause";
}

/** Is it an option of a table here? The others are for other databases. */
function isTableOption(key: string): boolean {
  return Object.hasOwn(TABLE, key);
}

/** Those options of a table that can be written again, and the keys of the others. */
export function knownOptions(
  options: Options,
): readonly [known: Options, unknown: readonly string[]] {
  const entries = Object.entries(options);
  return [
    Object.fromEntries(entries.filter(([key]) => isTableOption(key))),
    entries.flatMap(([key]) => (isTableOption(key) ? [] : key)),
  ];
}

/** The options a table is created with: its own before the usual ones. */
export function tableOptions(table: Pick<Table, "options" | "name" | "namespace">): Options {
  const own: Record<string, string> = {};
  for (const [key, value] of Object.entries(table.options)) {
    const name = key.toLowerCase();
    if (!isTableOption(name) || (TABLE[name]?.[1] === "flag" && value !== "true")) continue;
    own[name] = value;
  }
  const all: Record<string, string> = { ...USUAL_OPTIONS, ...own };
  for (const [key, value] of Object.entries(all)) {
    if (!isSqlOption(key) && !/^\w+$/.test(value)) throw badOption(key, value, tableKey(table));
  }
  const order = Object.keys(TABLE);
  return Object.fromEntries(
    Object.entries(all).sort(([left], [right]) => order.indexOf(left) - order.indexOf(right)),
  );
}

/** `ENGINE=InnoDB`; without a value it is as usual. */
export function optionWord(key: string, value: string | undefined): string {
  const [word = key, kind] = TABLE[key] ?? [];
  if (value === undefined) return `${word}=${NUMBERS.has(key) ? "0" : "DEFAULT"}`;
  return `${word}=${kind === "text" ? mysqlText(value) : value}`;
}

/**
 * What an ALTER TABLE says to make options of others, as often as one is needed: partitions want one of
 * their own.
 */
export function optionChanges(from: Options, to: Options): readonly (readonly string[])[] {
  const words: string[] = [];
  const partitions: string[] = [];
  for (const key of Object.keys({ ...from, ...to })) {
    const [old, value] = [from[key], to[key]];
    if (old === value) continue;
    if (key === "partition_by") {
      partitions.push(value === undefined ? "REMOVE PARTITIONING" : `PARTITION BY ${value}`);
    } else if (key === "system_versioning") {
      words.push(`${value === undefined ? "DROP" : "ADD"} SYSTEM VERSIONING`);
    } else if (isClause(key)) {
      const [clause = ""] = TABLE[key] ?? [];
      const name = key === "period" ? ` ${old?.split(" (")[0]}` : "";
      if (old !== undefined) words.push(`DROP ${clause}${name}`);
      if (value !== undefined) words.push(`ADD ${clause} ${value}`);
    } else words.push(optionWord(key, value));
  }
  return [words, partitions].filter((list) => list.length > 0);
}

/** Options for which DEFAULT is no value. */
const NUMBERS: ReadonlySet<string> = new Set([
  ...["avg_row_length", "checksum", "delay_key_write", "key_block_size", "max_rows", "min_rows"],
  ...["page_compressed"],
]);

function badOption(key: string, value: string, table: string): DialectError {
  return new DialectError({
    code: "DIALECT_TABLE_OPTION",
    message: `option "${key}" of table "${table}" cannot be "${value}"`,
    hint: "Write a single word, as in engine: InnoDB or collate: utf8mb4_bin.",
  });
}

/** What a column may have beside what every database knows, as it is written. */
const FIELD: Readonly<Record<string, (value: string) => string>> = {
  compressed: () => "COMPRESSED",
  ref_system_id: (value) => `REF_SYSTEM_ID=${value}`,
  srid: (value) => `SRID ${value}`,
  row: (value) => `GENERATED ALWAYS AS ROW ${value.toUpperCase()}`,
  invisible: () => "INVISIBLE",
  versioning: (value) => `${value.toUpperCase()} SYSTEM VERSIONING`,
  column_format: (value) => `COLUMN_FORMAT ${value.toUpperCase()}`,
  storage: (value) => `STORAGE ${value.toUpperCase()}`,
  check: (value) => `CHECK (${value})`,
};

/** MariaDB wants a check behind everything else. */
type OptionPlace = "type" | "end" | "check";

/** Those that stand right behind the type. */
const OF_TYPE: readonly string[] = ["compressed", "ref_system_id", "row"];

/** The options of a field that are ours. @throws DialectError for what is no word. */
export function fieldOptions(field: Field): Options {
  return known(field.options, Object.keys(FIELD), `field "${field.name}"`);
}

/** The words of a column for its options at that place. */
export function fieldWords(field: Field, where: OptionPlace): readonly string[] {
  const options = fieldOptions(field);
  return Object.entries(FIELD).flatMap(([key, word]) => {
    const value = options[key];
    const place = OF_TYPE.includes(key) ? "type" : key === "check" ? "check" : "end";
    return value === undefined || place !== where ? [] : word(value);
  });
}

/** The options of an index that are ours. @throws DialectError for what is no word. */
export function indexOptions(index: Index): Options {
  const keys = ["invisible", "key_block_size", "parser", "using", "without_overlaps"];
  return known(index.options, keys, `index "${index.name}"`);
}

/** The same as the server shows them: it hashes what is too long by itself, and only MEMORY on demand. */
export function shownIndexOptions(options: Options = {}, engine = ""): Options | undefined {
  const { using, ...others } = options;
  const kept = using !== undefined && (using !== "hash" || /^(?:memory|heap|ndb)/i.test(engine));
  return optionTexts({ ...others, ...(kept && { using: using.toLowerCase() }) });
}

function known(options: Options = {}, keys: readonly string[], what: string): Options {
  const found = Object.entries(options)
    .map(([key, value]): [string, string] => [key.toLowerCase(), value])
    .filter(([key, value]) => keys.includes(key) && value !== "false");
  for (const [key, value] of found) {
    if (key === "check" || key === "without_overlaps" || /^\w+$/.test(value)) continue;
    throw new DialectError({
      code: "DIALECT_TABLE_OPTION",
      message: `option "${key}" of ${what} cannot be "${value}"`,
      hint: "Write a single word, a number or true.",
    });
  }
  return Object.fromEntries(found);
}
