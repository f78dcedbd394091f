// `npm run bench`: what `mm generate` costs, by the number of tables and by what is there already.
// Options: --rounds N (3), --tables 500,1000,5000, --migrations N (1000)
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Contestant, cacheOf } from "./measure.js";
import { report } from "./report.js";
import { writeWorkload } from "./workload.js";

const MM = fileURLToPath(new URL("../../../bin/mm.cjs", import.meta.url));

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    tables: { type: "string", default: "500,1000,5000" },
    migrations: { type: "string", default: "1000" },
  },
});
const rounds = Number(values.rounds);
const folder = mkdtempSync(join(tmpdir(), "mm-bench-"));
try {
  await benchTables(values.tables.split(",").map(Number));
  await benchNothing(Number(values.migrations));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The first migration of so many tables; linear means that the ratio is that of the tables. */
async function benchTables(sizes: readonly number[]): Promise<void> {
  const contestants = sizes.map((size): Contestant => {
    const cwd = join(folder, `tables-${size}`);
    mkdirSync(join(cwd, "schema"), { recursive: true });
    writeFileSync(join(cwd, "schema/schema.yaml"), schemaOf(size));
    const parameters = [MM, "generate", "--dry-run", "--quiet"];
    return { name: `${size} tables`, parameters, cwd, prepare: () => {} };
  });
  await report("generate the first migration", contestants, rounds);
}

/** Every table refers to the next one; those of a ring of ten refer to each other in a circle. */
function schemaOf(size: number): string {
  const tables = Array.from({ length: size }, (_, n) => {
    const next = n % 10 === 9 ? n - 9 : n + 1;
    return `  - name: table_${n}
    fields:
      - { name: id, type: serial, primary_key: true }
      - { name: title, type: varchar, length: 200, nullable: false }
      - { name: body, type: text }
      - { name: amount, type: decimal, precision: 10, scale: 2, default: 0 }
      - { name: next_id, type: foreign_key, foreign_key: { table: table_${next % size} } }
      - { name: after_id, type: foreign_key, foreign_key: { table: table_${Math.min(n + 1, size - 1)} } }
    indexes:
      - { fields: [title], unique: true }
`;
  });
  return `tables:\n${tables.join("")}`;
}

/** Nothing to do behind so many migrations, against what reading them costs. */
async function benchNothing(size: number): Promise<void> {
  const cwd = join(folder, "nothing");
  writeWorkload({ folder: cwd, form: "mm", database: "sqlite" }, size);
  writeFileSync(join(cwd, "mm.config.yaml"), "database:\n  url: sqlite:./mm.db\n");
  mkdirSync(join(cwd, "schema"));
  writeFileSync(join(cwd, "schema/schema.yaml"), run(cwd, "current-state"));
  run(cwd, "migrate", "up");
  const contestant = (...words: string[]): Contestant => ({
    name: `mm ${words.join(" ")}`,
    parameters: [MM, ...words],
    cwd,
    prepare: () => {},
  });
  await report(
    `nothing to generate on ${size} migrations`,
    [contestant("migrate", "status"), contestant("generate", "--check")],
    rounds,
  );
}

function run(cwd: string, ...words: string[]): string {
  const env = { ...process.env, XDG_CACHE_HOME: cacheOf(cwd) };
  const result = spawnSync(process.execPath, [MM, ...words], { cwd, env, encoding: "utf8" });
  if (result.status !== 0) throw new Error(`mm ${words.join(" ")}: ${result.stderr}`);
  return result.stdout;
}
