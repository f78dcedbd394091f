import { expect } from "chai";
import { failure } from "../../driver/driver-failure.js";
import { users } from "./sample-tables.js";
import { suiteBench } from "./suite-bench.js";

describe("indexes and constraints on PostgreSQL", () => {
  const suite = suiteBench();

  it("come, are renamed and go", async () => {
    await suite.bench.up(users);
    await suite.bench.up(
      {
        type: "add_index",
        table: "users",
        index: {
          name: "ix_a",
          fields: ["age", { expression: "lower(name)" }],
          where: "age IS NOT NULL",
        },
      },
      { type: "rename_index", table: "users", oldName: "ix_a", newName: "ix_b" },
      { type: "drop_index", table: "users", index: "ix_b" },
    );
    await suite.bench.down(3);
  });

  it("are refused where rows break them, and the rows are named", async () => {
    await suite.bench.up(users);
    await suite.bench.execute("INSERT INTO users (name) VALUES ('Ann'), ('Ann')");
    const error = await failure(
      suite.bench.up({
        type: "add_index",
        table: "users",
        index: { name: "uq_name", fields: ["name"], unique: true },
      }),
    );
    expect(error.serverCode).to.equal("23505");
    expect(error.detail).to.contain("Ann");
  });

  it("come and go as operations of their own", async () => {
    await suite.bench.up(users, {
      type: "create_table",
      name: "t",
      fields: [
        { name: "id", type: "serial", primaryKey: true },
        { name: "u", type: "integer" },
      ],
    });
    await suite.bench.up({
      type: "add_foreign_key",
      table: "t",
      constraint: { name: "fk_t_u", fields: ["u"], table: "users", onDelete: "CASCADE" },
    });
    await suite.bench.up({ type: "drop_foreign_key", table: "t", constraint: "fk_t_u" });
    await suite.bench.down(2);
  });

  it("are validated in a second step where statements stand alone", async () => {
    await suite.bench.up(users, {
      type: "create_table",
      name: "t",
      fields: [
        { name: "id", type: "serial", primaryKey: true },
        { name: "v", type: "integer" },
      ],
    });
    await suite.bench.execute("INSERT INTO t (v) VALUES (NULL)");
    suite.bench.transaction = false;
    const key = await suite.bench.up({
      type: "add_foreign_key",
      table: "t",
      constraint: { name: "fk_t_v", fields: ["v"], table: "users" },
    });
    expect(
      key.map(({ sql }) =>
        sql.replace(/^ALTER TABLE "t" /, "").replace(/FOREIGN.*UPDATE NO ACTION/, "..."),
      ),
    ).to.deep.equal([`ADD CONSTRAINT "fk_t_v" ... NOT VALID`, `VALIDATE CONSTRAINT "fk_t_v"`]);
    await suite.bench.down(1);
    const tight = await suite.bench.alter(
      { type: "integer" },
      { type: "integer", nullable: false },
      { backfill: "1" },
    );
    expect(
      tight.map(({ sql }) =>
        sql
          .replace(/^ALTER TABLE "t" /, "")
          .split(" ")
          .slice(0, 2)
          .join(" "),
      ),
    ).to.deep.equal([
      'UPDATE "t"',
      "ADD CONSTRAINT",
      "VALIDATE CONSTRAINT",
      "ALTER COLUMN",
      "DROP CONSTRAINT",
    ]);
    await suite.bench.down(1);
  });

  it("takes exclusion constraints and an operator class of an extension", async () => {
    await suite.bench.execute("CREATE EXTENSION btree_gist");
    await suite.bench.up({
      type: "create_table",
      name: "bookings",
      fields: [
        { name: "id", type: "serial", primaryKey: true },
        { name: "room", type: "integer" },
        { name: "during", native: "tsrange" },
      ],
      exclusions: [
        {
          name: "no_overlap",
          definition: "USING gist (room WITH =, during WITH &&) WHERE (room > 0)",
        },
      ],
    });
    await suite.bench.down(1);
  });
});
