import { solidTokens, sqlTokens } from "../../text/sql-lexer.js";
import { takeMembers } from "./key-traits.js";
import type { Entry } from "./objects.js";
import { type FoundTable, takesNull } from "./read-table.js";
import { sqliteSql } from "./sql-rules.js";
import { splitMembers, TokenCursor } from "./token-cursor.js";

/**
 * What the text of a table says and the model has no words for, a line each. Nothing of it is lost
 * where the table is: a rebuild keeps it.
 */
export function unsaidOfTable(found: FoundTable): readonly string[] {
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
      .filter(isCommentedIndex)
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

function isCommentedIndex({ type, sql }: Entry): boolean {
  return type === "index" && commentsIn(sql) > 0;
}

function commentsIn(sql: string): number {
  return [...sqlTokens(sql, sqliteSql)].filter(({ kind }) => kind === "comment").length;
}
