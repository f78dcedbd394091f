import { splitSql } from "../split-sql.js";
import { postgresqlSql } from "./sql-rules.js";
import { TemporaryMaking } from "./temporary-making.js";
import type { TemporaryObject } from "./temporary-steps.js";
import { TemporaryTable } from "./temporary-table.js";

/** The kinds of which that can be told. */
export const TEMPORARY_KINDS: ReadonlySet<string> = new Set([
  ...["view", "materialized view", "function", "procedure", "aggregate", "operator"],
  ...[
    "trigger",
    "rule",
    "policy",
    "domain",
    "sequence",
    "type",
    "collation",
    "statistics",
    "index",
  ],
  ...["text search dictionary", "text search configuration", "table", "foreign table"],
]);

/** What is said of an object besides, and is not compared. */
const BESIDE: readonly RegExp[] = [
  /^(?:grant|revoke)\b/i,
  /^create\s+schema\s+if\s+not\s+exists\b/i,
  /^drop\b[a-z\s]*\bif\s+exists\b/i,
  /^(?:re)?set\s+check_function_bodies\b/i,
  /^alter\s[^;]*\sowner\s+to\s+\S+$/i,
];

/** A table that is kept whole is made with all that the definition makes on it. */
const TABLES: ReadonlySet<string> = new Set(["table", "foreign table"]);

/**
 * The definition of an object with each name that it makes, or changes, in the temporary schema. Of a
 * table that it is on, a copy without rows is made first: the table itself is not touched. undefined:
 * the definition does more than can be told.
 *
 * @param origins where the tables are of which the definition has the bare name alone
 */
export function temporaryObject(
  kind: string,
  definition: string,
  origins: ReadonlyMap<string, string> = new Map(),
): TemporaryObject | undefined {
  const making = TABLES.has(kind) ? new TemporaryTable(origins) : new TemporaryMaking(origins);
  for (const { sql } of splitSql(definition, postgresqlSql)) {
    const text = sql.trim();
    if (BESIDE.some((pattern) => pattern.test(text))) continue;
    if (!making.take(text)) return undefined;
  }
  return making.name === "" ? undefined : making;
}
