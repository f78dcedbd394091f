import { expect } from "chai";
import { load, loadError, loadOnce } from "./load.js";
import { makeFolder, migration, removeFolders } from "./temp-folder.js";

describe("what a migration registers", () => {
  after(removeFolders);

  it("becomes a migration with file, position and checksum", async () => {
    const folder = makeFolder({ "0001_a.ts": `\n\n  ${migration("0001_a")}` });
    const loaded = await load(folder);
    await loaded.dispose();
    const [found] = [...loaded.registry];
    expect(found?.source).to.deep.include({ file: "0001_a.ts", line: 4, column: 1 });
    expect(found?.source?.checksum).to.match(/^[0-9a-f]{64}$/);
    expect(loaded.warnings).to.deep.equal([]);
  });

  it("of an empty folder is nothing", async () => {
    const loaded = await loadOnce(makeFolder({ "notes.md": "" }));
    expect(loaded).to.deep.equal({ names: [], warnings: [], lines: [] });
  });

  it("may be made by a helper; the warnings name the migration's file", async () => {
    const folder = makeFolder({
      "0001_a.ts": 'import { make } from "./lib/make.js"; make("0001_x");',
      "lib/make.ts":
        'import { register } from "makemigrations"; export const make = (name: string) => register({ name, operations: [] });',
    });
    expect(await loadOnce(folder)).to.deep.include({
      names: ["0001_x"],
      warnings: ["LOADER_NAME_MISMATCH"],
    });
  });

  for (const [code, text] of [
    ["LOADER_NOTHING_REGISTERED", "export {};"],
    ["LOADER_NAME_MISMATCH", migration("0001_other")],
    ["LOADER_SEVERAL_REGISTERED", migration("0001_a") + migration("b").split("\n")[1]],
  ] as const) {
    it(`is a warning when it is not right, and an error with strict: ${code}`, async () => {
      const folder = makeFolder({ "0001_a.ts": text });
      expect((await loadOnce(folder)).warnings).to.include(code);
      const error = await loadError(folder, { strict: true });
      expect(error).to.include({ code, file: "0001_a.ts" });
      expect(error.message).to.include('"0001_a.ts"');
    });
  }

  it("has the name of its file whichever way the file system writes accents", async () => {
    const name = "0001_über";
    for (const [file, registered] of [
      [name.normalize("NFD"), name.normalize("NFC")],
      [name.normalize("NFC"), name.normalize("NFD")],
    ] as const) {
      const loaded = await loadOnce(makeFolder({ [`${file}.ts`]: migration(registered) }));
      expect(loaded).to.deep.include({ names: [registered], warnings: [] });
    }
  });

  it("under a name that is taken is an error that names both files", async () => {
    const folder = makeFolder({
      "0001_a.ts": migration("0001_a"),
      "0002_b.ts": migration("0001_a"),
    });
    const error = await loadError(folder);
    expect(error).to.include({
      code: "MIGRATION_DUPLICATE_NAME",
      file: "0002_b.ts",
      line: 2,
      column: 20,
    });
    expect(error.message).to.include('"0001_a.ts"');
  });

  it("is judged in the order of the files, once all of them have been evaluated", async () => {
    const wrong = migration("");
    const files = { "0001_a.ts": migration("0001_a"), "0002_b.ts": wrong, "0003_c.ts": wrong };
    expect(await loadError(makeFolder(files))).to.include({ file: "0002_b.ts" });
    const thrown = await loadError(
      makeFolder({ ...files, "0004_d.ts": 'throw new Error("broken");' }),
    );
    expect(thrown).to.include({ code: "INTERP_GUEST_ERROR", file: "0004_d.ts" });
  });

  it("without a name is an error", async () => {
    const error = await loadError(makeFolder({ "0001_a.ts": migration("") }));
    expect(error).to.include({ code: "MIGRATION_EMPTY_NAME", file: "0001_a.ts", line: 2 });
  });

  it("is checked, and an error points at the value in the source", async () => {
    const folder = makeFolder({
      "0001_a.ts": [
        'import * as m from "makemigrations";',
        "// a bracket in a comment: (",
        "m.register({",
        '  name: "0001_a",',
        "  operations: [",
        "    new m.RunSQL({ forwardSQL: \"select '],{'\", backwardSQL: m.noop }),",
        "    new m.CreateTable({",
        '      name: "t",',
        '      fields: [{ name: "id", type: "serial" }, { name: "x", typ: "text" }],',
        "    }),",
        "  ],",
        "});",
      ].join("\n"),
    });
    const error = await loadError(folder);
    expect(error.code).to.match(/^OPERATION_/);
    expect(error).to.include({ file: "0001_a.ts", line: 9 });
    expect(error.path).to.match(/^\$\.operations\[1\]\.fields\[1\]/);
    expect(error.frame).to.match(/^> +9 \|.*\n.*\^/m);
  });

  it("computed by the source is an error at the place that computes it, or at the constant that it is", async () => {
    const placeOf = async (value: string) => {
      const text = [
        'import * as m from "makemigrations";',
        `const fields = ${value};`,
        'm.register({ name: "0001_a", operations: [',
        '  new m.CreateTable({ name: "t", fields }),',
        "] });",
      ].join("\n");
      const { line, column } = await loadError(makeFolder({ "0001_a.ts": text }));
      return [line, column];
    };
    const constant = '[{ name: "id", typ: "serial" }]';
    expect(await placeOf(constant)).to.deep.equal([2, 36]);
    expect(await placeOf(`(() => ${constant})()`)).to.deep.equal([4, 34]);
  });

  it("that cannot cross is refused with the path to it", async () => {
    for (const [value, path] of [
      ["new Map()", "operations[0].rows[0].a"],
      ["NaN", "operations[0].rows[0].a"],
      ["Symbol()", "operations[0].rows[0].a"],
    ] as const) {
      const operation = `new m.UpsertData({ table: "t", conflictKeys: ["a"], rows: [{ a: ${value} }] })`;
      const folder = makeFolder({
        "0001_a.ts": `import * as m from "makemigrations"; m.register({ name: "0001_a", operations: [${operation}] });`,
      });
      const error = await loadError(folder);
      expect(error.message, value).to.include(path);
      expect(error.file).to.equal("0001_a.ts");
    }
  });

  it("by an accessor is refused rather than read", async () => {
    const folder = makeFolder({
      "0001_a.ts":
        'import * as m from "makemigrations"; m.register({ name: "0001_a", operations: [new m.RunSQL({ get forwardSQL() { return "x"; } })] });',
    });
    expect((await loadError(folder)).message).to.include("accessor");
  });

  it("as data or as a class is the same", async () => {
    const classes = 'new m.AddIndex({ table: "t", index: { name: "i", fields: ["a"] } })';
    const data = '{ type: "add_index", table: "t", index: { name: "i", fields: ["a"] } }';
    const text = (operation: string) =>
      `import * as m from "makemigrations"; m.register({ name: "0001_a", operations: [${operation}] });`;
    const found = [];
    for (const operation of [classes, data]) {
      const loaded = await load(makeFolder({ "0001_a.ts": text(operation) }));
      await loaded.dispose();
      found.push([...loaded.registry][0]?.operations.map((one) => one.toData()));
    }
    expect(found[0]).to.deep.equal(found[1]);
  });

  it("is kept apart from another load in the same process, at the same time", async () => {
    const one = makeFolder({ "0001_a.ts": migration("0001_a", 'console.log("one");') });
    const two = makeFolder({ "0001_a.ts": migration("0001_a", 'console.log("two");') });
    const all = await Promise.all([
      loadOnce(one),
      loadOnce(two),
      loadOnce(one, { profile: "locked" }),
    ]);
    expect(all.map(({ lines }) => lines)).to.deep.equal([["one"], ["two"], ["one"]]);
  });

  it("comes in name order, 1,000 files of it", async () => {
    const names = Array.from({ length: 1000 }, (_, index) => `${String(index).padStart(4, "0")}_t`);
    const files = names.map((name) => [`${name}.ts`, migration(name)]);
    const loaded = await loadOnce(makeFolder(Object.fromEntries(files)));
    expect(loaded.names).to.deep.equal(names);
  });

  it("after an error of the file is reported at the original line and column", async () => {
    const folder = makeFolder({
      "0001_a.ts": migration("0001_a", "interface X { a: number }", "const x: X = null!; x.a;"),
    });
    const error = await loadError(folder);
    expect(error).to.include({ file: "0001_a.ts", line: 3 });
    expect(error.frame).to.include("x.a");
  });
});
