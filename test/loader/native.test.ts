import { execFile } from "node:child_process";
import { cpSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect } from "chai";
import "../../plugins/uuid/index.js";
import { loadNatively } from "../../src/loader/native.js";
import { symbols } from "../../symbols/index.js";
import { hasChinook, writeChinookRows } from "../chinook/rows.js";
import { load } from "./load.js";
import { planTexts } from "./plan-texts.js";
import { makeFolder, migration, removeFolders } from "./temp-folder.js";

const root = new URL("../../../", import.meta.url);
const child = fileURLToPath(new URL("./native-child.js", import.meta.url));

const SHOP = fileURLToPath(new URL("docs/examples/shop/migrations", root));
const CHINOOK = fileURLToPath(new URL("test/fixtures/chinook/migrations", root));

/** What the code of an operation of one's own may do wrong. */
const THROWN: Readonly<Record<string, string>> = {
  "an error in up": 'up() { throw new TypeError("boom"); }',
  "an error of its own class in up":
    'up() { throw new (class Mine extends Error { name = "Mine" })("boom"); }',
  "a text in up": 'up() { throw "boom"; }',
  "an error in mutate": 'up() { return []; } mutate() { throw new RangeError("boom"); }',
  "an operation that does not exist": 'up(context) { return context.sql({ type: "nope" }); }',
  "a value that is none": "up(context) { return context.literal({ a: 1 }); }",
  "a table that is not there, in mutate":
    'up() { return []; } mutate(state) { state.apply(new m.DropTable({ name: "nowhere" })); }',
  "a table that is not there, in up":
    'up(context) { return context.sql(new m.DropTable({ name: "nowhere" })); }',
};

function throwing(code: string): string {
  return `import * as m from "makemigrations";
class Broken extends m.Operation {
  describe() { return "Broken"; }
  ${code}
  down() { throw new Error("down"); }
}
m.register({ name: "0001_a", dependencies: [], operations: [new Broken()] });`;
}

describe("a folder that Node runs itself", () => {
  after(removeFolders);

  it("gives the byte-identical plans on every database: the example shop", async () => {
    await comparePlans(SHOP);
  });

  if (hasChinook) {
    it("gives the byte-identical plans on every database: Chinook", async () => {
      const folder = makeFolder({});
      cpSync(CHINOOK, folder, { recursive: true });
      writeChinookRows(folder);
      await comparePlans(folder);
    });
  }

  it("gives the same plan for every way of writing an operation, and the same errors", async () => {
    const folder = makeFolder(WAYS);
    const [native, sandboxed] = [await inChild(folder), await inSandbox(folder)];
    expect(native).to.deep.equal(sandboxed);
    for (const [name, text] of Object.entries(sandboxed.texts)) {
      if (name.endsWith("up"))
        expect(/^\w*Error/.test(text), `${name}: ${text.slice(0, 300)}`).to.equal(false);
    }
  });

  for (const [what, code] of Object.entries(THROWN)) {
    it(`gives the same error when code of an operation's own throws: ${what}`, async () => {
      const folder = makeFolder({ "0001_a.ts": throwing(code) });
      const [native, sandboxed] = [await inChild(folder), await inSandbox(folder)];
      expect(native.texts).to.deep.equal(sandboxed.texts);
      expect(sandboxed.texts["sqlite up"]).to.match(/^\w*Error: .{10}/);
    });
  }

  it("names the file that Node cannot run, and is not taken for a bug of the tool", async () => {
    for (const [text, why] of [
      ['throw new Error("not today");', "Error: not today"],
      ['import "nowhere-to-be-found";', "nowhere-to-be-found"],
      ["let x = ;", "SyntaxError"],
    ] as const) {
      const directory = makeFolder({ "0001_a.mjs": text });
      const error: unknown = await loadNatively({ directory }).catch((reason: unknown) => reason);
      expect(error).to.include({ code: "LOADER_IMPORT_FAILED", file: "0001_a.mjs" });
      expect(error).to.have.property("message").that.includes(why);
    }
  });

  it("can be loaded twice in one process, and at the same time", async () => {
    const index = new URL("../../src/index.js", import.meta.url).href;
    const file = (name: string) => ({
      [`${name}.mjs`]: migration(name).replace('"makemigrations"', JSON.stringify(index)),
    });
    const [one, two] = [makeFolder(file("0001_a")), makeFolder(file("0001_b"))];
    const loads = await Promise.all(
      [one, two, one].map((directory) => loadNatively({ directory })),
    );
    const names = loads.map(({ registry }) => [...registry].map(({ name }) => name));
    expect(names).to.deep.equal([["0001_a"], ["0001_b"], ["0001_a"]]);
    expect(Reflect.get(globalThis, Symbol.for("makemigrations.sink"))).to.equal(undefined);
  });
});

