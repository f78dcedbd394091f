import { type SqlToken, solidTokens } from "../../text/sql-lexer.js";
import { nameOf } from "../../text/sql-name.js";
import { answer, mysqlProbe, RUN_AGAIN, triggerProbe } from "./probe.js";
import { mysqlSql } from "./sql-rules.js";
import { mysqlText } from "./text-literal.js";

/**
 * The question whether a hand-written statement of DDL happened, for the forms that make or drop one
 * thing; undefined for everything else, and for things of another database.
 */
export function rawProbe(sql: string): string | undefined {
  const tokens = [...solidTokens(sql, mysqlSql)];
  const verb = wordAt(tokens, 0);
  if (verb !== "create" && verb !== "drop") return undefined;
  const created = verb === "create";
  const at = tokens.findIndex(({ text }, index) => index > 0 && SUBJECTS.has(text.toLowerCase()));
  if (at < 0 || at > 12) return undefined;
  const before = tokens.slice(1, at).map(({ text }) => text.toLowerCase());
  if (before.includes("temporary")) return undefined;
  if (before.includes("replace")) return RUN_AGAIN;
  if (wordAt(tokens, at + 1) === "if") return RUN_AGAIN;
  return probeOf({ tokens, at, created });
}

interface Subject {
  readonly tokens: readonly SqlToken[];
  readonly at: number;
  readonly created: boolean;
}

const SUBJECTS = new Set(["view", "table", "trigger", "procedure", "function", "event", "index"]);

function probeOf({ tokens, at, created }: Subject): string | undefined {
  const name = nameAt(tokens, at + 1);
  if (name === undefined) return undefined;
  const next = tokens[at + 2]?.text;
  // Several at once, or a name with the database in front.
  if (next === "," || next === ".") return undefined;
  switch (wordAt(tokens, at)) {
    case "view":
    case "table":
      return mysqlProbe({ kind: "table", table: { name, namespace: undefined }, exists: created });
    case "trigger":
      return triggerProbe(name, created);
    case "procedure":
    case "function":
      return answer(
        `information_schema.routines WHERE routine_schema = DATABASE() AND routine_name = ${mysqlText(name)}`,
        created,
      );
    case "event":
      return answer(
        `information_schema.events WHERE event_schema = DATABASE() AND event_name = ${mysqlText(name)}`,
        created,
      );
    case "index": {
      const on = tokens.findIndex(
        (token, index) => index > at && token.text.toLowerCase() === "on",
      );
      const table = nameAt(tokens, on + 1);
      if (on < 0 || table === undefined || tokens[on + 2]?.text === ".") return undefined;
      return mysqlProbe({
        kind: "index",
        table: { name: table, namespace: undefined },
        name,
        exists: created,
      });
    }
    default:
      return undefined;
  }
}

function wordAt(tokens: readonly SqlToken[], at: number): string {
  const token = tokens[at];
  return token?.kind === "word" ? token.text.toLowerCase() : "";
}

function nameAt(tokens: readonly SqlToken[], at: number): string | undefined {
  const token = tokens[at];
  return token?.kind === "word" || token?.kind === "quoted" ? nameOf(token) : undefined;
}
