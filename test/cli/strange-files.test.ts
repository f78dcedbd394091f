import { execFileSync } from "node:child_process";
import { chmodSync, renameSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { checksumsOf } from "../../src/cli/rehearsal.js";
import { defaultLimits } from "../../src/interp/limits.js";
import { errorOf } from "../runner/project.js";
import { binary, inFolder, mm, node } from "./run-cli.js";

const EMPTY = `import * as m from "makemigrations";
m.register({ name: "0001_a", dependencies: [], operations: [] });`;
const SECRET = "root:x:0:0:secret\n";

// The folder may be a tenant's checkout: what is found there is a file, or it is not read.
describe("a file of a stranger's", () => {
  for (const name of ["mm.config.yaml", "migrations/makemigrations.config.yaml"]) {
    it(`is no link: ${name}`, async () => {
      await inFolder({ "secret.txt": SECRET, "migrations/.keep": "" }, async (folder) => {
        symlinkSync(join(folder, "secret.txt"), join(folder, name));
        const { exit, stdout, stderr } = await mm(["migrate", "status"], folder);
        expect(exit).to.equal(2);
        expect(stderr).to.contain("CONFIG_FILE_UNREADABLE").and.contain("it is a symbolic link");
        expect(stdout + stderr).to.not.contain("secret\n");
        expect(stdout + stderr).to.not.contain("root:");
      });
    });
  }

  const schemas: readonly (readonly [string, string, string])[] = [
    [
      "TypeScript",
      "a.ts",
      `import { defineSchema } from "makemigrations/schema";
export default defineSchema({ include: ["../../secret.yaml"] });`,
    ],
    ["YAML", "a.yaml", "include: [../../secret.yaml]"],
    ["YAML, by a link in the project", "a.yaml", "include: [link.txt]"],
    ["YAML, by a package", "a.yaml", "include: [{ package: evil, path: schema.yaml }]"],
  ];
  for (const [kind, name, text] of schemas) {
    it(`is not included by a schema file in ${kind}: mistakes show what stands in a file`, async () => {
      const files = {
        "secret.yaml": SECRET,
        "own/mm.config.yaml": "database: { type: sqlite }",
        [`own/schema/${name}`]: text,
        "own/node_modules/evil/schema.yaml": "include: [../../../secret.yaml]",
      };
      await inFolder(files, async (folder) => {
        symlinkSync(join(folder, "secret.yaml"), join(folder, "own/schema/link.txt"));
        const { exit, stdout, stderr } = await mm(["generate"], join(folder, "own"));
        expect(exit).to.equal(2);
        expect(stderr).to.contain("YAML_INCLUDE").and.contain("lies outside the project");
        expect(stdout + stderr).to.not.contain("root:");
      });
    });
  }

  it("is no schema file because a configuration says so: its name tells", async () => {
    const environ = "schema: { paths: [/proc/self/environ] }";
    const files = { "mm.config.yaml": `database: { type: sqlite }\n${environ}` };
    await inFolder(files, async (folder) => {
      const { exit, stdout, stderr } = await mm(["generate"], folder);
      expect(exit).to.equal(1);
      expect(stderr).to.contain("CLI_CANNOT_READ").and.contain("is no schema file");
      expect(stdout + stderr).to.not.contain("PATH=");
    });
  });

  it("is no schema file where it is a link out of the project, unless the configuration names it", async () => {
    const files = {
      "secret.yaml": SECRET,
      "shared/base.yaml": "tables: [{ name: a, fields: [{ name: id, type: text }] }]",
      "own/schema/b.yaml": "include: [../../shared/base.yaml]",
      "own/mm.config.yaml":
        "database: { type: sqlite }\nschema: { paths: [schema/*.yaml, ../shared/base.yaml] }",
    };
    await inFolder(files, async (folder) => {
      const own = join(folder, "own");
      expect((await mm(["generate"], own)).exit).to.equal(0);
      symlinkSync(join(folder, "secret.yaml"), join(own, "schema/a.yaml"));
      const { exit, stdout, stderr } = await mm(["generate"], own);
      expect(exit).to.equal(1);
      expect(stderr).to.contain("CLI_CANNOT_READ").and.contain("a place outside the project");
      expect(stdout + stderr).to.not.contain("root:");
    });
  });

  const config = "database: { type: sqlite }\nschema: { paths: [schema/**/*.yaml] }";
  const table = (name: string): string =>
    `tables: [{ name: ${name}, fields: [{ name: id, type: text }] }]`;

  it("is missed where a link to it leads nowhere: its tables would be dropped", async () => {
    const files = {
      "mm.config.yaml": config,
      "schema/a.yaml": table("a"),
      "shared/b.yaml": table("b"),
    };
    await inFolder(files, async (folder) => {
      symlinkSync("../shared/b.yaml", join(folder, "schema/b.yaml"));
      symlinkSync("nowhere", join(folder, "schema/no-schema-file"));
      expect((await mm(["generate"], folder)).stdout).to.contain("Create table b");
      renameSync(join(folder, "shared/b.yaml"), join(folder, "shared/c.yaml"));
      for (const words of [["generate"], ["schema-to-sql"], ["schema-diff"]]) {
        const { exit, stderr } = await mm(words, folder);
        expect(exit, words[0]).to.equal(1);
        expect(stderr).to.contain("CLI_CANNOT_READ").and.contain('"schema/b.yaml" is a symbolic');
      }
    });
  });

  it("is missed where its folder cannot be listed", async () => {
    const files = {
      "mm.config.yaml": config,
      "schema/a.yaml": table("a"),
      "schema/own/b.yaml": table("b"),
      "types/a.ts": "export interface A { id: number }",
      "types/own/b.ts": "export interface B { id: number }",
    };
    await inFolder(files, async (folder) => {
      // Permissions do not bind root.
      const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
      const closed = [join(folder, "schema/own"), join(folder, "types/own")];
      chmodSync(folder, 0o755);
      for (const path of closed) chmodSync(path, 0);
      for (const words of [
        ["generate", "--dry-run"],
        ["types-to-schema", "types"],
      ]) {
        const { exit, stderr } = await node([binary, ...words], { cwd: folder, ...user });
        expect(exit, words[0]).to.equal(1);
        expect(stderr).to.match(/CLI_CANNOT_READ: The folder "\w+\/own" cannot be read: EACCES/);
      }
      for (const path of closed) chmodSync(path, 0o755);
    });
  });

  it("is passed over where it is a package.json that cannot be read", async () => {
    await inFolder({ "package.json/keep.txt": "" }, async (folder) => {
      expect((await mm(["init"], folder)).exit).to.equal(0);
    });
  });

  it("is no named pipe where a schema file includes one", async () => {
    const files = {
      "schema/a.yaml": "include: [pipe.yaml]",
      "mm.config.yaml": "database: { type: sqlite }",
    };
    await inFolder(files, async (folder) => {
      execFileSync("mkfifo", [join(folder, "schema/pipe.yaml")]);
      const { exit, stderr } = await mm(["generate"], folder);
      expect(exit).to.equal(1);
      expect(stderr).to.contain("it is not a regular file");
    });
  });

  it("is no named pipe, which would be waited for", async () => {
    await inFolder({}, async (folder) => {
      execFileSync("mkfifo", [join(folder, "mm.config.yaml")]);
      const { exit, stderr } = await mm(["migrate", "status"], folder);
      expect(exit).to.equal(2);
      expect(stderr).to.contain("it is not a regular file");
    });
  });

  it("is not larger than it may be: what YAML takes grows with the square of its size", async () => {
    for (const [size, allowed] of [
      [32 * 1024, true],
      [32 * 1024 + 1, false],
    ] as const) {
      await inFolder({ "mm.config.yaml": "#".repeat(size) }, async (folder) => {
        const { exit, stderr } = await mm(["migrate", "status"], folder);
        expect(exit).to.equal(2);
        expect(stderr).to.contain(
          allowed ? "CLI_NO_DATABASE_URL" : "it is larger than 32768 bytes",
        );
      });
    }
  });

  it("cannot multiply itself by aliases", async () => {
    const levels = Array.from(
      { length: 40 },
      (_, at) => `a${at}: &a${at} [${`*a${at - 1}, `.repeat(9)}]`,
    ).slice(1);
    const text = ["a0: &a0 [x]", ...levels, "database: { url: *a39 }", ""].join("\n");
    await inFolder({ "mm.config.yaml": text }, async (folder) => {
      const { exit, stderr } = await mm(["migrate", "status"], folder);
      expect(exit).to.equal(2);
      expect(stderr).to.contain("CONFIG_UNKNOWN_KEY");
    });
    const value = "database: { url: &a [&b [*a, *b], *a] }\n";
    await inFolder({ "mm.config.yaml": value }, async (folder) => {
      const { exit, stderr } = await mm(["migrate", "status"], folder);
      expect(exit).to.equal(2);
      expect(stderr).to.match(/CONFIG_(?:WRONG_TYPE|SYNTAX)/);
    });
  });

  it("is read in a thread that is ended from outside when a plan is compared with its checkout", async () => {
    const large = "a".repeat(8 * 1024 * 1024);
    const files = Object.fromEntries(
      Array.from({ length: 10 }, (_, at) => [`migrations/data/${at}.txt`, large]),
    );
    await inFolder({ ...files, "migrations/0001_a.ts": EMPTY }, async (folder) => {
      const checkout = {
        directory: join(folder, "migrations"),
        program: "mm",
      };
      const limits = defaultLimits("locked");
      const sums = await checksumsOf(checkout, limits);
      expect([...sums.keys()]).to.deep.equal(["0001_a.ts"]);
      const error = await errorOf(checksumsOf(checkout, { ...limits, workerHeapMb: 24 }));
      expect(error.code).to.equal("CHECK_MEMORY");
      const at = ["--database-url", "sqlite:./app.db"];
      const plan = await mm(["plan", "--out", "plan.json", "--database", "sqlite"], folder);
      expect(plan.exit).to.equal(0);
      execFileSync("mkfifo", [join(folder, "migrations", "0002_b.ts")]);
      const { exit, stderr } = await mm(["migrate", "up", "--plan", "plan.json", ...at], folder);
      expect(exit).to.not.equal(0);
      expect(stderr).to.contain("LOADER_FILE_UNREADABLE").and.contain('"0002_b.ts"');
    });
  });

  it("may be a link when the operator names it, and has an end all the same", async () => {
    await inFolder({ "real.yaml": "databse: 1\n" }, async (folder) => {
      symlinkSync(join(folder, "real.yaml"), join(folder, "link.yaml"));
      const linked = await mm(["migrate", "status", "--config", "link.yaml"], folder);
      expect(linked.stderr).to.contain("CONFIG_UNKNOWN_KEY");
      for (const flags of [["--config"], ["--env-file"]]) {
        const { exit, stderr } = await mm(["migrate", "status", ...flags, "/dev/zero"], folder);
        expect(exit).to.not.equal(0);
        expect(stderr).to.contain("it is not a regular file");
      }
      const policy = await mm(["check", ".", "--policy", "/dev/zero"], folder);
      expect(policy.stderr).to.contain("it is not a regular file");
    });
  });
});
