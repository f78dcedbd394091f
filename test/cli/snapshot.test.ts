import { createHmac } from "node:crypto";
import { appendFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import Database from "better-sqlite3";
import { expect } from "chai";
import { readSnapshotText } from "../../src/runner/records/snapshot-text.js";
import { binary, inFolder, node, tableMigration } from "./run-cli.js";

const config = "database:\n  url: sqlite:./app.db\n";

/** A migration that says on stderr that it was evaluated. */
function loud(name: string, before: string, operations: string): string {
  return `import * as m from "makemigrations";
console.log("evaluated ${name}");
m.register({ name: "${name}", dependencies: ["${before}"], operations: [${operations}] });
`;
}

const altered = `new m.AlterField({ table: "a", oldField: { name: "name", type: "varchar", length: 40 },
      newField: { name: "name", type: "varchar", length: 80 } })`;

const project = {
  "mm.config.yaml": config,
  "migrations/0001_a.ts": loud(
    "0001_a",
    "",
    `new m.CreateTable({ name: "a", fields: [
      { name: "id", type: "integer", primaryKey: true },
      { name: "name", type: "varchar", length: 40 },
    ] })`,
  ).replace('[""]', "[]"),
  "migrations/0002_b.ts": tableMigration("0002_b", "b").replace("[]", '["0001_a"]'),
};
const pending = { "migrations/0003_c.ts": loud("0003_c", "0002_b", altered) };

async function mm(
  cwd: string,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
) {
  return await node([binary, ...words], {
    cwd,
    env: { PATH: process.env.PATH ?? "", XDG_CACHE_HOME: join(cwd, "cache"), ...env },
  });
}

/** With the first two applied and the third one there, on a machine that remembers nothing. */
async function afterTwo(
  work: (cwd: string, db: Database.Database) => Promise<void>,
): Promise<void> {
  await inFolder({ ...project, ...pending }, async (cwd) => {
    const first = await mm(cwd, ["migrate", "up", "--to", "0002_b"]);
    expect(first.exit, first.stderr).to.equal(0);
    rmSync(join(cwd, "cache"), { recursive: true, force: true });
    const db = new Database(join(cwd, "app.db"));
    try {
      await work(cwd, db);
    } finally {
      db.close();
    }
  });
}

describe("`migrate up` on a machine that has never seen the project", () => {
  it("evaluates what is pending and nothing else", async () => {
    await afterTwo(async (cwd) => {
      const { stdout, stderr, exit } = await mm(cwd, ["migrate", "up"]);
      expect(exit, stderr).to.equal(0);
      expect(stdout + stderr).to.contain("Applied 0003_c");
      expect(stderr).to.contain("evaluated 0003_c").and.not.contain("evaluated 0001_a");
    });
  });

  for (const [title, words, env] of [
    ["MM_NO_CACHE", [], { MM_NO_CACHE: "1" }],
    ["--locked", ["--locked"], {}],
    ["a limit", ["--limit", "loadMs=50000"], {}],
  ] as const) {
    it(`evaluates everything with ${title}, and keeps nothing`, async () => {
      await afterTwo(async (cwd, db) => {
        db.exec("DELETE FROM makemigrations_snapshot");
        const { stderr, exit } = await mm(cwd, [...words, "migrate", "up"], env);
        expect(exit, stderr).to.equal(0);
        expect(stderr).to.contain("evaluated 0001_a").and.contain("evaluated 0003_c");
        expect(db.prepare("SELECT * FROM makemigrations_snapshot").all()).to.deep.equal([]);
      });
    });
  }

  it("warns once of what it finds before it evaluates everything", async () => {
    await afterTwo(async (cwd) => {
      writeFileSync(
        join(cwd, "migrations/0003_c.ts"),
        loud("0009_other", "0002_b", "").replace("console.log", "String"),
      );
      const { stderr, exit } = await mm(cwd, ["migrate", "up"]);
      expect(exit, stderr).to.equal(0);
      expect(stderr.match(/LOADER_NAME_MISMATCH/g)).to.have.length(1);
    });
  });

  it("refuses what it refuses without, whatever was kept", async () => {
    await inFolder({ ...project, ...pending }, async (cwd) => {
      await mm(cwd, ["migrate", "up", "--to", "0002_b"]);
      appendFileSync(join(cwd, "migrations/0001_a.ts"), "// another file now\n");
      const { stderr, exit } = await mm(cwd, ["migrate", "up"]);
      expect(exit).to.equal(5);
      expect(stderr).to.contain("0001_a");
    });
  });

  describe("whose row somebody has forged who can write the table", () => {
    const evil = "1)); INSERT INTO b (id) VALUES (666); --";

    /** The row with another state, and a code made of all that the database knows. */
    function forge(db: Database.Database): void {
      const row = db.prepare("SELECT stands_for FROM makemigrations_snapshot").pluck().get();
      const content = String(
        db.prepare("SELECT content FROM makemigrations_snapshot").pluck().get(),
      );
      const [first = "", applied = "", names = "", last = ""] = content.split(".");
      const [head = "", tables = ""] = [first, last].map((part) =>
        inflateRawSync(Buffer.from(part, "base64")).toString(),
      );
      const forged = tables.replace(
        '"checks":[]',
        `"checks":[{"name":"ck","expression":${JSON.stringify(evil)}}]`,
      );
      expect(forged).to.not.equal(tables);
      const packed = deflateRawSync(forged).toString("base64");
      const { chunks, ...others } = JSON.parse(head);
      const [begin, size, , length] = chunks[0];
      const fitting = { ...others, chunks: [[begin, size, forged.length, length, packed.length]] };
      // Everything that the database knows may go into the code; the texts of the files do not.
      const start = deflateRawSync(JSON.stringify(fitting)).toString("base64");
      const text = [start, applied, names, packed].join(".");
      // But for the code it would be taken.
      const taken = readSnapshotText(text, undefined).schema.tables;
      expect(JSON.stringify([...taken.values()])).to.contain("666");
      const history = db
        .prepare("SELECT checksum FROM makemigrations_history ORDER BY name")
        .pluck();
      const key = history.all().join("\n");
      const seal = createHmac("sha256", key).update(String(row)).update(text).digest("hex");
      db.prepare("UPDATE makemigrations_snapshot SET content = ?, seal = ?").run(text, seal);
    }

    for (const words of [
      ["migrate", "up"],
      ["--locked", "migrate", "up"],
    ]) {
      it(`runs what the files say all the same: ${words.join(" ")}`, async () => {
        await afterTwo(async (cwd, db) => {
          forge(db);
          const { stderr, exit } = await mm(cwd, words);
          expect(exit, stderr).to.equal(0);
          expect(db.prepare("SELECT COUNT(*) FROM b").pluck().get()).to.equal(0);
          const sql = db.prepare("SELECT sql FROM sqlite_schema WHERE name = 'a'").pluck().get();
          expect(sql).to.contain("VARCHAR(80)").and.not.contain("666");
        });
      });
    }
  });
});