async function comparePlans(folder: string): Promise<void> {
  const native = await inChild(folder);
  const sandboxed = await inSandbox(folder);
  expect(Object.keys(sandboxed.texts)).to.have.length.greaterThan(4);
  for (const [name, text] of Object.entries(sandboxed.texts)) {
    expect(native.texts[name] === text, name).to.equal(true);
    expect(/^\w*Error/.test(text), `${name}: ${text.slice(0, 300)}`).to.equal(false);
  }
  expect(native.warnings).to.deep.equal(sandboxed.warnings);
}

interface Loaded {
  readonly texts: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
}

async function inChild(folder: string): Promise<Loaded> {
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, [child, folder], { maxBuffer: 2 ** 28 });
  return JSON.parse(stdout);
}

async function inSandbox(folder: string): Promise<Loaded> {
  const loaded = await load(folder, { symbols: symbols.snapshot() });
  try {
    const texts = await planTexts([...loaded.registry]);
    return { texts, warnings: loaded.warnings.map(({ code }) => code) };
  } finally {
    await loaded.dispose();
  }
}

const WAYS = {
  "0001_ways.ts": `import * as m from "makemigrations";
    import { CreateTable, register } from "makemigrations";
    import { Audited } from "./lib/audited.js";
    import rows from "./rows.json" with { type: "json" };
    import sql from "./view.sql" with { type: "text" };
    const table = { name: "plain", fields: [{ name: "id", type: "integer", primaryKey: true }] };
    register({
      name: "0001_ways",
      dependencies: [],
      operations: [
        new CreateTable(table),
        { type: "create_table", name: "data", fields: [
          { name: "id", type: "bigint", primaryKey: true },
          { name: "logo", type: "bytes" }, { name: "at", type: "timestamp" }, { name: "meta", type: "json" },
        ] },
        new Audited("audited"),
        new m.UpsertData({ table: "data", conflictKeys: ["id"], rows: [
          { id: 2n ** 40n, logo: m.bytes("AP8="), at: new Date(0), meta: { a: [1, null] } },
          ...rows.map((row) => ({ ...row, at: m.ref("now") })),
        ] }),
        new m.RunSQL({ forwardSQL: sql, backwardSQL: m.noop, mutate: [
          new m.AddField({ table: "plain", field: { name: "x", type: "text" } }),
        ] }),
        new m.RunSQL({ forwardSQL: ["select 1", "select 2"], backwardSQL: "select 3", mutate: (state) => {
          state.apply(new m.RenameField({ table: "plain", oldName: "x", newName: "y" }));
        } }),
        new m.DropField({ table: "plain", field: "y" }),
        new m.RunScript({ up: async () => {}, down: async () => {} }),
      ],
    });`,
  "0002_misnamed.ts": migration("0002_other"),
  "lib/audited.ts": `import * as m from "makemigrations";
    export class Audited extends m.Operation {
      readonly #name: string;
      constructor(name: string) { super(); this.#name = name; }
      override get table() { return this.#name; }
      describe() { return "Audited table " + this.#name; }
      mutate(state: m.State) { state.apply(this.#table()); }
      up(context: m.Context) {
        return [...context.sql(this.#table()), { sql: "SELECT " + context.literal("it's") }, "SELECT '" + context.database + "'"];
      }
      down(context: m.Context) { return "DROP TABLE " + context.quote(this.#name); }
      #table() { return new m.CreateTable({ name: this.#name, fields: [{ name: "id", type: "integer", primaryKey: true }] }); }
    }`,
  "rows.json": '[{ "id": 7, "meta": null }]',
  "view.sql": "-- a view\nCREATE VIEW v AS SELECT 1",
};
