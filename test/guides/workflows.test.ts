import { execFileSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { expect } from "chai";
import { parsePolicy } from "../../src/check/policy-file.js";
import { limitNames } from "../../src/interp/limits.js";
import { tarball } from "../cli/packed-tool.js";
import { root, tableMigration } from "../cli/run-cli.js";
import { type TestDatabase, testTargets } from "../databases.js";
import { type GithubOptions, type JobResult, runWorkflow, type Workflow } from "./github.js";
import { type GitlabOptions, type Pipeline, runPipeline } from "./gitlab.js";
import { blocksOf, fileOf, yaml } from "./guide-blocks.js";

const TENANTS = "multi-tenant-ci.md";
const HASH = "hash-locked-plans.md";
const server = testTargets.find(({ name }) => name === "postgresql")?.server;
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** A second migration that the policy of the guide refuses. */
const EVIL = `import * as m from "makemigrations";
m.register({ name: "0002_b", dependencies: ["0001_a"], operations: [
  new m.RunSQL({ forwardSQL: "SELECT pg_read_file('/etc/passwd')", backwardSQL: m.noop }) ] });
`;
const SCRIPT = `import * as m from "makemigrations";
m.register({ name: "0002_script", dependencies: ["0001_a"], operations: [
  new m.RunScript({ up: async (db) => void (await db.execute("DELETE FROM t_a")), down: async () => undefined }) ] });
`;

// The whole way of the guides: the packed tool, repositories, jobs, and a database at the end.
describe("the workflows of the guides", () => {
  let place: string;
  let base: Pick<GithubOptions, "place" | "env" | "installed">;
  const databases: TestDatabase[] = [];

  before(async () => {
    if (server === undefined) throw new Error("there is no PostgreSQL to apply the plans to");
    place = realpathSync(mkdtempSync(join(tmpdir(), "mm-guides-")));
    const prefix = join(place, "global");
    mkdirSync(prefix);
    base = {
      place,
      installed: {},
      env: {
        ...outsideVariables(),
        PATH: [join(prefix, "bin"), dirname(process.execPath), process.env.PATH].join(delimiter),
        npm_config_prefix: prefix,
        npm_config_prefer_offline: "true",
        npm_config_audit: "false",
        npm_config_fund: "false",
        // What it downloads or compiles is for SQLite.
        npm_config_ignore_scripts: "true",
        GIT_CONFIG_GLOBAL: "/dev/null",
      },
    };
    await mkdirRepositories();
    for (let at = 0; at < 5; at++) databases.push(await server.create());
  });

  after(async () => {
    await Promise.all(databases.map((database) => database.drop()));
    rmSync(place, { recursive: true, force: true });
  });

  async function mkdirRepositories(): Promise<void> {
    const dependencies = { makemigrations: `file:${tarball().path}` };
    const policy = fileOf(TENANTS, "platform/policy.yaml");
    const config = fileOf(TENANTS, "platform/acme.config.yaml");
    const files = {
      "package.json": JSON.stringify({ private: true, dependencies }),
      "policy.yaml": policy,
      "acme.config.yaml": config,
      "umbrella.config.yaml": config.replaceAll("acme", "umbrella"),
    };
    const platform = repository("platform", files);
    execFileSync("npm", ["install", "--package-lock-only"], {
      cwd: platform,
      env: base.env,
      stdio: "pipe",
    });
    commit(platform);
    // GitLab's jobs run in the tenants' project: the configurations say so.
    const inside = Object.entries(files).map(([name, text]) => [
      name,
      name.endsWith(".config.yaml") ? text.replace("directory: tenants/", "directory: ") : text,
    ]);
    const gitlab = repository("platform-gitlab", Object.fromEntries(inside));
    cpSync(join(platform, "package-lock.json"), join(gitlab, "package-lock.json"));
    commit(gitlab);
    const good = { "acme/migrations/0001_a.ts": tableMigration("0001_a", "t_a") };
    const both = { ...good, "umbrella/migrations/0001_a.ts": tableMigration("0001_a", "t_u") };
    repository("tenants", both);
    repository("tenants-evil", { ...both, "umbrella/migrations/0002_b.ts": EVIL });
    repository("project", { "migrations/0001_a.ts": tableMigration("0001_a", "t_a") });
  }

  function repository(name: string, files: Readonly<Record<string, string>>): string {
    const folder = join(place, name);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    execFileSync("git", ["init", "--quiet", "--initial-branch=main"], { cwd: folder });
    commit(folder);
    return folder;
  }

  function commit(folder: string): void {
    const author = ["-c", "user.name=t", "-c", "user.email=t@example.org"];
    execFileSync("git", ["add", "--all"], { cwd: folder });
    execFileSync("git", [...author, "commit", "--quiet", "-m", "files"], { cwd: folder });
  }

  function github(tenants: string, more: Partial<GithubOptions> = {}): GithubOptions {
    const repositories = { "": join(place, tenants), "acme/platform": join(place, "platform") };
    return { ...base, place: mkdtempSync(join(place, "run-")), repositories, secrets: {}, ...more };
  }

  /** The tables of a database that are not the tool's. */
  async function tablesOf(database: TestDatabase | undefined): Promise<readonly unknown[]> {
    const connection = await database?.connect();
    const rows = await connection?.query(
      "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE 't\\_%' ORDER BY 1",
    );
    return (rows ?? []).map((row) => row.tablename);
  }

  const workflow = (guide: string, name: string): Workflow => yaml(fileOf(guide, name)) as Workflow;
  const ended = (results: readonly JobResult[]): readonly string[] =>
    results.map(({ job, tenant, ok }) => `${job} ${tenant ?? ""} ${ok}`);
  const logs = (results: readonly { readonly log: string }[]): string =>
    results.map(({ log }) => log).join("\n");

  it("are valid YAML, and so are the policy and the configuration beside them", () => {
    for (const guide of [TENANTS, HASH]) {
      for (const block of blocksOf(guide, "yaml")) expect(yaml(block)).to.be.an("object");
    }
    const policy = fileOf(TENANTS, "platform/policy.yaml");
    const names = { limits: limitNames, databases: ["postgresql"] };
    expect(parsePolicy("policy.yaml", policy, names).databases).to.deep.equal(["postgresql"]);
    for (const name of readdirSync(join(root, ".github", "workflows"))) {
      const file = yaml(readFileSync(join(root, ".github", "workflows", name), "utf8")) as Workflow;
      expect(file.on, name).to.be.an("object");
      for (const [job, { steps, "runs-on": machine }] of Object.entries(file.jobs)) {
        expect(machine, job).to.equal("ubuntu-latest");
        for (const step of steps) {
          expect(step.run === undefined, job).to.equal(step.uses !== undefined);
        }
      }
    }
  });

  it("check a pull request on GitHub, and fail for one that the policy refuses", () => {
    const check = workflow(TENANTS, ".github/workflows/check-migrations.yml");
    expect(check).to.include({ on: "pull_request" });
    const good = runWorkflow(check, github("tenants"));
    expect(ended(good), logs(good)).to.deep.equal(["check  true"]);
    expect(logs(good)).to.match(/passed +tenants\/acme\/migrations +1 migration/);
    const evil = runWorkflow(check, github("tenants-evil"));
    expect(ended(evil), logs(evil)).to.deep.equal(["check  false"]);
    expect(logs(evil)).to.contain('calls "pg_read_file", which the policy denies');
    expect(logs(evil)).to.contain("github/codeql-action/upload-sarif@v4 true");
  });

  it("apply on GitHub what was merged, and one tenant does not stop another", async () => {
    const apply = workflow(TENANTS, ".github/workflows/apply-migrations.yml");
    const [acme, umbrella] = databases;
    const secrets = {
      acme_DATABASE_URL: acme?.url ?? "",
      umbrella_DATABASE_URL: umbrella?.url ?? "",
    };
    const evil = runWorkflow(apply, github("tenants-evil", { secrets }));
    expect(ended(evil), logs(evil)).to.deep.equal([
      "plan acme true",
      "plan umbrella false",
      "apply acme true",
      "apply umbrella false",
    ]);
    expect([await tablesOf(acme), await tablesOf(umbrella)]).to.deep.equal([["t_a"], []]);
    const good = runWorkflow(apply, github("tenants", { secrets }));
    expect(
      good.every(({ ok }) => ok),
      logs(good),
    ).to.equal(true);
    expect([await tablesOf(acme), await tablesOf(umbrella)]).to.deep.equal([["t_a"], ["t_u"]]);
    expect(logs(good)).to.contain("Nothing to apply").and.contain("Applied 0001_a");
  });

  it("check and apply on GitLab, and one tenant does not stop another", async () => {
    const pipeline = yaml(fileOf(TENANTS, ".gitlab-ci.yml")) as Pipeline;
    const [, , acme, umbrella] = databases;
    const run = (project: string, event: GitlabOptions["event"]) =>
      runPipeline(pipeline, {
        ...base,
        place: mkdtempSync(join(place, "run-")),
        env: { ...base.env, PLATFORM_REPOSITORY: `file://${join(place, "platform-gitlab")}` },
        project: join(place, project),
        event,
        variables: {
          acme: { DATABASE_URL: acme?.url ?? "" },
          umbrella: { DATABASE_URL: umbrella?.url ?? "" },
        },
      });
    const outcome = (results: ReturnType<typeof run>): readonly string[] =>
      results.map(({ job, ok }) => `${job} ${ok}`);
    const request = run("tenants-evil", "merge_request_event");
    expect(outcome(request), logs(request)).to.deep.equal(["check false"]);
    const evil = run("tenants-evil", "push");
    expect(outcome(evil), logs(evil)).to.deep.equal([
      "plan: acme true",
      "plan: umbrella false",
      "apply: acme true",
    ]);
    expect([await tablesOf(acme), await tablesOf(umbrella)]).to.deep.equal([["t_a"], []]);
    const good = run("tenants", "push");
    expect(
      good.every(({ ok }) => ok),
      logs(good),
    ).to.equal(true);
    expect([await tablesOf(acme), await tablesOf(umbrella)]).to.deep.equal([["t_a"], ["t_u"]]);
    expect(outcome(run("tenants", "merge_request_event"))).to.deep.equal(["check true"]);
  });

  it("lock a plan by its hash, refuse another one, and plan what follows a script", async () => {
    const text = fileOf(HASH, ".github/workflows/migrate.yml");
    const name = `makemigrations@${version}`;
    expect(text.match(/makemigrations@\S+/g)).to.deep.equal([name, name]);
    // The registry does not have this version yet; its tarball is here.
    const migrate = yaml(text.replaceAll(name, tarball().path)) as Workflow;
    const database = databases.at(-1);
    const secrets = { DATABASE_URL: database?.url ?? "" };
    const onKept = (artifacts: string): void => {
      const file = join(artifacts, "plan.json");
      writeFileSync(file, readFileSync(file, "utf8").replaceAll("t_a", "t_x"));
    };
    const forged = runWorkflow(migrate, github("project", { secrets, onKept }));
    expect(ended(forged), logs(forged)).to.deep.equal(["plan  true", "apply  false"]);
    expect(logs(forged)).to.contain("RUNNER_PLAN_TAMPERED");
    expect(await tablesOf(database)).to.deep.equal([]);
    const good = runWorkflow(migrate, github("project", { secrets }));
    expect(ended(good), logs(good)).to.deep.equal(["plan  true", "apply  true"]);
    expect(await tablesOf(database)).to.deep.equal(["t_a"]);

    const project = join(place, "project");
    writeFileSync(join(project, "migrations", "0002_script.ts"), SCRIPT);
    commit(project);
    const scripted = runWorkflow(migrate, github("project", { secrets }));
    expect(ended(scripted), logs(scripted)).to.deep.equal(["plan  false"]);
    writeFileSync(
      join(project, "migrations", "0003_c.ts"),
      tableMigration("0003_c", "t_c").replace("dependencies: []", 'dependencies: ["0002_script"]'),
    );
    const [lines = "", ...more] = blocksOf(HASH, "sh");
    expect(more).to.deep.equal([]);
    const run = execFileSync("bash", ["-e", "-c", lines], {
      cwd: project,
      env: { ...base.env, DATABASE_URL: database?.url },
      encoding: "utf8",
    });
    expect(run).to.contain("Applied 0002_script").and.contain("Applied 0003_c");
    expect(await tablesOf(database)).to.deep.equal(["t_a", "t_c"]);
  });
});

/** What npm needs to reach its registry here, and nothing that the tool would read. */
function outsideVariables(): Record<string, string> {
  const entries = Object.entries(process.env).filter(
    ([name]) => !/^(?:MM_|DATABASE_|DB_)/.test(name),
  );
  return Object.fromEntries(entries.map(([name, value = ""]) => [name, value]));
}
