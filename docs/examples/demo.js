// `npm run demo`: from a schema file to a migration, up, a change, an attack, and down again.
// Another database: npm run demo -- --database-url postgresql://postgres@127.0.0.1:5432/test
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, styleText } from "node:util";

const mm = fileURLToPath(new URL("../../bin/mm.cjs", import.meta.url));
const project = mkdtempSync(join(tmpdir(), "mm-demo-"));
const { values } = parseArgs({ options: { "database-url": { type: "string" } } });
const url = values["database-url"] ?? `sqlite:${join(project, "demo.db")}`;
const bold = (text) => (process.stdout.isTTY ? styleText("bold", text) : text);

const people = `tables:
  - name: people
    fields:
      - { name: id, type: serial, primary_key: true }
      - { name: mail, type: varchar, length: 100, nullable: false }
`;
const later = `${people.replace("mail, type: varchar, length: 100", "email, type: varchar, length: 200")}  - name: posts
    fields:
      - { name: id, type: serial, primary_key: true }
      - { name: author_id, type: foreign_key, nullable: false, foreign_key: { table: people } }
      - { name: title, type: text }
    indexes:
      - { name: posts_title, fields: [title] }
`;
const attack = `import * as m from "makemigrations";
import { readFileSync } from "node:fs";

const stolen = readFileSync("/etc/passwd", "utf8");
m.register({ name: "0003_attack", dependencies: [], operations: [
  new m.RunSQL({ forwardSQL: "INSERT INTO people (email) VALUES ('" + stolen + "')" }),
] });
`;

try {
  mkdirSync(join(project, "schema"));
  say("1. The tables, as they should be");
  write("schema/schema.yaml", people);
  say("2. The tool works out the migration: a file to be read, changed and committed");
  run("generate");
  show(newest());
  say("3. The SQL of it, and the run");
  run("migrate showsql");
  run("migrate up");

  say("4. The schema changes. What nobody can know is asked, never guessed");
  write("schema/schema.yaml", later);
  run("generate --no-input", 3);
  say("   In a terminal it is a question; here a flag answers it");
  run("generate --rename people.mail:email --name posts");
  show(newest());
  run("migrate up");
  run("migrate status");

  say("5. An untrusted migration, and what becomes of it");
  write("migrations/0003_attack.ts", attack);
  run("migrate up", 8);
  rmSync(join(project, "migrations/0003_attack.ts"));

  say("6. And back");
  run("migrate down --to zero");
  run("migrate status");
} finally {
  rmSync(project, { recursive: true, force: true });
}

/** @param {string} text a heading */
function say(text) {
  console.log(`\n${bold(text)}`);
}

/** Writes a file of the project and shows it. */
function write(path, text) {
  writeFileSync(join(project, path), text);
  show(path);
}

function show(path) {
  const lines = readFileSync(join(project, path), "utf8").trimEnd().split("\n");
  console.log(`\n${path}\n${lines.map((line) => `  | ${line}`).join("\n")}`);
}

/** The migration that was written last. */
function newest() {
  const files = readdirSync(join(project, "migrations")).filter((name) => /^\d.*\.ts$/.test(name));
  return `migrations/${files.sort().at(-1)}`;
}

/**
 * @param {string} command what follows `mm`
 * @param {number} expected its exit code
 */
function run(command, expected = 0) {
  console.log(`\n${bold(`$ mm ${command}`)}`);
  const { status } = spawnSync(process.execPath, [mm, ...command.split(" ")], {
    cwd: project,
    env: { ...process.env, DATABASE_URL: url },
    stdio: "inherit",
  });
  if (expected > 0) console.log(`(exit ${status})`);
  if (status !== expected) process.exit(status || 1);
}
