import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { LoadRegistryOptions } from "../../src/loader/loader.js";
import { load, loadError } from "./load.js";
import { makeFolder, migration, removeFolders } from "./temp-folder.js";

const SCRIPT = `import * as m from "makemigrations";
m.register({ name: "0002_script", operations: [
  new m.RunScript({ up: async () => undefined, down: async () => undefined }),
] });`;

interface Setup {
  readonly folder: string;
  readonly directory: string;
  /** The names of the loaded migrations and of their files, from what is remembered or evaluated. */
  readonly names: (options?: Partial<LoadRegistryOptions>) => Promise<readonly string[]>;
  /** Changes what is remembered, so that a load that uses it shows it. */
  readonly forge: (change: (text: string) => string) => void;
}

function setup(files: Readonly<Record<string, string>>): Setup {
  const folder = makeFolder(files);
  const directory = join(makeFolder({}), "made", "registry");
  const only = (): string => join(directory, readdirSync(directory)[0] ?? "");
  return {
    folder,
    directory,
    names: async (options = {}) => {
      const cache = { directory, version: "1" };
      const loaded = await load(folder, { cache, ...options });
      await loaded.dispose();
      return [...loaded.registry].map(({ name }) => name);
    },
    forge: (change) => writeFileSync(only(), change(readFileSync(only(), "utf8"))),
  };
}

/** How the file of some folder is named. */
function nameOf(number: number): string {
  return `${String(number).padStart(32, "0")}.json`;
}

const FORGED = (text: string): string => text.replaceAll('\\"0001_first\\"', '\\"0001_forged\\"');

