import { isWord, type SqlToken, solidTokens } from "../../text/sql-lexer.js";
import { nameOf } from "../../text/sql-name.js";
import { splitSql } from "../split-sql.js";
import type { Facts } from "./facts.js";
import { mysqlSql } from "./sql-rules.js";
import { mysqlText } from "./text-literal.js";

export const DOES_MORE = "its SQL does more than make it";

/** The settings under which a definition may make something, as they were. */
export function settingsSql({ mode = "", client = "", collation = "", zone = "" }: Facts): string {
  const settings = [
    `sql_mode = ${mysqlText(mode)}`,
    `character_set_client = ${mysqlText(client)}`,
    `collation_connection = ${mysqlText(collation)}`,
    `time_zone = ${mysqlText(zone)}`,
  ];
  return `SET ${settings.join(", ")}`;
}

/** The one statement of a definition that makes something, where the others only set what it is made under. */
export function createIn(definition: string): string | undefined {
  const others: string[] = [];
  const creating = splitSql(definition, mysqlSql).flatMap(({ sql }) => {
    const [first] = solidTokens(sql, mysqlSql);
    if (isWord(first, "create")) return [sql];
    if (first !== undefined) others.push(sql);
    return [];
  });
  return creating.length === 1 && others.every(isSetting) ? creating[0] : undefined;
}

/** Does it set something of the session alone, to values that are not computed? */
function isSetting(sql: string): boolean {
  const [first, ...tokens] = solidTokens(sql, mysqlSql);
  const goesFurther = ({ kind, text }: SqlToken): boolean =>
    text === "(" ||
    (kind !== "string" && /^(?:@@)?(?:global|persist|password|role|statement)/i.test(text));
  return isWord(first, "set") && !tokens.some(goesFurther);
}

/** The statement with another name for what it makes. */
export function withName(sql: string, kind: string, name: string): string | undefined {
  const tokens = [...solidTokens(sql, mysqlSql)];
  let at = tokens.findIndex((token) => isWord(token, kind)) + 1;
  if (at === 0) return undefined;
  if (isWord(tokens[at], "if")) at += isWord(tokens[at + 1], "not") ? 3 : 2;
  const from = tokens[at];
  const to = tokens[at + 1]?.text === "." ? tokens[at + 2] : from;
  if (from === undefined || to === undefined) return undefined;
  return `${sql.slice(0, from.start)}\`${name}\`${sql.slice(to.end)}`;
}

/** The words of a statement without what says the same: case, quotes of names, blanks, who made it. */
export function wordsOf(sql: string, here: string): string {
  return wordListOf(sql, here).join(" ").replace(/ ;$/, "");
}

export function wordListOf(sql: string, here: string): readonly string[] {
  const words: string[] = [];
  const tokens = [...solidTokens(sql, mysqlSql)];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined) break;
    const skipped = skip(tokens, at, here);
    if (skipped > 0) at += skipped - 1;
    else if (token.kind === "quoted") words.push(nameOf(token).toLowerCase());
    else words.push(token.kind === "word" ? token.text.toLowerCase() : token.text);
  }
  return words;
}

/** How many tokens from here on mean nothing. */
function skip(tokens: readonly SqlToken[], at: number, here: string): number {
  const word = (offset: number, text: string): boolean => isWord(tokens[at + offset], text);
  const token = tokens[at];
  if (token?.kind === "quoted" && nameOf(token) === here && tokens[at + 1]?.text === ".") return 2;
  if (word(0, "or") && word(1, "replace")) return 2;
  if (word(0, "if") && word(1, "not") && word(2, "exists")) return 3;
  if (word(0, "definer") && tokens[at + 1]?.text === "=") {
    return tokens[at + 3]?.text === "@" ? 5 : tokens[at + 3]?.kind === "variable" ? 4 : 3;
  }
  if (word(0, "algorithm") && word(2, "undefined")) return 3;
  if (word(0, "sql") && word(1, "security") && word(2, "definer")) return 3;
  return 0;
}
