import { solidTokens } from "./sql-lexer.js";
import type { SqlRules } from "./sql-rules.js";

/** What a statement does to the session in which it runs, and to nothing else. */
export interface SessionUse {
  /**
   * `lasting`: it does, or may do, more than that. `setting`: a new session is brought to the same
   * state by running it again. `hold`: it makes something that ends with the session and changes with
   * the statements behind it (a temporary table, table locks), so running it again is not the same.
   */
  readonly kind: "lasting" | "setting" | "hold";
  /** For `hold`: what it makes, so that one can see it end. */
  readonly holds: string | undefined;
  /** What of this kind ends with the statement. */
  readonly ends: readonly string[];
  /** Does it depend on what the statement before it left in the session (`LAST_INSERT_ID()`)? */
  readonly looksBack: boolean;
}

const LOCKS = "locks";
const SETTING_VERBS = new Set([
  "attach",
  "deallocate",
  "detach",
  "discard",
  "listen",
  "pragma",
  "revert",
  "setuser",
  "unlisten",
  "use",
]);
/** Behind SET: what stays when the session is over. */
const LASTING_SETS = new Set(["default", "global", "password", "persist", "persist_only"]);
/** Behind RESET: what is no setting. */
const LASTING_RESETS = new Set(["binary", "master", "persist", "query", "replica", "slave"]);
/** Functions whose call is the purpose of a SELECT. */
const SETTING_CALLS = new Set([
  "get_lock",
  "pg_advisory_lock",
  "pg_advisory_unlock",
  "pg_try_advisory_lock",
  "release_lock",
  "set_config",
]);
const LOOKS_BACK = new Set([
  "changes",
  "currval",
  "found_rows",
  "identity",
  "last_insert_id",
  "last_insert_rowid",
  "lastval",
  "row_count",
  "scope_identity",
]);
/** A batch that holds one of these is more than the setting it begins with. */
const DOING = new Set(
  "alter begin create delete drop exec execute if insert merge truncate update while".split(" "),
);
const OBJECTS = new Set(["function", "procedure", "sequence", "table", "trigger", "type", "view"]);

/** Reads one statement that was written by hand. Knows the words of all databases. */
export function sessionUse(sql: string, rules: SqlRules): SessionUse {
  const words = [...solidTokens(sql, rules)].map(({ kind, text }) =>
    kind === "quoted" || kind === "string" ? text : text.toLowerCase(),
  );
  const held = heldBy(words);
  const kind = held === undefined ? kindOf(words) : "hold";
  return { kind, holds: held, ends: endedBy(words), looksBack: looksBack(words) };
}

function kindOf(words: readonly string[]): "lasting" | "setting" {
  const [verb = "", second = ""] = words;
  const doing = verb !== "prepare" && words.slice(1).some((word) => DOING.has(word));
  if (doing) return "lasting";
  if (SETTING_VERBS.has(verb)) return "setting";
  switch (verb) {
    case "set":
      return LASTING_SETS.has(second) ? "lasting" : "setting";
    case "reset":
      return LASTING_RESETS.has(second) ? "lasting" : "setting";
    case "prepare":
      return second === "transaction" ? "lasting" : "setting";
    case "unlock":
      return "setting";
    case "exec":
    case "execute":
      return second === "as" ? "setting" : "lasting";
    case "do":
    case "select":
      return words.some((word, at) => SETTING_CALLS.has(word) && words[at + 1] === "(")
        ? "setting"
        : "lasting";
    default:
      return "lasting";
  }
}

/** What ends with the session and cannot be made again. */
function heldBy(words: readonly string[]): string | undefined {
  const [verb = "", second = ""] = words;
  switch (verb) {
    case "lock":
      return second.startsWith("table") && words.some(isLockType) ? LOCKS : undefined;
    case "flush":
      return words.includes("lock") ? LOCKS : undefined;
    case "create":
      return temporaryName(words);
    case "select":
      return selectedInto(words);
    case "set":
      return variableOf(words);
    case "with":
      return selectedInto(words);
    case "declare":
      return words.includes("cursor") && words.includes("hold") ? second : undefined;
    default:
      return undefined;
  }
}

function isLockType(word: string): boolean {
  return word === "read" || word === "write";
}

/** `CREATE TEMPORARY TABLE t`, `CREATE TABLE #t`, `CREATE TABLE pg_temp.t`. */
function temporaryName(words: readonly string[]): string | undefined {
  const at = words.findIndex((word) => OBJECTS.has(word));
  if (at < 0) return undefined;
  const temporary = words.slice(1, at).some(isTemporary);
  const from = behindCondition(words, at + 1);
  const inside = words[from + 1] === "." && ["pg_temp", "temp"].includes(words[from] ?? "");
  const name = nameAt(words, from);
  return temporary || inside || name.startsWith("#") ? name : undefined;
}

/** `SELECT ... INTO TEMP t`, `INTO #t`, `INTO @v`, `@v := ...`. */
function selectedInto(words: readonly string[]): string | undefined {
  const at = words.indexOf("into");
  const next = words[at + 1] ?? "";
  if (at >= 0 && isTemporary(next)) return nameAt(words, at + (words[at + 2] === "table" ? 3 : 2));
  if (at >= 0 && (next.startsWith("#") || next.startsWith("@"))) return nameAt(words, at + 1);
  const assigned = words.findIndex((word, place) => word.startsWith("@") && assigns(words, place));
  return assigned < 0 ? undefined : words[assigned];
}

function isTemporary(word: string): boolean {
  return word === "temp" || word === "temporary";
}

function assigns(words: readonly string[], at: number): boolean {
  const next = words[at + 1];
  return next === ":=" || (next === ":" && words[at + 2] === "=");
}

/** A variable whose value was worked out: another time it may be another one. */
function variableOf(words: readonly string[]): string | undefined {
  const given = words.find((word) => word.startsWith("@") && !word.startsWith("@@"));
  return words.includes("(") || words.includes("select") ? given : undefined;
}

function endedBy(words: readonly string[]): readonly string[] {
  const [verb = "", second = ""] = words;
  if (verb === "unlock") return [LOCKS];
  if (verb !== "drop") return [];
  const at = isTemporary(second) ? 2 : 1;
  if (words[at] !== "table" && words[at] !== "view") return [];
  const ends: string[] = [];
  let from = behindCondition(words, at + 1);
  while (words[from] !== undefined) {
    ends.push(nameAt(words, from));
    const comma = words.indexOf(",", from);
    if (comma < 0) break;
    from = comma + 1;
  }
  return ends;
}

/** Behind IF EXISTS and IF NOT EXISTS. */
function behindCondition(words: readonly string[], at: number): number {
  return words[at] === "if" ? words.indexOf("exists", at) + 1 : at;
}

/** The last part of a name, without its quotes. */
function nameAt(words: readonly string[], from: number): string {
  let at = from;
  while (words[at + 1] === "." && words[at + 2] !== undefined) at += 2;
  const name = words[at] ?? "";
  const marked = name === "#" ? `#${words[at + 1] ?? ""}` : name;
  return marked.replace(/^["`[](.*)["`\]]$/, "$1");
}

function looksBack(words: readonly string[]): boolean {
  return words.some(
    (word, at) => (LOOKS_BACK.has(word) && words[at + 1] === "(") || LOOKS_BACK.has(word.slice(2)),
  );
}
