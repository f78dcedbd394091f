import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * W(n): n migrations in a chain, each one table of six columns plus a unique index; as `.ts` files
 * for the tool and as `.sql` files for the raw loop that stands for the physical limit.
 */
export function writeWorkload(folder: string, count: number): void {
  const migrations = join(folder, "migrations");
  const statements = join(folder, "sql");
  mkdirSync(migrations, { recursive: true });
  mkdirSync(statements, { recursive: true });
  writeFileSync(join(folder, "mm.config.yaml"), "database:\n  url: sqlite:./mm.db\n");
  for (let n = 1; n <= count; n++) addMigration(folder, n);
}

/** Adds the n-th migration to a workload, so that one new on many can be measured. */
export function addMigration(folder: string, n: number): void {
  const name = migrationName(n);
  writeFileSync(join(folder, "migrations", `${name}.ts`), migrationSource(n));
  writeFileSync(join(folder, "sql", `${name}.sql`), migrationSql(n));
}

function migrationName(n: number): string {
  return `${String(n).padStart(5, "0")}_t${n}`;
}

function migrationSource(n: number): string {
  const dependencies = n === 1 ? "[]" : `["${migrationName(n - 1)}"]`;
  return `import * as m from "makemigrations";

m.register({
  name: "${migrationName(n)}",
  dependencies: ${dependencies},
  operations: [
    new m.CreateTable({
      name: "t${n}",
      fields: [
        { name: "id", type: "serial", primaryKey: true },
        { name: "title", type: "varchar", length: 200, nullable: false },
        { name: "body", type: "text" },
        { name: "amount", type: "decimal", precision: 10, scale: 2 },
        { name: "active", type: "boolean", nullable: false, default: true },
        { name: "created", type: "timestamp", autoCreate: true },
      ],
      indexes: [{ name: "uq_t${n}_title", fields: ["title"], unique: true }],
    }),
  ],
});
`;
}

function migrationSql(n: number): string {
  return `CREATE TABLE "t${n}" ("id" INTEGER PRIMARY KEY AUTOINCREMENT, "title" VARCHAR(200) NOT NULL, "body" TEXT, "amount" DECIMAL(10,2), "active" BOOLEAN DEFAULT 1 NOT NULL, "created" TIMESTAMP DEFAULT CURRENT_TIMESTAMP);
CREATE UNIQUE INDEX "uq_t${n}_title" ON "t${n}" ("title");
`;
}
