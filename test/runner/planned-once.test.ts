import { expect } from "chai";
import type { Dialect } from "../../src/dialect/dialect.js";
import { Runner } from "../../src/runner/runner.js";
import { openDatabase } from "../../src/runner/session/open-database.js";
import { addField, chain, createTable, runSql } from "./project.js";

/** The same dialect; `planned` is called for each migration that is planned. */
function watched(dialect: Dialect, planned: () => void): Dialect {
  return Object.create(dialect, {
    createSchemaEditor: {
      value: (context: Parameters<Dialect["createSchemaEditor"]>[0]) => {
        if (context.transaction !== undefined) planned();
        return dialect.createSchemaEditor(context);
      },
    },
  });
}

describe("migrations to apply", () => {
  const migrations = chain(
    { name: "0001_a", operations: [createTable("a", "x")] },
    { name: "0002_b", operations: [createTable("b", "x"), addField("a", "y")] },
    { name: "0003_c", operations: [runSql("INSERT INTO a VALUES (1, 'x', 'y')")] },
  );
  const upsert = {
    type: "upsert_data",
    table: "a",
    conflictKeys: ["id"],
    rows: [{ id: 2, x: "x", y: "y" }],
  };

  for (const atomic of [false, true]) {
    it(`are planned once, before the first of them runs${atomic ? ", all at once" : ""}`, async () => {
      const database = await openDatabase("sqlite::memory:");
      const happened: string[] = [];
      const runner = new Runner({
        migrations,
        database,
        dialect: watched(database.dialect, () => happened.push("planned")),
        onEvent: ({ kind }) => {
          if (kind === "migration-start") happened.push("runs");
        },
      });
      await runner.up({ atomic });
      await runner.close();
      const each = migrations.map(() => 1);
      expect(happened).to.deep.equal([...each.map(() => "planned"), ...each.map(() => "runs")]);
    });
  }

  it("are planned again where the session knows more: rows of an upsert are noted in its own tables", async () => {
    const database = await openDatabase("sqlite::memory:");
    const statements: string[] = [];
    const runner = new Runner({
      migrations: [
        ...migrations,
        ...chain({ name: "0004_d", dependencies: ["0003_c"], operations: [upsert] }),
      ],
      database,
      dialect: database.dialect,
      onEvent: (event) => {
        if (event.kind === "statement-start") statements.push(event.sql ?? "");
      },
    });
    await runner.up();
    await runner.close();
    expect(statements.join("\n")).to.include('"main"."makemigrations_rows"');
  });
});
