import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { hintText, loadRegistry, MigrationError } from "../../src/api.js";
import { builtIn } from "../../symbols/index.js";
import { type CliResult, inFolder, node, tableMigration, wrapper } from "./run-cli.js";

const GOOD = tableMigration("0001_a", "a");
/** What is wrong with it is found out by the worker of the sandbox. */
const BAD = { "migrations/0001_a.ts": `import { nothing } from "makemigrations";\nnothing();\n` };
const SHOWN = "`mymigrate symbols show makemigrations` lists what it has.";

async function mymigrate(cwd: string, ...words: string[]): Promise<CliResult> {
  const program = ["--input-type=module", "-e", wrapper("mymigrate"), "--"];
  const said = await node([...program, ...words], { cwd });
  expect(said.stdout + said.stderr).not.to.match(/\bmm [a-z]/);
  return said;
}

describe("the commands in a hint are those of the program that runs", () => {
  it("from the worker of the sandbox", async () => {
    await inFolder(BAD, async (cwd) => {
      expect((await mymigrate(cwd, "migrate", "up")).stderr).to.contain(SHOWN);
    });
  });

  it("from the thread that plans", async () => {
    await inFolder(BAD, async (cwd) => {
      const { stdout } = await mymigrate(cwd, "plan", "--database", "sqlite", "--json");
      expect(JSON.parse(stdout).hint).to.contain(SHOWN);
    });
  });

  it("from a check: as a table, as JSON, as SARIF, in a file", async () => {
    await inFolder(BAD, async (cwd) => {
      const check = async (...words: string[]) =>
        (await mymigrate(cwd, "check", "migrations", "--database", "sqlite", ...words)).stdout;
      expect(await check()).to.contain(SHOWN);
      const hintIn = (text: string) => JSON.parse(text).folders[0].findings[0].hint;
      expect(hintIn(await check("--json"))).to.contain(SHOWN);
      expect(hintIn(await check("--format", "json"))).to.contain(SHOWN);
      const { runs } = JSON.parse(await check("--format", "sarif"));
      expect(runs[0].results[0].message.text).to.contain(SHOWN);
      expect(await check("--format", "sarif", "--output", "/dev/stdout")).to.contain(SHOWN);
    });
  });

  it("from the runner, within other sentences, and in the text of the status", async () => {
    const broken = GOOD.replace(/(dependencies: \[\],)/, "$1 transaction: false,").replace(
      /^\]\);?$|^\] \}\);$/m,
      'new m.RunSQL({ forwardSQL: "no" }),\n$&',
    );
    await inFolder({ "migrations/0001_a.ts": broken }, async (cwd) => {
      const { stderr } = await mymigrate(cwd, "migrate", "up");
      expect(stderr).to.contain("Remove the cause and run `mymigrate migrate up` again");
      expect(stderr).to.contain("undo what is done of it with `mymigrate migrate down`.");
      const { stdout } = await mymigrate(cwd, "migrate", "status");
      expect(stdout).to.contain("`mymigrate migrate up` goes on with it");
    });
  });

  it("from the history, whose advice is about names", async () => {
    await inFolder({ "migrations/0001_a.ts": GOOD }, async (cwd) => {
      expect((await mymigrate(cwd, "migrate", "up")).exit).to.equal(0);
      writeFileSync(join(cwd, "migrations/0001_a.ts"), GOOD.replace('"a"', '"b"'));
      const { stderr } = await mymigrate(cwd, "migrate", "up");
      expect(stderr).to.contain("`mymigrate migrate status` shows everything");
    });
  });

  it("from the command line itself", async () => {
    await inFolder({}, async (cwd) => {
      const { stderr } = await mymigrate(cwd, "migrate", "status", "--config", "no.yaml");
      expect(stderr).to.contain("or run `mymigrate init`");
    });
  });

  it("are data for a program, which names itself", async () => {
    await inFolder(BAD, async (cwd) => {
      const error: unknown = await loadRegistry({
        directory: join(cwd, "migrations"),
        symbols: builtIn().snapshot(),
        profile: "open",
      }).catch((thrown: unknown) => thrown);
      if (!(error instanceof MigrationError)) throw error;
      expect(error.hint).to.deep.include({ command: "symbols show", args: ["makemigrations"] });
      expect(hintText(error.hint, "mymigrate")).to.contain(SHOWN);
      expect(hintText(error.hint)).to.contain(SHOWN.replace("mymigrate", "mm"));
    });
  });
});
