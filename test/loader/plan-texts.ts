import { planDocument } from "../../src/cli/render/plan-document.js";
import { sqlScript } from "../../src/cli/render/sql-script.js";
import { dialects } from "../../src/dialect/index.js";
import type { Migration } from "../../src/migration/migration.js";
import { Runner } from "../../src/runner/runner.js";

/** Everything that a plan says, per dialect and direction, and the checksums of the files. */
export async function planTexts(
  migrations: readonly Migration[],
): Promise<Readonly<Record<string, string>>> {
  const texts: Record<string, string> = {
    checksums: migrations.map(({ name, source }) => `${name} ${source?.checksum}`).join("\n"),
  };
  for (const entry of dialects) {
    const dialect = await entry.load();
    const runner = new Runner({ migrations, dialect });
    for (const direction of ["up", "down"] as const) {
      texts[`${entry.name} ${direction}`] = await runner
        .showSql({ direction, all: true })
        .then(
          (plans) =>
            `${sqlScript(plans, dialect)}\n${JSON.stringify(plans.map(planDocument), bigints)}`,
        )
        .catch((error: unknown) => String(error));
    }
  }
  return texts;
}

function bigints(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? `${value}n` : value;
}