describe("what files registered is remembered", () => {
  after(removeFolders);

  it("and not evaluated again while neither file nor tool nor map changes", async () => {
    const { folder, names, forge } = setup({ "0001_first.ts": migration("0001_first") });
    expect(await names()).to.deep.equal(["0001_first"]);
    // From here a name that no file registered shows where the answer comes from.
    forge(FORGED);
    expect(await names()).to.deep.equal(["0001_forged"]);
    expect(await names({ cache: undefined })).to.deep.equal(["0001_first"]);
    expect(await names({ profile: "locked" })).to.deep.equal(["0001_first"]);
    writeFileSync(join(folder, "0001_first.ts"), `${migration("0001_first")}// changed\n`);
    expect(await names()).to.deep.equal(["0001_first"]);
  });

  it("for this version of the tool only", async () => {
    const { directory, names, forge } = setup({ "0001_first.ts": migration("0001_first") });
    await names();
    forge(FORGED);
    expect(await names({ cache: { directory, version: "2" } })).to.deep.equal(["0001_first"]);
  });

  it("in the order of the files, whichever of them were evaluated", async () => {
    const files = {
      "0001_first.ts": migration("0001_first"),
      "0002_script.ts": SCRIPT,
      "0003_third.ts": migration("0003_third"),
    };
    const { folder, names } = setup(files);
    const all = ["0001_first", "0002_script", "0003_third"];
    expect(await names()).to.deep.equal(all);
    expect(await names()).to.deep.equal(all);
    writeFileSync(join(folder, "0000_new.ts"), migration("0000_new"));
    expect(await names()).to.deep.equal(["0000_new", ...all]);
    renameSync(join(folder, "0003_third.ts"), join(folder, "0004_third.ts"));
    expect(await names()).to.have.length(4);
  });

  it("with its functions still those of a guest", async () => {
    const { folder, directory } = setup({ "0002_script.ts": SCRIPT });
    for (let i = 0; i < 2; i++) {
      const loaded = await load(folder, { cache: { directory, version: "1" } });
      const [script] = [...loaded.registry];
      expect(script?.operations).to.have.length(1);
      await loaded.dispose();
    }
    expect(existsSync(directory)).to.equal(false);
  });

  const damages: Readonly<Record<string, (text: string) => string>> = {
    "cut off": (text) => text.slice(0, -5),
    empty: () => "",
    "no object": () => "[]",
    "without entries": (text) => text.replace(/"entries":.*/, '"entries":null}'),
    "with places that are none": (text) => text.replace(/\[\[2,\d+\]\]/, '[[2,"\\u001b[31m"]]'),
    "of another shape": (text) => text.replace(/"entries":.*/, '"entries":{"0001_first.ts":7}}'),
    "without places": (text) => text.replace("[[2,", "[null,[2,"),
    "full of functions": (text) => text.replace('\\"0001_first\\"', '[\\"c\\",0]'),
    "of unknown symbols": (text) => text.replace('"[[', '"[[7'),
  };
  for (const [what, damage] of Object.entries(damages)) {
    it(`but evaluated when the memory is ${what}`, async () => {
      const { names, forge } = setup({ "0001_first.ts": migration("0001_first") });
      await names();
      forge((text) => {
        const damaged = damage(text);
        expect(damaged).to.not.equal(text);
        return damaged;
      });
      expect(await names()).to.deep.equal(["0001_first"]);
    });
  }

  it("where only its owner can read and write, and never behind a link", async () => {
    const { directory, names, forge } = setup({ "0001_first.ts": migration("0001_first") });
    await names();
    const [name = ""] = readdirSync(directory);
    expect(statSync(directory).mode & 0o777).to.equal(0o700);
    expect(statSync(join(directory, name)).mode & 0o777).to.equal(0o600);
    forge(FORGED);
    renameSync(join(directory, name), join(directory, "elsewhere"));
    symlinkSync("elsewhere", join(directory, name));
    expect(await names()).to.deep.equal(["0001_first"]);
  });

  it("for the folders that were used last", async () => {
    const { directory, names } = setup({ "0001_first.ts": migration("0001_first") });
    mkdirSync(directory, { recursive: true });
    for (let i = 0; i < 120; i++) {
      const path = join(directory, nameOf(i));
      writeFileSync(path, "{}");
      utimesSync(path, i, i);
    }
    await names();
    const left = readdirSync(directory);
    expect(left).to.have.length(100);
    expect(left).to.include(nameOf(119)).and.not.include(nameOf(20));
  });

  it("in its own files only: what else lies there stays, but for what was begun and left", async () => {
    const { directory, names } = setup({ "0001_first.ts": migration("0001_first") });
    mkdirSync(directory, { recursive: true });
    const letters = Array.from({ length: 120 }, (_, i) => `letter${i}.json`);
    const begun = [`${nameOf(1)}.4711`, `${nameOf(2)}.0e1f-7`];
    for (const name of [...letters, ...begun]) {
      writeFileSync(join(directory, name), "{}");
      utimesSync(join(directory, name), 1, 1);
    }
    const fresh = `${nameOf(3)}.4712`;
    writeFileSync(join(directory, fresh), "{}");
    await names();
    const left = readdirSync(directory);
    expect(left)
      .to.have.length(122)
      .and.include.members([...letters, fresh]);
  });

  it("never in a directory that is a link", async () => {
    const { directory, folder } = setup({ "0001_first.ts": migration("0001_first") });
    const elsewhere = makeFolder({ "a.txt": "" });
    mkdirSync(join(directory, ".."), { recursive: true });
    symlinkSync(elsewhere, directory);
    const loaded = await load(folder, { cache: { directory, version: "1" } });
    await loaded.dispose();
    expect(readdirSync(elsewhere)).to.deep.equal(["a.txt"]);
  });

  it("without waiting for a named pipe", async () => {
    const { directory, names } = setup({ "0001_first.ts": migration("0001_first") });
    await names();
    const [name = ""] = readdirSync(directory);
    rmSync(join(directory, name));
    execFileSync("mkfifo", [join(directory, name)]);
    expect(await names()).to.deep.equal(["0001_first"]);
    expect(statSync(join(directory, name)).isFile()).to.equal(true);
  });

  it("whichever globals other files name", async () => {
    const { folder, names, forge } = setup({ "0001_first.ts": migration("0001_first") });
    await names();
    const named = migration("0002_second", "// a URL, so that the module of globals is offered");
    writeFileSync(join(folder, "0002_second.ts"), named);
    for (let i = 0; i < 2; i++) {
      expect(await names()).to.deep.equal(["0001_first", "0002_second"]);
    }
    forge(FORGED);
    expect(await names()).to.deep.equal(["0001_forged", "0002_second"]);
    rmSync(join(folder, "0002_second.ts"));
    expect(await names()).to.deep.equal(["0001_first"]);
  });

  it("with the same error in the same place when it can not be a migration", async () => {
    const wrong = `import * as m from "makemigrations";
type Wide = { readonly a: 1 };
\tconst 𝒜 = "𝒜" as string; m.register({ name: "0001_first", dependencies: [], operations: [
  new m.CreateTable({ name: "t", fields: [{ name: "id", type: "integer" }, { name: 𝒜, type: 7 }] }),
] });`;
    const { folder, directory } = setup({ "0001_first.ts": wrong });
    const told = async (): Promise<unknown> => {
      const error = await loadError(folder, { cache: { directory, version: "1" } });
      const { code, message, file, line, column, path, frame } = error;
      return { code, message, file, line, column, path, frame };
    };
    const evaluated = await told();
    expect(readdirSync(directory)).to.have.length(1);
    expect(evaluated).to.have.property("line", 4);
    expect(await told()).to.deep.equal(evaluated);
  });

  it("or not, where it can not be written", async () => {
    const { directory, folder } = setup({ "0001_first.ts": migration("0001_first") });
    const blocked = makeFolder({ file: "" });
    chmodSync(blocked, 0o500);
    for (const place of [join(blocked, "file", "a", "registry"), "/proc/a/b/registry"]) {
      const loaded = await load(folder, { cache: { directory: place, version: "1" } });
      expect([...loaded.registry]).to.have.length(1);
      await loaded.dispose();
    }
    expect(existsSync(directory)).to.equal(false);
  });
});
