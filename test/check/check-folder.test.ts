import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { checkFolders } from "../../src/check/check.js";
import type { Finding } from "../../src/check/finding.js";
import { parsePolicy } from "../../src/check/policy-file.js";
import type { FolderReport } from "../../src/check/report.js";
import { limitNames } from "../../src/interp/limits.js";
import { builtIn } from "../../symbols/index.js";
import { migration, writeFiles } from "./fleet.js";

const IMPORT = 'import * as m from "makemigrations";\n';
const USERS =
  'new m.CreateTable({ name: "t_users", fields: [{ name: "id", type: "integer", primaryKey: true }] })';

interface Setting {
  readonly policy?: string;
  readonly databases?: readonly string[];
  readonly strict?: boolean;
}

describe("a check of one folder", () => {
  const root = mkdtempSync(join(tmpdir(), "mm-check-"));
  after(() => rmSync(root, { recursive: true, force: true }));

  async function check(
    files: Readonly<Record<string, string>>,
    setting: Setting = {},
  ): Promise<FolderReport> {
    const folder = writeFiles(mkdtempSync(join(root, "t-")), files);
    const names = readdirSync(folder, { recursive: true });
    let count = 0;
    const symbols = builtIn();
    symbols.register({ counter: { next: symbols.fn(() => ++count), zero: symbols.value(0) } });
    const policy = parsePolicy("policy.yaml", setting.policy ?? "deny_functions: []", {
      limits: limitNames,
      databases: [],
    });
    const report = await checkFolders({
      folders: [folder],
      policy,
      symbols: symbols.snapshot(),
      jobs: 1,
      databases: setting.databases ?? ["sqlite"],
      strict: setting.strict ?? false,
    });
    expect(readdirSync(folder, { recursive: true })).to.deep.equal(names);
    const [only] = report.folders;
    if (only === undefined) throw new Error("no report");
    return only;
  }

  const one = (operations: string): Readonly<Record<string, string>> => ({
    "0000_step.ts": IMPORT + migration("0000_step", operations),
  });

  const rules = ({ findings }: FolderReport): readonly string[] => [
    ...new Set(findings.map(({ rule }) => rule)),
  ];

  function only({ findings }: FolderReport): Finding {
    const [first, ...more] = findings;
    if (first === undefined || more.length > 0) throw new Error(JSON.stringify(findings));
    return first;
  }

  it("passes what is in order, for every database, and counts", async () => {
    const report = await check(one(USERS), { databases: ["postgresql", "mysql", "sqlite"] });
    expect(report).to.include({ verdict: "passed", migrations: 1, statements: 3 });
    expect(report.findings).to.deep.equal([]);
  });

  it("refuses with file, line and column", async () => {
    const finding = only(await check({ "0000_step.ts": `${IMPORT}\n  null.x;` }));
    expect(finding).to.include({ rule: "INTERP_GUEST_ERROR", level: "error" });
    expect(finding).to.include({ file: "0000_step.ts", line: 3, column: 7 });
  });

  it("names the migration and the database when it cannot be planned", async () => {
    const finding = only(await check(one('new m.DropTable({ name: "t_nothing" })')));
    expect(finding).to.include({ rule: "MIGRATION_STATE", migration: "0000_step", line: 2 });
    expect(finding).to.include({ database: "sqlite", file: "0000_step.ts" });
  });

  it("refuses a folder that is not there", async () => {
    const report = await checkFolders({
      folders: [join(root, "nowhere")],
      policy: parsePolicy("p", "", { limits: [], databases: [] }),
      symbols: builtIn().snapshot(),
      jobs: 1,
      databases: ["sqlite"],
      strict: false,
    });
    expect(report.folders.flatMap((folder) => rules(folder))).to.deep.equal([
      "LOADER_FOLDER_MISSING",
    ]);
  });

  it("warns, and refuses for a warning only when it is strict", async () => {
    const files = one('new m.RunSQL({ forwardSQL: "SELECT 1" })');
    const lenient = await check(files);
    expect(lenient.verdict).to.equal("passed");
    expect(only(lenient)).to.include({ rule: "CHECK_IRREVERSIBLE", level: "warning", line: 2 });
    const strict = await check(files, { strict: true });
    expect(strict.verdict).to.equal("refused");
    expect(only(strict)).to.include({ rule: "CHECK_IRREVERSIBLE", level: "error" });
  });

  it("warns of an empty folder, of branches and of names that do not fit", async () => {
    expect(rules(await check({}))).to.deep.equal(["CHECK_EMPTY"]);
    expect(rules(await check({ "0001.sql": "" }))).to.deep.equal(["LOADER_ONLY_SQL"]);
    const branches = await check({
      "0000_step.ts": IMPORT + migration("0000_step", ""),
      "0001_a.ts": IMPORT + migration("0001_a", ""),
      "0001_b.ts": IMPORT + migration("0001_c", ""),
    });
    expect(branches.verdict).to.equal("passed");
    expect([...rules(branches)].sort()).to.deep.equal(["CHECK_BRANCHES", "LOADER_NAME_MISMATCH"]);
  });

  it("finds what a plugin makes different from load to load", async () => {
    const files = {
      "0000_step.ts": `import { next } from "counter";\n${IMPORT}console.log("n", next());\n${migration("0000_step", USERS)}`,
    };
    const finding = only(await check(files));
    expect(finding).to.include({ rule: "CHECK_NOT_DETERMINISTIC" });
    expect(finding.message).to.contain("what is logged");
  });

  it("finds an operation of the author's own whose SQL changes from load to load", async () => {
    const code = `import { next } from "counter";
      class Mine extends m.Operation {
        describe() { return "mine"; }
        up() { return "CREATE TABLE t_" + next() + " (id int)"; }
        down() { return []; }
        mutate() {}
      }\n`;
    const files = { "0000_step.ts": IMPORT + code + migration("0000_step", "new Mine()") };
    const finding = only(await check(files));
    expect(finding).to.include({ rule: "CHECK_NOT_DETERMINISTIC", migration: "0000_step" });
    expect(finding.message).to.contain("the SQL of the way up for sqlite");
  });

  it("does not let slow operations of the author's own hold up the others for long", async () => {
    const code = `class Slow extends m.Operation {
        describe() { return "slow"; }
        up() { for (let i = 0; i < 400000; i++); return []; }
        down() { return []; }
        mutate() {}
      }\n`;
    const many = `...Array.from({ length: 200 }, () => new Slow())`;
    const policy = "limits: { cpuAsyncCallMs: 100, cpuCallMs: 5000 }\ndeny_functions: []";
    const files = { "0000_step.ts": IMPORT + code + migration("0000_step", many) };
    const report = await check(files, { policy });
    expect(rules(report)).to.deep.equal(["CHECK_TIME"]);
  });

  it("judges the originals of a squash, which a database that has some of them still runs", async () => {
    const files = {
      "0000_step.ts": IMPORT + migration("0000_step", USERS),
      "0001_step.ts":
        IMPORT +
        migration(
          "0001_step",
          'new m.RunSQL({ forwardSQL: "DELETE FROM secret", backwardSQL: m.noop })',
        ),
      "0002_squash.ts": `${IMPORT}m.register({ name: "0002_squash", replaces: ["0000_step", "0001_step"], operations: [${USERS}] });`,
    };
    const finding = only(await check(files, { policy: 'tables: ["t_*"]' }));
    expect(finding).to.include({ rule: "POLICY_TABLE", migration: "0001_step" });
  });

  it("judges what a migration would do on the way back", async () => {
    const operation = 'new m.RunSQL({ forwardSQL: "SELECT 1", backwardSQL: "DROP TABLE secret" })';
    const finding = only(await check(one(operation), { policy: 'tables: ["t_*"]' }));
    expect(finding).to.include({ rule: "POLICY_TABLE" });
    expect(finding.message).to.contain('"secret"');
  });

  it("reads the SQL inside operations that are no SQL themselves", async () => {
    const field = (extra: string): string =>
      `new m.CreateTable({ name: "t_a", fields: [{ name: "id", type: "integer", primaryKey: true },
        { name: "x", type: "integer", ${extra} }] })`;
    const policy = 'tables: ["t_*"]\nfunctions: [abs]';
    const database = { policy, databases: ["postgresql"] };
    const refused = async (extra: string): Promise<readonly string[]> =>
      rules(await check(one(field(extra)), database));
    expect(await refused('default: { sql: "abs(-1)" }')).to.deep.equal([]);
    expect(await refused('default: { sql: "pg_sleep(9)" }')).to.deep.equal(["POLICY_SQL_FUNCTION"]);
    expect(await refused('default: { sql: "evil(9)" }')).to.deep.equal(["POLICY_SQL_FUNCTION"]);
    expect(await refused('default: { sql: "(SELECT x FROM secret)" }')).to.deep.equal([
      "POLICY_TABLE",
    ]);
    expect(await refused('default: { sql: "1, y int" }')).to.deep.equal(["POLICY_SQL_UNREADABLE"]);
    expect(await refused('foreignKey: { table: "secret", onDelete: "CASCADE" }')).to.not.deep.equal(
      [],
    );
  });

  it("judges the constraints of a table that exists as those of a new one", async () => {
    const policy = 'tables: ["t_*"]\nfunctions: [abs]\ndeny_operations: [alter_primary_key]';
    const added = (expression: string): string =>
      `${USERS}, new m.AddCheck({ table: "t_users", constraint: { name: "c", expression: "${expression}" } })`;
    const judged = async (operations: string): Promise<readonly string[]> =>
      rules(await check(one(operations), { policy, databases: ["postgresql"] }));
    expect(await judged(added("abs(id) > 0"))).to.deep.equal([]);
    expect(await judged(added("evil(id) > 0"))).to.deep.equal(["POLICY_SQL_FUNCTION"]);
    const others = `new m.AddUnique({ table: "t_users", constraint: { fields: ["id"] } }),
      new m.DropUnique({ table: "t_users", constraint: "uq_t_users_id" }),
      new m.AlterPrimaryKey({ table: "t_users", constraint: null })`;
    expect(await judged(`${USERS}, ${others}`)).to.deep.equal(["POLICY_OPERATION"]);
  });

  it("takes only a type for a type", async () => {
    const policy = 'tables: ["t_*"]\nfunctions: [abs]';
    const typed = async (native: string): Promise<readonly string[]> => {
      const operation = `new m.CreateTable({ name: "t_a", fields: [{ name: "x", native: "${native}" }] })`;
      return rules(await check(one(operation), { policy, databases: ["postgresql"] }));
    };
    for (const native of ["numeric(10, 2)", "double precision", "timestamp(3) with time zone"])
      expect(await typed(native), native).to.deep.equal([]);
    for (const native of [
      "int REFERENCES secret",
      "int references secret(id)",
      "int default pg_sleep(9)",
      "int CHECK (evil)",
      "int generated always as identity",
    ])
      expect(await typed(native), native).to.deep.equal(["POLICY_SQL_UNREADABLE"]);
  });

  it("reads the SQL that an operation leaves in the schema for a later statement", async () => {
    const table = `{ type: "create_table", name: "t_a", fields: [{ name: "id", type: "integer", primaryKey: true },
        { name: "x", type: "integer", default: { sql: "evil(1)" } }] }`;
    const policy = "functions: [abs]";
    const listed = `new m.RunSQL({ forwardSQL: "SELECT 1", backwardSQL: m.noop, mutate: [${table}] })`;
    expect(rules(await check(one(listed), { policy }))).to.deep.equal(["POLICY_SQL_FUNCTION"]);
    const called = `new m.RunSQL({ forwardSQL: "SELECT 1", backwardSQL: m.noop, mutate: (state) => state.apply(${table}) })`;
    expect(rules(await check(one(called), { policy }))).to.deep.equal(["POLICY_SQL_FUNCTION"]);
    const named = `new m.RunSQL({ forwardSQL: "SELECT 1", backwardSQL: m.noop,
        mutate: [{ type: "set_defaults", sqlite: { harmless: "evil(1)" } }, { type: "set_type_mappings", sqlite: { kind: "int references secret" } }] })`;
    expect([...rules(await check(one(named), { policy }))].sort()).to.deep.equal([
      "POLICY_SQL_FUNCTION",
      "POLICY_SQL_UNREADABLE",
    ]);
  });

  it("wants the name of an enum among the tables: its type is named like one", async () => {
    const policy = 'tables: ["t_*"]';
    const made = (name: string): string =>
      `new m.CreateEnum({ name: "${name}", values: ["it's"] }), new m.AlterEnum({ name: "${name}", values: ["secret"], replaceValues: {} }), new m.DropEnum({ name: "${name}" })`;
    const databases = ["postgresql"];
    expect(rules(await check(one(made("t_mood")), { policy, databases }))).to.deep.equal([]);
    const other = await check(one(made("mood")), { policy, databases });
    expect(other.findings.map(({ rule }) => rule)).to.deep.equal(
      Array.from({ length: other.findings.length }, () => "POLICY_TABLE"),
    );
    expect(other.findings.length).to.be.at.least(3);
  });

  it("judges the SQL of an object whichever operation runs it", async () => {
    const policy = 'tables: ["t_*"]';
    const made = (table: string, more = ""): string =>
      `new m.CreateObject({ kind: "view", name: "t_v", definition: "CREATE VIEW t_v AS SELECT * FROM ${table}"${more} })`;
    const dropped = 'new m.DropObject({ kind: "view", name: "t_v" })';
    expect(rules(await check(one(`${USERS}, ${made("t_users")}`), { policy }))).to.deep.equal([]);
    expect(rules(await check(one(made("secret")), { policy }))).to.deep.equal(["POLICY_TABLE"]);
    // Nothing runs but the way back of what was never made.
    const silent = `${made("secret", ", schemaOnly: true")}, ${dropped}`;
    expect(rules(await check(one(silent), { policy }))).to.deep.equal(["POLICY_TABLE"]);
    const other = made("t_users").replaceAll("t_v", "secret_v");
    expect(rules(await check(one(`${USERS}, ${other}`), { policy }))).to.deep.equal([
      "POLICY_TABLE",
    ]);
  });

  it("refuses an index that is there only because an operation without SQL says so", async () => {
    const policy = 'tables: ["t_*"]';
    const dropped = (name: string, index: string): Readonly<Record<string, string>> =>
      one(
        `${USERS}, ${index.replaceAll("NAME", name)}, new m.DropIndex({ table: "t_users", index: "${name}" })`,
      );
    const silent = `new m.AddIndex({ table: "t_users", index: { name: "NAME", fields: ["id"] }, schemaOnly: true })`;
    const mutated = `new m.RunSQL({ forwardSQL: "SELECT 1", backwardSQL: m.noop,
        mutate: [{ type: "add_index", table: "t_users", index: { name: "NAME", fields: ["id"] } }] })`;
    const real = `new m.AddIndex({ table: "t_users", index: { name: "NAME", fields: ["id"] } })`;
    for (const index of [silent, mutated]) {
      expect(rules(await check(dropped("others", index), { policy }))).to.deep.equal([
        "POLICY_TABLE",
      ]);
      expect(rules(await check(dropped("t_by_id", index), { policy }))).to.deep.equal([]);
      // It begins like the table, and may be of "t_users_id" all the same.
      expect(rules(await check(dropped("idx_t_users_id", index), { policy }))).to.deep.equal([
        "POLICY_TABLE",
      ]);
    }
    expect(rules(await check(dropped("by_id", real), { policy }))).to.deep.equal([]);
  });

  it("wants the name of a sequence among the tables where an author chose it, or no SQL makes it", async () => {
    const policy = 'tables: ["t_*"]';
    const databases = ["postgresql"];
    const made = (sequence: string, more = ""): string =>
      `new m.CreateTable({ name: "t_n", fields: [{ name: "id", type: "serial", sequence: ${sequence}, primaryKey: true }]${more} })`;
    const silent = ", schemaOnly: true";
    for (const [operation, found] of [
      [made("true"), []],
      [made('"t_numbers"'), []],
      [made('"secret_id_seq"'), ["POLICY_TABLE"]],
      [made('"secret_id_seq"', silent), ["POLICY_TABLE"]],
      [made("true", ", ignoreErrors: true"), []],
      [made("true", ", ignoreErrors: true").replace('"t_n"', '"t"'), ["POLICY_TABLE"]],
      [made("true", silent).replaceAll('"t_n"', '"t_n", namespace: "s"'), ["POLICY_TABLE"]],
    ] as const) {
      const report = await check(one(operation), { policy, databases });
      expect([...new Set(rules(report))], operation).to.deep.equal(found);
    }
  });

  it("refuses SQL that is left out here and runs after a failure that was ignored", async () => {
    const misfit = `new m.RunSQL({ forwardSQL: "DROP TABLE secret", backwardSQL: m.noop, ignoreErrors: true,
        mutate: [{ type: "drop_table", name: "t_gone" }] })`;
    expect(rules(await check(one(misfit), { policy: 'tables: ["t_*"]' }))).to.deep.equal([
      "POLICY_SQL_UNREADABLE",
    ]);
    const key = (table: string): string =>
      `new m.AddForeignKey({ table: "t_users", ignoreErrors: true,
          constraint: { name: "t_key", fields: ["id"], table: "${table}", targetFields: ["id"] } })`;
    const keys = `${USERS}, ${key("t_users")}, ${key("secret")}`;
    const report = await check(one(keys), { policy: 'tables: ["t_*"]', databases: ["postgresql"] });
    expect(rules(report)).to.deep.equal(["POLICY_SQL_UNREADABLE"]);
  });

  it("judges what an operation of the author's own and a script would do", async () => {
    const code = `class Mine extends m.Operation {
        describe() { return "mine"; }
        up() { return ["CREATE TABLE t_x (id int)", "INSERT INTO secret VALUES (1)"]; }
        down() { return []; }
        mutate() {}
      }\n`;
    const files = { "0000_step.ts": IMPORT + code + migration("0000_step", "new Mine()") };
    const policy = 'tables: ["t_*"]\nsql_verbs: [create_table]';
    expect([...rules(await check(files, { policy }))].sort()).to.deep.equal([
      "POLICY_SQL_VERB",
      "POLICY_TABLE",
    ]);
    const script = one("new m.RunScript({ up: async () => {}, down: async () => {} })");
    expect(rules(await check(script, { policy }))).to.deep.equal(["POLICY_SQL_UNREADABLE"]);
    expect(rules(await check(script))).to.deep.equal([]);
  });

  it("allows only the symbols of the policy", async () => {
    const importing = (line: string): Readonly<Record<string, string>> => ({
      "0000_step.ts": `${line}\n${IMPORT}${migration("0000_step", "")}`,
    });
    const policy = 'symbols: ["counter#zero"]';
    const zero = await check(importing('import { zero } from "counter"; zero;'), { policy });
    expect(zero.verdict).to.equal("passed");
    const next = await check(importing('import { next } from "counter"; next();'), { policy });
    expect(next.verdict).to.equal("refused");
    const path = await check(importing('import { posix } from "node:path"; posix;'), { policy });
    expect(rules(path)).to.deep.equal(["INTERP_FORBIDDEN_IMPORT"]);
  });

  it("is an error of the operator's when the policy names symbols that are not there", async () => {
    for (const entry of ["counter#nxt", "countr", "node:path#join"]) {
      const error: unknown = await check(one(""), { policy: `symbols: ["${entry}"]` }).catch(
        (caught: unknown) => caught,
      );
      expect(error, entry).to.include({ code: "CHECK_POLICY_SYMBOL" });
    }
  });

  it("does not plan a migration that would hold up the others for minutes", async () => {
    const wide = `new m.CreateTable({ name: "t_wide", fields:
      Array.from({ length: 1000 }, (_, i) => ({ name: "c" + i, type: "integer" })) })`;
    const many = `...Array.from({ length: 500 }, (_, i) => ({ type: "rename_field", table: "t_wide", oldName: "cd"[i % 2] + "0", newName: "dc"[i % 2] + "0" }))`;
    const finding = only(await check(one(`${wide}, ${many}`)));
    expect(finding).to.include({
      rule: "CHECK_SIZE",
      migration: "0000_step",
      file: "0000_step.ts",
    });
  });

  it("caps what a folder can fill the report with", async () => {
    const sql = Array.from(
      { length: 150 },
      (_, at) => `"DROP TABLE secret_${at}_${"x".repeat(900)}"`,
    );
    const operation = `new m.RunSQL({ forwardSQL: [${sql}], backwardSQL: m.noop })`;
    const { findings } = await check(one(operation), { policy: 'tables: ["t_*"]' });
    expect(findings.length).to.equal(101);
    expect(findings.at(-1)).to.include({ rule: "CHECK_FINDINGS_CUT" });
    for (const { message } of findings) expect(message.length).to.be.below(601);
  });
});
