import { expect } from "chai";
import type { ScriptDatabase } from "../../src/dialect/statement.js";
import type { SqlValue } from "../../src/driver/driver.js";
import { chain, createTable, errorOf, Project } from "./project.js";

describe("RunScript", () => {
  let project: Project;

  beforeEach(async () => {
    project = await Project.make();
  });

  afterEach(async () => {
    await project.clean();
  });

  type Script = (db: ScriptDatabase) => Promise<unknown>;

  const migrations = (up: Script, down: Script = async () => {}) =>
    chain(
      { name: "0001_a", operations: [createTable("a", "x")] },
      { name: "0002_script", operations: [{ type: "run_script", up, down }] },
    );

  const failure = async (up: Script) => {
    const error = await errorOf(project.runner(migrations(up)).up());
    expect(await project.query("SELECT * FROM a")).to.deep.equal([]);
    expect(await project.runner(migrations(up)).status()).to.include({ applied: 1, pending: 1 });
    return error;
  };

  it("reads and writes in the migration's own transaction, both ways, with progress", async () => {
    const runner = project.runner(
      migrations(
        async (db) => {
          const { rowsAffected } = await db.execute("INSERT INTO a VALUES (?, ?), (?, ?)", [
            1,
            "one",
            2,
            "two",
          ]);
          expect(rowsAffected).to.equal(2);
          for (const row of await db.query("SELECT id, x FROM a ORDER BY id")) {
            await db.execute("UPDATE a SET x = ? WHERE id = ?", [`${row.x}!`, Number(row.id)]);
            db.progress(Number(row.id), 2);
          }
        },
        async (db) => {
          await db.execute("DELETE FROM a");
        },
      ),
    );
    await runner.up();
    expect(await project.query("SELECT x FROM a ORDER BY id")).to.deep.equal([
      { x: "one!" },
      { x: "two!" },
    ]);
    expect(project.events.filter(({ kind }) => kind === "progress")).to.deep.equal([
      { kind: "progress", migration: "0002_script", operation: 0, done: 1, total: 2 },
      { kind: "progress", migration: "0002_script", operation: 0, done: 2, total: 2 },
    ]);
    await runner.down({ steps: 1 });
    expect(await project.query("SELECT * FROM a")).to.deep.equal([]);
  });

  it("that throws takes back everything it did", async () => {
    const error = await failure(async (db) => {
      await db.execute("INSERT INTO a VALUES (1, 'one')");
      throw new Error("no more");
    });
    expect(error.code).to.equal("RUNNER_STATEMENT_FAILED");
    expect(error.message).to.match(/"0002_script".*no more$/);
  });

  it("whose statement fails says which one it was", async () => {
    const error = await failure(async (db) => {
      await db.execute("INSERT INTO nowhere VALUES (?)", [1]);
    });
    expect(error).to.have.nested.property("failure.sql", "INSERT INTO nowhere VALUES (?)");
  });

  for (const sql of [
    "BEGIN",
    "  commit",
    "/* sly */ ROLLBACK",
    "-- sly\nSAVEPOINT s",
    "RELEASE s",
    "END TRANSACTION",
    `/* ${"long ".repeat(1000)} */ COMMIT`,
  ]) {
    it(`may not say ${JSON.stringify(sql.slice(0, 30))}`, async () => {
      const error = await failure(async (db) => {
        await db.execute("INSERT INTO a VALUES (1, 'one')");
        await db.execute(sql);
      });
      expect(error.code).to.equal("RUNNER_SCRIPT_STATEMENT");
    });
  }

  it("gives one statement at a time", async () => {
    for (const sql of ["INSERT INTO a VALUES (1, 'x'); COMMIT", "", "-- nothing"]) {
      const error = await failure(async (db) => {
        await db.execute(sql);
      });
      expect(error.code).to.equal("RUNNER_SCRIPT_STATEMENT");
    }
  });

  for (const [what, value] of [
    ["undefined", undefined],
    ["NaN", Number.NaN],
    ["a list with NaN", [1, Number.NaN]],
    ["a list with a hole", [1, undefined]],
    ["an object with a function", { a: { b: () => 1 } }],
    ["a map", new Map()],
    ["a function", () => 1],
    ["an invalid date", new Date("no")],
  ] as const) {
    it(`may not hand over ${what} as a parameter`, async () => {
      const error = await failure(async (db) => {
        await db.execute("INSERT INTO a VALUES (?, ?)", [1, value as SqlValue]);
      });
      expect(error.code).to.equal("RUNNER_SCRIPT_PARAMETER");
      expect(error.message).to.include("parameter 2");
    });
  }

  it("carries null, booleans, numbers, bigint, strings, dates and bytes", async () => {
    const seen: unknown[] = [];
    await project
      .runner(
        migrations(async (db) => {
          for (const value of [null, 1.5, 2n ** 60n, "it's", new Uint8Array([0, 255])]) {
            const [row] = await db.query("SELECT ? AS v", [value]);
            seen.push(row?.v);
          }
          await db.query("SELECT ? AS d, ? AS b", [new Date(0), true]);
        }),
      )
      .up();
    expect(seen.slice(0, 4)).to.deep.equal([null, 1.5, 2n ** 60n, "it's"]);
    expect([...(seen[4] as Uint8Array)]).to.deep.equal([0, 255]);
  });

  it("carries lists and objects as JSON, with every digit", async () => {
    const seen: unknown[] = [];
    await project
      .runner(
        migrations(async (db) => {
          for (const value of [[], [1, "a", null], { a: [2n ** 60n, new Date(0)], b: undefined }]) {
            const [row] = await db.query("SELECT ? AS v", [value]);
            seen.push(row?.v);
          }
        }),
      )
      .up();
    expect(seen).to.deep.equal([
      "[]",
      '[1,"a",null]',
      '{"a":[1152921504606846976,"1970-01-01T00:00:00.000Z"]}',
    ]);
  });

  it("sends queries that were started together one after the other", async () => {
    await project
      .runner(
        migrations(async (db) => {
          await Promise.all(
            Array.from({ length: 20 }, (_, at) =>
              db.execute("INSERT INTO a VALUES (?, ?)", [at, `${at}`]),
            ),
          );
        }),
      )
      .up();
    expect(await project.query("SELECT COUNT(*) AS n FROM a")).to.deep.equal([{ n: 20 }]);
  });

  it("that does not wait for its queries is an error, and nothing of it stays", async () => {
    const error = await failure(async (db) => {
      void db.execute("INSERT INTO a VALUES (1, 'one')");
    });
    expect(error.code).to.equal("RUNNER_SCRIPT_NOT_AWAITED");
    expect(error.hint).to.include("await");
  });

  it("can do nothing any more once it has ended", async () => {
    let kept: ScriptDatabase | undefined;
    await project
      .runner(
        migrations(async (db) => {
          kept = db;
        }),
      )
      .up();
    const error = await errorOf(
      kept?.execute("INSERT INTO a VALUES (1, 'late')") ?? Promise.resolve(),
    );
    expect(error.code).to.equal("RUNNER_SCRIPT_NOT_AWAITED");
    expect(await project.query("SELECT * FROM a")).to.deep.equal([]);
  });
});
