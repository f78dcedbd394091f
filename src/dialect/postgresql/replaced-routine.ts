import type { SchemaObject } from "../../schema/schema-object.js";
import { isWord, solidTokens, withDepth } from "../../text/sql-lexer.js";
import { postgresqlSql } from "./sql-rules.js";

/** Words behind the names, the arguments and the result of a routine. */
const BEHIND_HEAD: ReadonlySet<string> = new Set([
  ...["language", "transform", "window", "immutable", "stable", "volatile", "not", "leakproof"],
  ...["called", "strict", "external", "security", "parallel", "cost", "rows", "support", "set"],
  ...["as", "return", "begin"],
]);

/**
 * Does the definition put the one routine in the place of the other, without a drop between them? What
 * tables stand on (an index, a default, a check) lets the server drop neither.
 */
export function replacesRoutine(next: SchemaObject, old: SchemaObject): boolean {
  if (next.definition === old.definition) return false;
  const head = headOf(next.definition);
  return head !== undefined && head === headOf(old.definition);
}

/** `function f ( a integer ) returns integer`; undefined where nothing would be replaced. */
function headOf(definition: string): string | undefined {
  const tokens = [...withDepth(solidTokens(definition, postgresqlSql))];
  const start = tokens.findIndex(
    ([token], at) =>
      isWord(token, "create") &&
      isWord(tokens[at + 1]?.[0], "or") &&
      isWord(tokens[at + 2]?.[0], "replace"),
  );
  const kind = tokens[start + 3]?.[0];
  if (start < 0 || !(isWord(kind, "function") || isWord(kind, "procedure"))) return undefined;
  const rest = tokens.slice(start + 3);
  const end = rest.findIndex(
    ([token, depth]) =>
      depth === 0 && token.kind === "word" && BEHIND_HEAD.has(token.text.toLowerCase()),
  );
  return end < 0
    ? undefined
    : rest
        .slice(0, end)
        .map(([{ text }]) => text)
        .join(" ");
}
