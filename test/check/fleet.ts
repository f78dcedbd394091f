import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** One way in which a tenant tries to do harm, and the rule that must refuse it. */
export interface Hostile {
  readonly name: string;
  readonly rule: string;
  /** The last migration of the folder; `name` is what it should register. */
  readonly code: (name: string) => string;
  /** More than code: called with the tenant's folder. */
  readonly prepare?: (folder: string) => void;
}

const IMPORT = 'import * as m from "makemigrations";\n';

/** Everything under {@link fleetPolicy}. */
export const hostiles: readonly Hostile[] = [
  { name: "endless-loop", rule: "INTERP_LIMIT", code: () => "for (;;) {}" },
  {
    name: "memory-bomb",
    rule: "INTERP_LIMIT",
    code: () => "const all = []; for (;;) all.push({ a: all.length, b: [all.length] });",
  },
  {
    name: "parse-bomb",
    rule: "INTERP_LIMIT",
    code: () => `${"<T>(".repeat(40)}1${")".repeat(40)}`,
  },
  {
    name: "forbidden-import",
    rule: "INTERP_FORBIDDEN_IMPORT",
    code: () => 'import { readFileSync } from "node:fs"; readFileSync("/etc/passwd");',
  },
  {
    name: "drop-table",
    rule: "POLICY_OPERATION",
    code: (name) => migration(name, 'new m.DropTable({ name: "t_0" })'),
  },
  {
    name: "foreign-table",
    rule: "POLICY_TABLE",
    code: (name) =>
      migration(name, 'new m.RunSQL({ forwardSQL: "DELETE FROM secret", backwardSQL: m.noop })'),
  },
  {
    name: "not-deterministic",
    rule: "CHECK_NOT_DETERMINISTIC",
    code: (name) =>
      `import { next } from "counter";\n${migration(
        name,
        'new m.CreateTable({ name: "t_" + next(), fields: [{ name: "id", type: "integer", primaryKey: true }] })',
      )}`,
  },
  {
    name: "symlink-out",
    rule: "LOADER_FILE_OUTSIDE",
    code: (name) =>
      `import text from "./data/passwd.txt" with { type: "text" };\n${migration(name, "")}`,
    prepare: (folder) => {
      mkdirSync(join(folder, "data"), { recursive: true });
      symlinkSync("/etc/passwd", join(folder, "data", "passwd.txt"));
    },
  },
  { name: "syntax-error", rule: "INTERP_SYNTAX", code: () => "m.register({ name: " },
  {
    name: "native-loop",
    rule: "INTERP_LIMIT",
    code: () => "Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1);",
  },
];

/** The policy of the fleet, as a file. */
export const fleetPolicy = `
symbols: [counter]
deny_operations: [drop_table]
tables: ["t_*"]
`;

/** Writes a tenant's folder of innocent migrations; a hostile one ends with its attack. */
export function writeTenant(folder: string, size: number, hostile?: Hostile): void {
  mkdirSync(folder, { recursive: true });
  const innocent = hostile === undefined ? size : size - 1;
  for (let at = 0; at < innocent; at++) {
    const name = nameOf(at);
    writeFileSync(join(folder, `${name}.ts`), `${IMPORT}${innocentMigration(name, at)}`);
  }
  if (hostile === undefined) return;
  const name = nameOf(innocent);
  writeFileSync(join(folder, `${name}.ts`), IMPORT + hostile.code(name));
  hostile.prepare?.(folder);
}

/** Writes the files of a folder, by path. */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** One migration with these operations, as source without the import. */
export function migration(name: string, operations: string, after = ""): string {
  const at = Number(name.slice(0, 4));
  const needs = at > 0 ? `"${nameOf(at - 1)}"` : "";
  return `m.register({ name: "${name}", dependencies: [${needs}], operations: [${operations}] });${after}\n`;
}

function nameOf(at: number): string {
  return `${String(at).padStart(4, "0")}_step`;
}

function innocentMigration(name: string, at: number): string {
  if (at % 2 === 0) {
    return migration(
      name,
      `new m.CreateTable({ name: "t_${at}", fields: [
        { name: "id", type: "integer", primaryKey: true },
        { name: "title", type: "varchar", length: 100, nullable: false },
        { name: "made", type: "timestamp" },
      ] })`,
    );
  }
  return migration(
    name,
    `new m.AddField({ table: "t_${at - 1}", field: { name: "more", type: "text" } }),
     new m.AddIndex({ table: "t_${at - 1}", index: { name: "t_${at}_i", fields: ["title"], unique: false } })`,
  );
}
