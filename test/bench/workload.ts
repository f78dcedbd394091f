import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Who reads the files: the raw loop and umzug the bare statements, the others what is their own. */
export type Form = "mm" | "sql" | "knex" | "drizzle";

export interface Workload {
  readonly folder: string;
  readonly form: Form;
  /** `sqlite`, `postgresql` or `mysql`. */
  readonly database: string;
}

/**
 * W(n): n migrations in a chain, each one table of six columns plus a unique index, in the form that
 * a tool reads; the `.sql` files are for the raw loop, which stands for the physical limit.
 */
export function writeWorkload(workload: Workload, count: number): void {
  mkdirSync(directoryOf(workload), { recursive: true });
  for (let n = 1; n <= count; n++) writeMigration(workload, n);
  if (workload.form === "drizzle") writeJournal(workload, count);
}

/** Adds the n-th migration to a workload, so that one new on many can be measured. */
export function addMigration(workload: Workload, n: number): void {
  writeMigration(workload, n);
  if (workload.form === "drizzle") writeJournal(workload, n);
}

function directoryOf({ folder, form }: Workload): string {
  return join(folder, form === "mm" ? "migrations" : form);
}

function writeMigration(workload: Workload, n: number): void {
  const { form, database } = workload;
  const statements = migrationStatements(database, n);
  const sql = statements.map((statement) => `${statement};`);
  const texts: Readonly<Record<Form, () => readonly [extension: string, text: string]>> = {
    mm: () => ["ts", migrationSource(n)],
    sql: () => ["sql", `${sql.join("\n")}\n`],
    drizzle: () => ["sql", sql.join("\n--> statement-breakpoint\n")],
    knex: () => ["js", knexSource(statements)],
  };
  const [extension, text] = texts[form]();
  writeFileSync(join(directoryOf(workload), `${migrationName(n)}.${extension}`), text);
}

/** drizzle-orm's own list of its files. */
function writeJournal(workload: Workload, count: number): void {
  const meta = join(directoryOf(workload), "meta");
  const entries = Array.from({ length: count }, (_, at) => ({
    idx: at,
    version: "7",
    when: 1_700_000_000_000 + at,
    tag: migrationName(at + 1),
    breakpoints: true,
  }));
  mkdirSync(meta, { recursive: true });
  writeFileSync(join(meta, "_journal.json"), JSON.stringify({ version: "7", entries }));
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

function knexSource(statements: readonly string[]): string {
  return `exports.up = async (knex) => {
${statements.map((sql) => `  await knex.raw(${JSON.stringify(sql)});\n`).join("")}};
exports.down = async () => {};
`;
}

const COUNTING: Readonly<Record<string, string>> = {
  sqlite: "INTEGER PRIMARY KEY AUTOINCREMENT",
  postgresql: "SERIAL PRIMARY KEY",
  mysql: "INTEGER PRIMARY KEY AUTO_INCREMENT",
};

/** What ours runs for the same migration. */
function migrationStatements(database: string, n: number): readonly string[] {
  const quote = (name: string): string => (database === "mysql" ? `\`${name}\`` : `"${name}"`);
  const columns = [
    `${quote("id")} ${COUNTING[database]}`,
    `${quote("title")} VARCHAR(200) NOT NULL`,
    `${quote("body")} TEXT`,
    `${quote("amount")} DECIMAL(10,2)`,
    `${quote("active")} BOOLEAN DEFAULT ${database === "postgresql" ? "TRUE" : "1"} NOT NULL`,
    `${quote("created")} TIMESTAMP DEFAULT CURRENT_TIMESTAMP`,
  ];
  const table = quote(`t${n}`);
  return [
    `CREATE TABLE ${table} (${columns.join(", ")})`,
    `CREATE UNIQUE INDEX ${quote(`uq_t${n}_title`)} ON ${table} (${quote("title")})`,
  ];
}
