import type { Dialect } from "../../dialect/dialect.js";
import type { Statement } from "../../dialect/statement.js";
import type { SqlValue } from "../../driver/driver.js";
import type { MigrationPlan } from "../../plan/plan.js";
import { type SqlToken, sqlTokens } from "../../text/sql-lexer.js";
import type { SqlRules } from "../../text/sql-rules.js";
import { cleanBlock, cleanLine } from "./clean-text.js";

/** Plans as a SQL script to read: every migration and operation is a comment. */
export function sqlScript(plans: readonly MigrationPlan[], dialect: Dialect): string {
  return plans.map((plan) => planScript(plan, dialect)).join("\n\n");
}

function planScript(plan: MigrationPlan, dialect: Dialect): string {
  const way = plan.direction === "up" ? "" : ", the way back";
  const lines = [
    comment(`${plan.migration.name}${way}${plan.atomic ? "" : " (no transaction around it)"}`),
  ];
  if (plan.alreadyDone !== undefined) {
    lines.push(
      comment(`  half applied; statements that are done and left out here: ${plan.alreadyDone}`),
    );
  }
  for (const { operation, steps, destructive, ignored, notices } of plan.operations) {
    lines.push(comment(`  ${operation.describe()}${destructive ? " [destructive]" : ""}`));
    for (const notice of notices) lines.push(comment(`  note: ${notice}`));
    if (ignored !== undefined) lines.push(comment(`  nothing to run: ${ignored}`));
    for (const step of steps) {
      if (step.kind === "script") {
        lines.push(comment(`  TypeScript, runs in the migration's transaction: ${step.comment}`));
        continue;
      }
      if (step.comment !== undefined) lines.push(comment(`  ${step.comment}`));
      const sql = cleanSql(withParameters(step, dialect));
      const batch = dialect.scriptBatch(sql, { executeRows: step.executeRows === true });
      if (batch !== undefined) {
        lines.push(batch);
        continue;
      }
      lines.push(endsInComment(sql, dialect.sqlRules) ? `${sql}\n;` : `${sql};`);
      if (step.executeRows === true) {
        lines.push(comment("  each row of that query is a statement, run in turn"));
      }
    }
  }
  return lines.join("\n");
}

function comment(text: string): string {
  return `-- ${cleanLine(text)}`;
}

/** A cast at the start of a line would read as a command of GitHub's; an empty comment keeps it SQL. */
function cleanSql(sql: string): string {
  return cleanBlock(sql.replace(/^([ \t]*)(?=::)/gm, "$1/**/"));
}

/** A semicolon behind it would be part of the comment. */
function endsInComment(sql: string, rules: SqlRules): boolean {
  let last: SqlToken | undefined;
  for (const token of sqlTokens(sql, rules)) last = token;
  return last?.kind === "comment" && !last.text.endsWith("*/");
}

/** Parameters as literals where the placeholders stand; in quotes and comments nothing is replaced. */
function withParameters(statement: Statement, dialect: Dialect): string {
  const { sql, parameters } = statement;
  if (parameters.length === 0) return sql;
  const literals = new Map<string, SqlValue[]>();
  parameters.forEach((value, at) => {
    const placeholder = dialect.placeholder(at + 1);
    literals.set(placeholder, [...(literals.get(placeholder) ?? []), value]);
  });
  const pieces = [...sqlTokens(sql, dialect.sqlRules)].map((token) => {
    const values = token.kind === "string" ? undefined : literals.get(token.text);
    // `$1` may stand twice, each `?` takes the next value.
    const value = values !== undefined && values.length > 1 ? values.shift() : values?.[0];
    return value === undefined ? token.text : dialect.literal(value);
  });
  return pieces.join("");
}
