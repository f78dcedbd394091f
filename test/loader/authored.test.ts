import { expect } from "chai";
import type { ScriptDatabase } from "../../src/dialect/statement.js";
import type { Operation } from "../../src/operation/operation.js";
import { emptySchema } from "../../src/schema/schema.js";
import { load, loadError } from "./load.js";
import { makeFolder, removeFolders } from "./temp-folder.js";

async function withOperations<T>(
  code: string,
  use: (operations: readonly Operation[]) => Promise<T> | T,
): Promise<T> {
  const folder = makeFolder({
    "0001_a.ts": `import * as m from "makemigrations";\n${code}\nm.register({ name: "0001_a", operations });`,
  });
  const loaded = await load(folder);
  try {
    return await use([...loaded.registry][0]?.operations ?? []);
  } finally {
    await loaded.dispose();
  }
}

describe("code of an author that runs later", () => {
  after(removeFolders);

  it("is a script that awaits its database, and values survive both ways", async () => {
    const asked: unknown[] = [];
    const progress: number[][] = [];
    const db: ScriptDatabase = {
      query: async (sql, parameters) => {
        asked.push([sql, parameters]);
        return [{ big: 2n ** 60n, when: new Date(5), bytes: Uint8Array.of(1, 255), no: null }];
      },
      execute: async (sql, parameters) => {
        asked.push([sql, parameters]);
        return { rowsAffected: 3 };
      },
      progress: (done, total) => void progress.push([done, total]),
    };
    const code = `const operations = [new m.RunScript({
      up: async (db) => {
        const [row] = await db.query("select", [1n, new Date(7), "x"]);
        const result = await db.execute("update", [row.big + 1n, row.when, row.bytes, row.no]);
        db.progress(result.rowsAffected, 10);
        return new Map();
      },
      down: (db) => {},
    })];`;
    await withOperations(code, async ([operation]) => {
      if (operation === undefined) throw new Error("no operation");
      const { up, down } = operation.toData();
      await (up as (db: ScriptDatabase) => Promise<void>)(db);
      expect(operation.reversible).to.equal(true);
      await (down as (db: ScriptDatabase) => Promise<void>)(db);
    });
    expect(asked).to.deep.equal([
      ["select", [1n, new Date(7), "x"]],
      ["update", [2n ** 60n + 1n, new Date(5), Uint8Array.of(1, 255), null]],
    ]);
    expect(progress).to.deep.equal([[3, 10]]);
  });

  it("fails with the place in the file when a script throws", async () => {
    const code =
      'const operations = [new m.RunScript({\n up: async () => { throw new Error("no"); } })];';
    await withOperations(code, async ([operation]) => {
      const up = operation?.toData().up;
      let error: unknown;
      await (up as (db: unknown) => Promise<void>)({}).catch((caught: unknown) => {
        error = caught;
      });
      expect(error).to.include({ file: "0001_a.ts", line: 3 });
      expect(String(error)).to.include("no");
    });
  });

  it("cannot register a migration any more", async () => {
    const again = 'm.register({ name: "late", operations: [] })';
    const script = `const operations = [new m.RunScript({ up: () => { ${again}; } })];`;
    await withOperations(script, async ([operation]) => {
      const up = operation?.toData().up as (db: unknown) => Promise<void>;
      const error: unknown = await up({}).catch((caught: unknown) => caught);
      expect(String(error)).to.include("only while the migrations are loaded");
    });
    const folder = makeFolder({
      "0001_a.ts": `import * as m from "makemigrations"; class X extends m.Operation { describe() { ${again}; return "x"; } up() {} } m.register({ name: "0001_a", operations: [new X()] });`,
    });
    expect((await loadError(folder)).message).to.include("only while the migrations are loaded");
  });

  it("is a class that is asked for its description, its state and its flags", async () => {
    const code = `class Archive extends m.Operation {
      readonly table = "posts";
      get destructive() { return true; }
      #fields = ["id"];
      describe() { return "Archive " + this.#fields.join(); }
      up(context) { return "select 1"; }
      mutate(state) {
        if (state.table("posts") !== undefined) throw new Error("there already");
        state.apply(new m.CreateTable({ name: "posts", fields: [{ name: "id", type: "serial", primaryKey: true }] }));
        state.apply({ type: "add_field", table: "posts", field: { name: "n", type: "integer" } });
      }
    }
    const operations = [new Archive()];`;
    await withOperations(code, ([operation]) => {
      expect(operation?.kind).to.equal("custom");
      expect(operation?.describe()).to.equal("Archive id");
      expect(operation?.table).to.equal("posts");
      expect(operation?.destructive).to.equal(true);
      expect(operation?.reversible).to.equal(false);
      const after = operation?.mutate(emptySchema);
      const fields = after?.tables.get("posts")?.fields.map((field) => field.name);
      expect(fields).to.deep.equal(["id", "n"]);
    });
  });

  it("that describes nothing, or waits where it may not, is an error", async () => {
    for (const body of ["describe() { return 5; } up() {}", "async describe() {} up() {}"]) {
      const folder = makeFolder({
        "0001_a.ts": `import * as m from "makemigrations"; class X extends m.Operation { ${body} } m.register({ name: "0001_a", operations: [new X()] });`,
      });
      expect((await loadError(folder)).message).to.include("describe()");
    }
  });

  it("without an up is an error with its path", async () => {
    const folder = makeFolder({
      "0001_a.ts":
        'import * as m from "makemigrations"; m.register({ name: "0001_a", operations: [new m.RunScript({})] });',
    });
    expect((await loadError(folder)).path).to.equal("$.operations[0].up");
  });

  it("is refused where data should stand", async () => {
    const folder = makeFolder({
      "0001_a.ts":
        'import * as m from "makemigrations"; m.register({ name: "0001_a", operations: [new m.DropTable({ name: () => "t" })] });',
    });
    expect((await loadError(folder)).path).to.equal("$.operations[0].name");
  });

  it("in mutate of RunSQL changes the state by functions and by operations", async () => {
    const table = 'new m.CreateTable({ name: "t", fields: [{ name: "id", type: "serial" }] })';
    const code = `const operations = [
      new m.RunSQL({ forwardSQL: "x", mutate: (state) => state.apply(${table}) }),
      new m.RunSQL({ forwardSQL: "x", mutate: [${table}] }),
    ];`;
    await withOperations(code, (operations) => {
      for (const operation of operations) {
        expect(operation.mutate(emptySchema).tables.has("t")).to.equal(true);
      }
    });
  });
});
