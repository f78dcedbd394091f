import { isWord, type SqlToken } from "../../text/sql-lexer.js";
import { nameOf } from "../../text/sql-name.js";
import type { Facts } from "./facts.js";
import { cutTable } from "./table-parts.js";

/**
 * An account that may only read single tables is shown the fields of foreign keys, and not what happens on a change:
 * that is in the answer of SHOW CREATE TABLE alone, which leaves out what is usual.
 */
export function withKeyRules(
  keys: readonly Facts[],
  shown: ReadonlyMap<string, string>,
  usual: string,
): readonly Facts[] {
  const constraints = new Map<string, ReadonlyMap<string, readonly SqlToken[]>>();
  return keys.flatMap((key) => {
    if (key.on_delete !== undefined) return [key];
    const { table = "", name = "" } = key;
    const own = constraints.get(table) ?? constraintsOf(shown.get(table) ?? "");
    constraints.set(table, own);
    const tokens = own.get(name);
    if (tokens === undefined) return [];
    const rule = (event: string) => ruleOn(event, tokens) ?? usual;
    return [{ ...key, on_delete: rule("delete"), on_update: rule("update") }];
  });
}

function constraintsOf(sql: string): ReadonlyMap<string, readonly SqlToken[]> {
  return new Map(
    cutTable(sql).parts.flatMap(({ tokens }) => {
      const [first, name] = tokens;
      return name !== undefined && isWord(first, "constraint") ? [[nameOf(name), tokens]] : [];
    }),
  );
}

/** `ON DELETE SET NULL` */
function ruleOn(event: string, tokens: readonly SqlToken[]): string | undefined {
  const at = tokens.findIndex(
    (one, index) => isWord(one, "on") && isWord(tokens[index + 1], event),
  );
  if (at < 0) return undefined;
  const [first, second] = tokens.slice(at + 2, at + 4);
  const isTwo = isWord(first, "set") || isWord(first, "no");
  return isTwo ? `${first?.text} ${second?.text}` : first?.text;
}
