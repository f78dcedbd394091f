import { isWord, type SqlToken, solidTokens } from "../../text/sql-lexer.js";
import { mysqlSql } from "./sql-rules.js";
import { wordListOf } from "./statement-words.js";
import { type CutTable, cutTable, type TablePart } from "./table-parts.js";

/** What a CREATE TABLE consists of, in words that can be compared. */
interface TableWords {
  /** In their order. */
  readonly columns: readonly string[];
  /** Indexes and checks, sorted. */
  readonly members: readonly string[];
  readonly keys: readonly KeyWords[];
  readonly tail: string;
}

/** A foreign key; the name may have been left to the server. */
interface KeyWords {
  readonly name: string | undefined;
  readonly fields: string;
  readonly target: string;
}

/** The text that makes a table, taken apart. */
export interface TableText {
  /** Without its foreign keys. */
  readonly bare: string;
  readonly keys: readonly KeyWords[];
  readonly cut: CutTable;
}

/** A text that makes a table by its own words alone; a sentence: why it cannot be made beside the real one. */
export function readTableText(create: string, here: string): TableText | string {
  const cut = cutTable(create);
  const why = refusal(create, cut);
  if (why !== undefined) return why;
  const [foreign, parts] = [cut.parts.filter(isForeignKey), cut.parts.filter(isNoForeignKey)];
  if (parts.some(({ tokens }) => tokens.some((token) => isWord(token, "references")))) {
    return "a column of it says by itself what it refers to";
  }
  const keys = foreign.map(({ sql }) => keyWords(sql, here));
  if (keys.length === 0) return { bare: create, keys, cut };
  const open = [...solidTokens(create, mysqlSql)].find(({ text }) => text === "(");
  const [end] = cut.tail;
  const tail = end === undefined ? "" : create.slice(end.start);
  const head = create.slice(0, open?.start);
  return { bare: `${head}(${parts.map(({ sql }) => sql).join(", ")}) ${tail}`, keys, cut };
}

/** Engines whose tables are files of their own and nothing else. */
const OWN_FILES: ReadonlySet<string> = new Set([
  ...["innodb", "myisam", "aria", "memory", "heap", "csv", "archive", "blackhole"],
]);
const ELSEWHERE = ["connection", "directory", "tablespace", "union"];

function refusal(create: string, { parts, tail }: CutTable): string | undefined {
  const tokens = [...solidTokens(create, mysqlSql)];
  const at = isWord(tokens[1], "or") && isWord(tokens[2], "replace") ? 3 : 1;
  if (!isWord(tokens[at], "table")) return "its SQL makes something else than a table that stays";
  const open = tokens.findIndex(({ text }) => text === "(");
  const first = parts[0]?.tokens[0];
  const head = tokens.slice(at + 1, open < 0 ? undefined : open);
  const asked = [...head, first, ...tail].some(
    (token) => isWord(token, "select") || isWord(token, "table"),
  );
  if (asked || isWord(first, "with") || isWord(first, "values")) return "a query fills it";
  if (tail.some((token) => ELSEWHERE.some((word) => isWord(token, word)))) {
    return "its SQL says where its rows are";
  }
  const engine = tail.findIndex((token) => isWord(token, "engine")) + 1;
  const name = tail[tail[engine]?.text === "=" ? engine + 1 : engine]?.text.toLowerCase() ?? "";
  if (engine === 0 || OWN_FILES.has(name.replaceAll(/['"`]/g, ""))) return undefined;
  return `tables of the engine ${name} may have their rows elsewhere`;
}

function isForeignKey({ tokens }: TablePart): boolean {
  const begins = (token: SqlToken | undefined): boolean => isWord(token, "foreign");
  if (begins(tokens[0])) return true;
  return isWord(tokens[0], "constraint") && (begins(tokens[1]) || begins(tokens[2]));
}

function isNoForeignKey(part: TablePart): boolean {
  return !isForeignKey(part);
}

const ACTION = / on (?:delete|update) (?:cascade|set null|set default|no action|restrict)/g;

function keyWords(sql: string, here: string): KeyWords {
  const words = wordListOf(sql, here);
  const at = words.indexOf("foreign", words[0] === "constraint" ? 1 : 0);
  const open = words.indexOf("(", at);
  const close = words.indexOf(")", open);
  const target = words.slice(close + 1).join(" ");
  // Either is what it does by itself.
  const actions = (target.match(ACTION) ?? []).filter((one) => !/no action|restrict/.test(one));
  return {
    name: words[0] === "constraint" && at === 2 ? words[1] : undefined,
    fields: words.slice(open, close + 1).join(" "),
    target: target.replaceAll(ACTION, "") + actions.sort().join(""),
  };
}

/** The words of a table that is shown. `apart`: names of indexes that are objects of their own. */
export function tableWords(
  shown: string,
  { here, apart }: { readonly here: string; readonly apart: ReadonlySet<string> },
): TableWords {
  const { parts, tail } = cutTable(shown);
  const left = parts.filter(
    (part) => isNoForeignKey(part) && !apart.has(indexIn(part, here) ?? ""),
  );
  const words = ({ sql }: TablePart): string => wordListOf(sql, here).join(" ");
  const [end] = tail;
  return {
    columns: left.filter(({ column }) => column !== undefined).map(words),
    members: left
      .filter(({ column }) => column === undefined)
      .map(words)
      .sort(),
    keys: parts.filter(isForeignKey).map(({ sql }) => keyWords(sql, here)),
    tail: end === undefined ? "" : wordListOf(shown.slice(end.start), here).join(" "),
  };
}

/** The index that a line of a shown table is about, in lower case. */
export function indexIn({ sql, column }: TablePart, here: string): string | undefined {
  if (column !== undefined) return undefined;
  const words = wordListOf(sql, here);
  const at = words.indexOf("key");
  return at === 0 || (at === 1 && KINDS.has(words[0] ?? "")) ? words[at + 1] : undefined;
}

const KINDS: ReadonlySet<string> = new Set(["unique", "fulltext", "spatial"]);

/** How far the counter has come, and the checksums that Aria has for tables that stay. */
const COUNTED = / (?:auto_increment|page_checksum) = \d+/g;

/** Is the table the one that was made? `keys` are those of the text, whose table was made without. */
export function isSameTable(
  live: TableWords,
  made: TableWords,
  keys: readonly KeyWords[],
): boolean {
  const ofKeys = new Set(
    live.keys.flatMap(({ name, fields }) =>
      [name, fields.split(" ")[1]].map((one) => `key ${one} ${fields}`),
    ),
  );
  const members = live.members.filter((one) => made.members.includes(one) || !ofKeys.has(one));
  const left = [...live.keys];
  for (const { name, fields, target } of keys) {
    const at = left.findIndex(
      (one) => one.fields === fields && one.target === target && (name ?? one.name) === one.name,
    );
    if (at < 0) return false;
    left.splice(at, 1);
  }
  const same = (a: readonly string[], b: readonly string[]) => a.join("\0") === b.join("\0");
  const [theirs, ours] = [live, made].map(({ tail }) => ` ${tail}`.replaceAll(COUNTED, ""));
  return (
    left.length === 0 &&
    same(live.columns, made.columns) &&
    same(members, made.members) &&
    theirs === ours
  );
}
