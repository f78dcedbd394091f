import type { MigrationPlan } from "../../plan/plan.js";

/** A plan as data: what `--json` prints for `showsql` and `--dry-run`. */
export function planDocument(plan: MigrationPlan): Readonly<Record<string, unknown>> {
  return {
    name: plan.migration.name,
    transaction: plan.atomic,
    ...(plan.alreadyDone === undefined ? {} : { alreadyDone: plan.alreadyDone }),
    operations: plan.operations.map(
      ({ operation, index, steps, destructive, ignored, notices }) => ({
        operation: index,
        type: operation.kind,
        description: operation.describe(),
        destructive,
        ...(ignored === undefined ? {} : { ignored }),
        ...(notices.length === 0 ? {} : { notices }),
        steps: steps.map((step) =>
          step.kind === "script"
            ? { script: step.comment }
            : {
                sql: step.sql,
                ...(step.parameters.length === 0 ? {} : { parameters: step.parameters.map(plain) }),
                ...(step.comment === undefined ? {} : { comment: step.comment }),
              },
        ),
      }),
    ),
  };
}

/** Bytes as base64; JSON has nothing better. */
function plain(value: unknown): unknown {
  return value instanceof Uint8Array ? { base64: Buffer.from(value).toString("base64") } : value;
}
