import { textOf } from "../../text/sql-name.js";
import { splitMembers, TokenCursor } from "./token-cursor.js";

/** The texts of `"column" IN ('a', 'b')`, undefined for any other expression. */
export function enumValues(check: string, column: string): readonly string[] | undefined {
  const cursor = new TokenCursor(check);
  if (cursor.name().toLowerCase() !== column.toLowerCase()) return undefined;
  if (!cursor.takes("in") || !cursor.sees("(")) return undefined;
  const members = splitMembers(cursor.bracketed()).map((member) => new TokenCursor(member));
  if (!cursor.done) return undefined;
  const tokens = members.map((member) =>
    member.peek(1) === undefined ? member.peek() : undefined,
  );
  const texts = tokens.flatMap((token) => (token?.kind === "string" ? [textOf(token)] : []));
  return texts.length === tokens.length ? texts : undefined;
}
