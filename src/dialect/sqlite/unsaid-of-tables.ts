import { solidTokens, sqlTokens } from "../../text/sql-lexer.js";
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
  const orders = parsed.columns
    .filter((column) => column.isDescending)
    .map((column) => `DESC of the primary key "${column.name}"${of}`);
  const behind = parsed.clauses.flatMap((clause) =>
    [...clauseTraits(clause), ...keyTraits(clause)].map(
      (trait) => `${trait} of ${headOf(clause)}${of}`,
    ),
  );
  const open = takesNull(found) === "some" ? [`a primary key that takes NULL in part${of}`] : [];
  const lines = [...atColumns, ...orders, ...behind, ...open];
  const comments = commentsIn(found.sql) - parsed.commentsRead;
  return [
    ...lines,
    ...(comments > 0 ? [`comments in the text${of}`] : []),
    ...members
      .filter(isCommentedIndex)
      .map((one) => `comments in the text of index "${one.name}"${of}`),
  ];
}

/** `ON CONFLICT` and `MATCH`, of a constraint of a column or of the table. */
function clauseTraits(clause: string): readonly string[] {
  const words = [...solidTokens(clause, sqliteSql)].map(({ text, kind }) =>
    kind === "word" ? text.toUpperCase() : "",
  );
  return words.flatMap((word, at) => {
    if (word === "ON" && words[at + 1] === "CONFLICT") return [`ON CONFLICT ${words[at + 2]}`];
    return word === "MATCH" && words.includes("REFERENCES") ? [`MATCH ${words[at + 1]}`] : [];
  });
}

/** The order and the collation of members of a key. */
function keyTraits(clause: string): readonly string[] {
  const cursor = new TokenCursor(clause);
  if (cursor.takes("constraint")) cursor.name();
  if (!cursor.takes("primary", "key") && !cursor.takes("unique")) return [];
  return splitMembers(cursor.bracketed()).flatMap((member) => {
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
