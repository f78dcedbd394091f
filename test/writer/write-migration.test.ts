import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { type Migration, makeMigration } from "../../src/migration/migration.js";
import { parseOperation } from "../../src/operation/index.js";
import {
  automaticName,
  migrationNameOf,
  nextNumber,
} from "../../src/writer/migration-file-name.js";
import { writeMigration } from "../../src/writer/write-migration.js";
import { load } from "../loader/load.js";
import { makeFolder, removeFolders } from "../loader/temp-folder.js";
import { writableMigrations } from "./writable-migrations.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));

function folderOf(list: readonly Migration[]): string {
  return makeFolder(Object.fromEntries(list.map((one) => [`${one.name}.ts`, writeMigration(one)])));
}

describe("writing migrations", () => {
  after(removeFolders);

  it("gives what the loader reads as the same migration", async () => {
    const list = writableMigrations();
    expect(list.length).to.be.greaterThan(90);
    const loaded = await load(folderOf(list));
    try {
      expect(loaded.warnings).to.deep.equal([]);
      for (const { name, dependencies, operations, transaction } of list) {
        const read = loaded.registry.get(name);
        expect(
          read?.operations.map((one) => one.toData()),
          name,
        ).to.deep.equal(operations.map((one) => one.toData()));
        expect([read?.dependencies, read?.transaction]).to.deep.equal([dependencies, transaction]);
      }
    } finally {
      await loaded.dispose();
    }
  });

  it("gives what a formatter would not touch, and what TypeScript takes", () => {
    const folder = folderOf(writableMigrations());
    const flags = ["--indent-style=space", "--line-width=100", "--max-diagnostics=3"];
    const biome = spawnSync(join(root, "node_modules/.bin/biome"), ["format", ...flags, folder], {
      encoding: "utf8",
    });
    expect(biome.status, biome.stderr).to.equal(0);
    expect(biome.stderr + biome.stdout).to.contain(`Checked ${writableMigrations().length} files`);
    mkdirSync(join(folder, "node_modules"));
    symlinkSync(root, join(folder, "node_modules/makemigrations"));
    const files = writableMigrations().map(({ name }) => join(folder, `${name}.ts`));
    const options = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2023"];
    const types = spawnSync(
      join(root, "node_modules/.bin/tsc"),
      [...options, "--skipLibCheck", "--ignoreConfig", "--types", "", ...files],
      { encoding: "utf8" },
    );
    expect(types.stdout).to.equal("");
    expect(types.status).to.equal(0);
  });

  it("gives the same bytes each time, and shows comments above their operation", () => {
    const operations = [
      parseOperation({ type: "drop_table", name: "a" }, "$"),
      parseOperation({ type: "drop_field", table: "b", field: "c" }, "$"),
    ];
    const migration = makeMigration({
      name: "0002_x",
      dependencies: ["0001_a", "0001_b"],
      operations,
    });
    const comments = new Map([[1, ["REVIEW: loses data"]]]);
    const text = `import * as m from "makemigrations";

m.register({
  name: "0002_x",
  dependencies: ["0001_a", "0001_b"],
  operations: [
    new m.DropTable({ name: "a" }),
    // REVIEW: loses data
    new m.DropField({ table: "b", field: "c" }),
  ],
});
`;
    expect(writeMigration(migration, { comments })).to.equal(text);
    expect(writeMigration(migration, { comments })).to.equal(text);
  });

  it("gives a blank migration that says what goes where", async () => {
    const text = writeMigration(makeMigration({ name: "0001_x", operations: [] }), { blank: true });
    expect(text).to.contain("    // new m.RunSQL(");
    const loaded = await load(makeFolder({ "0001_x.ts": text }));
    expect(loaded.registry.get("0001_x")?.operations).to.deep.equal([]);
    await loaded.dispose();
  });

  it("refuses code that only its file has", () => {
    const operation = parseOperation({ type: "run_script", up: () => undefined }, "$");
    const write = () => writeMigration(makeMigration({ name: "0001_x", operations: [operation] }));
    expect(write).to.throw("cannot be written").with.property("code", "WRITER_CANNOT_WRITE");
  });
});

describe("names of migrations", () => {
  const operations = (...data: readonly object[]) => data.map((one) => parseOperation(one, "$"));

  it("are numbered behind the highest", () => {
    expect(nextNumber([])).to.equal("0001");
    expect(nextNumber(["0009_a", "0002_b", "main", "x_0100"])).to.equal("0010");
    expect(nextNumber(["9999_a"])).to.equal("10000");
    expect(nextNumber(["20240101120000_a"])).to.equal("0001");
  });

  it("are made of what somebody gave, or refused", () => {
    expect(migrationNameOf("0004", "My Cool/Name ")).to.equal("0004_my_cool_name");
    expect(migrationNameOf("0004", "Größe ändern")).to.equal("0004_größe_ändern");
    expect(() => migrationNameOf("0004", "../"))
      .to.throw()
      .with.property("code", "WRITER_BAD_NAME");
    expect(migrationNameOf("0004", "x".repeat(500))).to.have.length(200);
  });

  it("tell what the operations do", () => {
    const drops = ["a", "b", "c", "d", "e"].map((name) => ({
      type: "drop_table",
      name: name.repeat(12),
    }));
    expect(automaticName(operations(...drops), true)).to.equal("initial");
    expect(automaticName(operations(...drops.slice(0, 2)), false)).to.equal(
      "drop_aaaaaaaaaaaa_drop_bbbbbbbbbbbb",
    );
    expect(automaticName(operations(...drops), false)).to.equal(
      "drop_aaaaaaaaaaaa_drop_bbbbbbbbbbbb_drop_cccccccccccc_and_2_more",
    );
    expect(automaticName(operations({ type: "set_defaults", sqlite: {} }), false)).to.equal(
      "set_defaults",
    );
    const view = { type: "drop_object", kind: "view", name: "v" };
    expect(automaticName(operations(view), false)).to.equal("drop_view_v");
    const table = { type: "drop_table", name: "t" };
    expect(automaticName(operations(view, table), false)).to.equal("drop_t");
  });
});
