import * as v from "valibot";
import type { Statement } from "../dialect/statement.js";
import { command, hint } from "../errors.js";
import { type Migration, makeMigration } from "../migration/migration.js";
import { compiledOperations } from "../operation/custom-operation.js";
import { parseOperation } from "../operation/index.js";
import type { Operation, OperationData } from "../operation/operation.js";
import type { PlanFile } from "./plan-file.js";
import { RunnerError } from "./runner-error.js";

const statement = v.strictObject({
  kind: v.literal("sql"),
  sql: v.string(),
  parameters: v.array(v.any()),
  comment: v.optional(v.string()),
  transactional: v.boolean(),
  probe: v.optional(v.string()),
  repair: v.optional(v.string()),
  rows: v.array(v.string()),
  executeRows: v.optional(v.boolean()),
  live: v.optional(
    v.variant("kind", [
      v.strictObject({
        kind: v.literal("create"),
        table: v.string(),
        from: v.string(),
      }),
      v.strictObject({
        kind: v.literal("copy"),
        table: v.string(),
        fresh: v.string(),
        known: v.array(v.string()),
      }),
      v.strictObject({ kind: v.literal("member"), name: v.string() }),
      v.strictObject({
        kind: v.literal("column"),
        table: v.string(),
        field: v.string(),
        from: v.string(),
        to: v.string(),
        remade: v.boolean(),
      }),
      v.strictObject({
        kind: v.literal("known"),
        table: v.string(),
        fields: v.array(v.strictObject({ name: v.string(), from: v.string() })),
        dropped: v.boolean(),
        members: v.array(v.string()),
      }),
      v.strictObject({
        kind: v.literal("retype"),
        table: v.string(),
        field: v.string(),
        type: v.string(),
        keepsCollation: v.boolean(),
      }),
      v.strictObject({
        kind: v.literal("altered"),
        table: v.string(),
        field: v.string(),
        type: v.string(),
        collation: v.optional(v.string()),
        nullable: v.boolean(),
        keeps: v.array(v.picklist(["type", "collation", "null", "default"])),
      }),
      v.strictObject({
        kind: v.literal("replaced"),
        table: v.string(),
        field: v.string(),
        type: v.optional(v.string()),
        knows: v.array(v.picklist(["collation", "default", "comment"])),
        checks: v.array(v.string()),
      }),
    ]),
  ),
  line: v.optional(v.number()),
} satisfies Record<keyof Statement, v.GenericSchema>);

const compiled = v.strictObject({
  type: v.literal("compiled"),
  description: v.string(),
  table: v.optional(v.string()),
  destructive: v.boolean(),
  mutate: v.array(v.looseObject({ type: v.string() })),
  up: v.array(statement),
  down: v.optional(v.array(statement)),
});

/** The migrations of a plan, ready for a {@link Runner}; no code is evaluated. */
export function migrationsOfPlan(plan: PlanFile): readonly Migration[] {
  return plan.migrations.map((migration) => {
    const { checksum, file, operations, statements, ...parts } = migration;
    return makeMigration({
      ...parts,
      source: { file, checksum },
      operations: operations.map((data, at) => operationOf(data, `${migration.name}[${at}]`)),
    });
  });
}

function operationOf(data: OperationData, path: string): Operation {
  if (data.type !== "compiled") return parseOperation(data, path);
  const parsed = v.safeParse(compiled, data);
  if (!parsed.success) throw malformed(path, parsed.issues[0]);
  const { description, table, destructive, mutate, up, down } = parsed.output;
  return compiledOperations.make({
    description,
    table,
    destructive,
    mutate,
    up: up.map(statementOf),
    down: down?.map(statementOf),
  });
}

function statementOf(given: v.InferOutput<typeof statement>): Statement {
  return { ...given, comment: given.comment, probe: given.probe };
}

/** Its hash is right, so a program other than this one wrote it. */
function malformed(path: string, issue: v.BaseIssue<unknown>): RunnerError {
  return new RunnerError({
    code: "RUNNER_PLAN_INVALID",
    message: `this is not a plan: ${path}.${v.getDotPath(issue) ?? "operation"}: ${issue.message}`,
    hint: hint`Make it with ${command("plan", "--out", "plan.json")}.`,
  });
}
