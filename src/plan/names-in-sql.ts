import { isWord, type SqlToken, solidTokens } from "../text/sql-lexer.js";
import { nameOf, textOf } from "../text/sql-name.js";
import { anySql, type SqlRules } from "../text/sql-rules.js";

/**
 * All names in small letters, those in the body of a function among them, and `*` for all fields; with the names before
 * them and a dot, "" where there is none.
 */
export type NamesInSql = ReadonlyMap<string, ReadonlySet<string>>;

/** `all`: the rules by which it may be read; what any of them finds is found. */
export function namesIn(sql: string, all: readonly SqlRules[] = [anySql]): NamesInSql {
  const found = new FoundNames();
  for (const rules of all) found.read(sql, rules);
  return found.names;
}

class FoundNames {
  readonly #names = new Map<string, Set<string>>();
  /** Those that only stand before a dot: a table that is named with its schema elsewhere is told so. */
  readonly #leading = new Set<string>();

  get names(): NamesInSql {
    for (const name of this.#leading) if (!this.#names.has(name)) this.#add(name, "");
    return this.#names;
  }

  read(sql: string, rules: SqlRules): void {
    let before: SqlToken | undefined;
    let inRoutine = false;
    const tokens = [...solidTokens(sql, rules)];
    for (const [at, token] of tokens.entries()) {
      const { kind, text } = token;
      if (kind === "string") {
        const isBody = text.startsWith("$") || (inRoutine && isWord(before, "as"));
        if (!isBody) before = token;
        // What stands in one string may go on in the next: `before` stays.
        else this.read(bodyOf(token), anySql);
        continue;
      }
      if (isName(token)) this.#note(tokens, at, token);
      else if (text === "*" && isBehindSelect(before)) this.#add("*", "");
      if (ROUTINES.some((word) => isWord(token, word)) && isBehindCreate(before)) inRoutine = true;
      if (text === ";") inRoutine = false;
      before = token;
    }
  }

  #note(tokens: readonly SqlToken[], at: number, token: SqlToken): void {
    const name = nameOf(token).toLowerCase();
    const space = tokens[at - 1]?.text === "." ? tokens[at - 2] : undefined;
    if (space !== undefined && isName(space)) {
      this.#add(name, space.kind === "word" ? space.text.toLowerCase() : nameOf(space));
    } else if (tokens[at + 1]?.text === ".") this.#leading.add(name);
    else this.#add(name, "");
  }

  #add(name: string, space: string): void {
    const known = this.#names.get(name);
    if (known === undefined) this.#names.set(name, new Set([space]));
    else known.add(space);
  }
}

function isName({ kind }: SqlToken): boolean {
  return kind === "word" || kind === "quoted";
}

const ROUTINES = ["function", "procedure"];

/** `CREATE FUNCTION`, `CREATE OR REPLACE FUNCTION`. */
function isBehindCreate(before: SqlToken | undefined): boolean {
  return isWord(before, "create") || isWord(before, "replace");
}

/** What a string is as SQL: without its quotes and escapes. */
function bodyOf(token: SqlToken): string {
  const { text } = token;
  if (text.startsWith("$")) {
    const open = text.indexOf("$", 1) + 1;
    return text.slice(open, -open);
  }
  const body = textOf(token);
  if (!/^e/i.test(text)) return body;
  return body.replaceAll(/\\(.)/gs, (_whole, one: string) => (/[a-z]/.test(one) ? " " : one));
}

/** `count(*)` and `a * b` use nothing. */
function isBehindSelect(before: SqlToken | undefined): boolean {
  return /^(?:select|distinct|all|[,.])$/i.test(before?.text ?? "");
}
