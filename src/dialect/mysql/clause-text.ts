import { isWord, type SqlToken, solidTokens } from "../../text/sql-lexer.js";
import { mysqlSql } from "./sql-rules.js";
import { mysqlText, quoted, readMysqlText } from "./text-literal.js";

/** Words behind which a name stands that needs no quotes. */
const NAMED: ReadonlySet<string> = new Set(["partition", "subpartition", "period", "for"]);

/**
 * A clause of CREATE TABLE that the model has no words for (partitions, a period, a primary key with
 * prefixes) in one spelling: words in lower case, names in backquotes, one blank where one belongs.
 * The engine, which partitions share with their table, is left out. `fields` are told from words.
 */
export function clauseText(
  clause: string | readonly SqlToken[],
  fields: readonly string[] = [],
): string {
  const tokens = typeof clause === "string" ? [...solidTokens(clause, mysqlSql)] : clause;
  const names = new Map(fields.map((name) => [name.toLowerCase(), name]));
  const pieces: string[] = [];
  let before: SqlToken | undefined;
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined) break;
    if (isWord(token, "engine") && tokens[at + 1]?.text === "=") {
      at += 2;
      continue;
    }
    const piece = pieceOf(token, { before, after: tokens[at + 1], names });
    const last = pieces.at(-1) ?? "(";
    const tight = last.endsWith("(") || last.endsWith(".") || /^[),.]/.test(piece);
    pieces.push(tight || (piece === "(" && isCall(before, tokens[at - 2])) ? piece : ` ${piece}`);
    before = token;
  }
  return pieces.join("");
}

interface Around {
  readonly before: SqlToken | undefined;
  readonly after: SqlToken | undefined;
  readonly names: ReadonlyMap<string, string>;
}

function pieceOf(token: SqlToken, { before, after, names }: Around): string {
  if (token.text.startsWith("'")) return mysqlText(readMysqlText(token.text));
  if (token.kind !== "word") return token.text;
  const word = token.text.toLowerCase();
  const field = names.get(word);
  if (field !== undefined && after?.text !== "(") return quoted(field);
  const named = before?.kind === "word" && NAMED.has(before.text.toLowerCase());
  return named && word !== "by" && word !== "for" && word !== "system_time"
    ? `\`${token.text}\``
    : word;
}

/** Words behind which a bracket opens and that call nothing. */
const NO_CALLS: ReadonlySet<string> = new Set([
  ...["columns", "current", "hash", "history", "in", "key", "list", "partitions", "range"],
  ...["subpartitions", "system_time", "than", "using", "values", "and", "or", "not", "linear"],
]);

/** A word before a bracket is a function unless it is known to be none. */
function isCall(before: SqlToken | undefined, earlier: SqlToken | undefined): boolean {
  if (before?.kind !== "word" || earlier === undefined) return false;
  return !NO_CALLS.has(before.text.toLowerCase());
}
