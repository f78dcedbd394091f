import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import type { Connection, Row } from "../../src/driver/driver.js";
import { binary } from "../cli/run-cli.js";
import { describeEachDatabase, type TestDatabase } from "../databases.js";
import { listSamples, type ValueSample, valueSamples } from "./value-samples.js";

const run = promisify(execFile);

interface Column {
  readonly type: string;
  readonly table: string;
  readonly name: string;
  readonly sample: ValueSample;
}

/** One table for most types; a counter is the key of a table of its own. */
const COLUMNS: readonly Column[] = Object.entries({
  ...valueSamples,
  ...listSamples,
}).map(([type, sample]) => {
  const name = `f_${type.replace("[]", "_list")}`;
  return {
    type,
    table: sample.field.primaryKey ? `t_${type}` : "facts",
    name,
    sample,
  };
});
const TABLES = [...new Set(COLUMNS.map(({ table }) => table))];

/** It reads each row and writes what it has read. */
const SCRIPT = `import * as m from "makemigrations";
m.register({ name: "0003_script", dependencies: ["0002_rows"], operations: [new m.RunScript({
  up: async (db) => {
    for (const row of await db.query("SELECT * FROM facts ORDER BY id")) {
      const names = Object.keys(row).filter((name) => name !== "id");
      const set = names.map((name) => name + " = ?").join(", ");
      const values = names.map((name) => row[name]);
      await db.execute("UPDATE facts SET " + set + " WHERE id = ?", [...values, row.id]);
    }
  },
})] });
`;

const FLOATS = `import * as m from "makemigrations";
m.register({ name: "0001_floats", operations: [
  new m.RunSQL({ forwardSQL: "CREATE TABLE floats (id serial, a real, b float8, c float8[])", backwardSQL: m.noop }),
  new m.RunSQL({ forwardSQL: "INSERT INTO floats (a, b, c) VALUES ('NaN', '-Infinity', '{NaN,Infinity,1.5}')", backwardSQL: m.noop }),
  new m.RunScript({ up: async (db) => {
    const [row] = await db.query("SELECT a, b, c FROM floats");
    await db.execute("INSERT INTO floats (a, b, c) VALUES (?, ?, ?)", [row.a, row.b, row.c]);
  } }),
] });
`;

function createTables(): readonly object[] {
  const id = { name: "id", type: "integer", primaryKey: true };
  const parents = { type: "create_table", name: "parents", fields: [id] };
  const tables = TABLES.map((name) => ({
    type: "create_table",
    name,
    fields: [
      ...(name === "facts" ? [id] : []),
      ...COLUMNS.filter(({ table }) => table === name).map((column) => ({
        name: column.name,
        type: column.type,
        ...column.sample.field,
      })),
    ],
  }));
  return [parents, ...tables];
}

function rowsOf(name: string): readonly object[] {
  return [0, 1].map((at) => ({
    ...(name === "facts" && { id: at }),
    ...Object.fromEntries(
      COLUMNS.filter(({ table }) => table === name).map((column) => [
        column.name,
        column.sample.given[at],
      ]),
    ),
  }));
}

function writeProject(folder: string): void {
  mkdirSync(join(folder, "migrations", "data"), { recursive: true });
  const write = (name: string, text: string) =>
    writeFileSync(join(folder, "migrations", name), text);
  write(
    "0001_tables.ts",
    `import * as m from "makemigrations";
m.register({ name: "0001_tables", operations: ${JSON.stringify(createTables())} });
`,
  );
  write(
    "data/rows.json",
    JSON.stringify(Object.fromEntries(TABLES.map((name) => [name, rowsOf(name)]))),
  );
  const upserts = TABLES.map((name) => {
    const key = name === "facts" ? "id" : name.replace("t_", "f_");
    return `new m.UpsertData({ table: "${name}", conflictKeys: ["${key}"], rows: rows.${name} })`;
  });
  write(
    "0002_rows.ts",
    `import * as m from "makemigrations";
import rows from "./data/rows.json" with { type: "json" };
m.register({ name: "0002_rows", dependencies: ["0001_tables"], operations: [
  new m.UpsertData({ table: "parents", conflictKeys: ["id"], rows: [{ id: 7 }] }),
  ${upserts.join(",\n  ")},
] });
`,
  );
  write("0003_script.ts", SCRIPT);
}

describeEachDatabase("values of every type", ({ create }) => {
  let test: TestDatabase;
  let folder: string;
  const upserted = new Map<string, readonly Row[]>();
  const written = new Map<string, readonly Row[]>();

  const up = async (...words: readonly string[]): Promise<void> => {
    const env = { ...process.env, DATABASE_URL: test.url };
    await run(process.execPath, [binary, "migrate", "up", ...words], {
      cwd: folder,
      env,
    });
  };

  const readInto = async (found: Map<string, readonly Row[]>, db: Connection): Promise<void> => {
    for (const table of TABLES) {
      const key = table === "facts" ? "id" : table.replace("t_", "f_");
      found.set(table, await db.query(`SELECT * FROM ${table} ORDER BY ${key}`));
    }
  };

  before(async () => {
    test = await create();
    folder = mkdtempSync(join(tmpdir(), "mm-values-"));
    writeProject(folder);
    const connection = await test.connect();
    await up("--to", "0002_rows");
    await readInto(upserted, connection);
    await up();
    await readInto(written, connection);
  });

  after(async () => {
    rmSync(folder, { recursive: true, force: true });
    await test.drop();
  });

  for (const { type, table, name, sample } of COLUMNS) {
    it(`of type ${type} go from JSON through UpsertData into the table`, () => {
      const held = sample.held ?? sample.given;
      const found = upserted.get(table)?.map((row) => row[name]);
      const read = found?.map((value) => (value === null ? null : sample.read(value)));
      expect(read).to.have.deep.members([...held]);
    });

    it(`of type ${type} are the same after a script that writes what it has read`, () => {
      const of = (rows: Map<string, readonly Row[]>) => rows.get(table)?.map((row) => row[name]);
      expect(of(written)).to.have.length(2);
      expect(of(written)).to.deep.equal(of(upserted));
    });
  }
});

describeEachDatabase("values that JSON does not know", ({ create, name }) => {
  // The other databases refuse them in their floats.
  if (name !== "postgresql") return;

  it("of floats are read and written back by a script", async () => {
    const test = await create();
    const folder = mkdtempSync(join(tmpdir(), "mm-values-"));
    try {
      mkdirSync(join(folder, "migrations"));
      writeFileSync(join(folder, "migrations", "0001_floats.ts"), FLOATS);
      const env = { ...process.env, DATABASE_URL: test.url };
      await run(process.execPath, [binary, "migrate", "up"], { cwd: folder, env });
      const connection = await test.connect();
      const rows = await connection.query(
        "SELECT a::text, b::text, c::text FROM floats ORDER BY id",
      );
      expect(rows).to.deep.equal([
        { a: "NaN", b: "-Infinity", c: "{NaN,Infinity,1.5}" },
        { a: "NaN", b: "-Infinity", c: "{NaN,Infinity,1.5}" },
      ]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
      await test.drop();
    }
  });
});
