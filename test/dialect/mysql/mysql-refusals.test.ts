import { expect } from "chai";
import type { Dialect } from "../../../src/dialect/dialect.js";
import { DialectError } from "../../../src/dialect/dialect-error.js";
import { dialectByName, dialectForUrl } from "../../../src/dialect/index.js";
import { MysqlDialect } from "../../../src/dialect/mysql/dialect.js";
import type { Statement } from "../../../src/dialect/statement.js";
import { DriverError } from "../../../src/driver/driver-error.js";
import { parseOperation } from "../../../src/operation/index.js";
import type { OperationData } from "../../../src/operation/operation.js";
import { emptySchema, type Schema } from "../../../src/schema/schema.js";
import { freshMysqlDatabase } from "../../driver/mysql-database.js";

const dialect = new MysqlDialect();

/** What a plan of one operation holds; nothing is run. */
function plan(
  data: OperationData,
  on: Dialect = dialect,
  before: Schema = emptySchema,
): readonly Statement[] {
  const operation = parseOperation(data, "$");
  const after = operation.mutate(before);
  const editor = on.createSchemaEditor({ horizon: after, rowsTable: "rows" });
  const origin = { migration: "0001", operation: 0 };
  return operation
    .up({ editor, before, after, origin })
    .filter((step): step is Statement => step.kind === "sql");
}

const table = (extra: object): OperationData => ({
  type: "create_table",
  name: "t",
  fields: [
    { name: "id", type: "integer", primaryKey: true },
    { name: "name", type: "varchar", length: 20 },
    { name: "body", type: "text" },
  ],
  ...extra,
});

const index = (extra: object) => table({ indexes: [{ name: "i", fields: ["name"], ...extra }] });

describe("what MySQL lacks", () => {
  const refused: readonly (readonly [what: string, data: OperationData])[] = [
    ["a partial index", index({ where: "id > 1" })],
    ["a partial unique index", index({ where: "id > 1", unique: true })],
    ["an index that takes NULLs as equal", index({ unique: true, nullsNotDistinct: true })],
    [
      "a unique index with a collation of its own",
      table({
        indexes: [
          { name: "i", unique: true, fields: [{ field: "name", collation: "utf8mb4_bin" }] },
        ],
      }),
    ],
    [
      "an exclusion constraint",
      table({ exclusions: [{ name: "x", definition: "USING gist (id WITH =)" }] }),
    ],
    [
      "SET DEFAULT",
      table({
        foreignKeys: [
          { name: "f", fields: ["id"], table: "t", targetFields: ["id"], onDelete: "SET_DEFAULT" },
        ],
      }),
    ],
    [
      "a counter without a key",
      {
        type: "create_table",
        name: "t",
        fields: [
          { name: "id", type: "integer", primaryKey: true },
          { name: "n", type: "serial" },
        ],
      },
    ],
    ["a name of 65 characters", { ...table({}), name: "n".repeat(65) }],
    ["a name with an emoji", { ...table({}), name: "a😀" }],
    ["a name that ends in a space", { ...table({}), name: "a " }],
    ["an option that is more than a word", table({ options: { engine: "InnoDB; DROP TABLE x" } })],
  ];

  for (const [what, data] of refused) {
    it(`is refused before anything runs: ${what}`, () => {
      expect(() => plan(data))
        .to.throw(DialectError)
        .with.property("hint")
        .that.is.a("string");
    });
  }

  it("is refused before anything runs: a counter that leaves the primary key and has no other", () => {
    const key: OperationData = {
      type: "alter_primary_key",
      table: "t",
      constraint: { fields: ["name"] },
    };
    const fields = [
      { name: "id", type: "serial", primaryKey: true },
      { name: "name", type: "varchar", length: 20, nullable: false },
    ];
    const made = (more: object): Schema =>
      parseOperation(table({ fields, ...more }), "$").mutate(emptySchema);
    expect(() => plan(key, dialect, made({}))).to.throw(DialectError, /counter "id" without a key/);
    const unique = made({ indexes: [{ name: "i", fields: ["id"] }] });
    expect(plan(key, dialect, unique).map(({ sql }) => sql)).to.deep.equal([
      "ALTER TABLE `t` DROP PRIMARY KEY, ADD PRIMARY KEY (`name`)",
      "ALTER TABLE `t` MODIFY COLUMN `id` INT AUTO_INCREMENT NOT NULL",
    ]);
  });

  const noticed: readonly (readonly [notice: RegExp, data: OperationData])[] = [
    [/without INCLUDE/, index({ include: ["body"] })],
    [/without method gin/, index({ method: "gin" })],
    [
      /without NULLS/,
      table({ indexes: [{ name: "i", fields: [{ field: "name", nulls: "first" }] }] }),
    ],
    [
      /first 768 characters of name/,
      {
        ...index({}),
        fields: [
          { name: "id", type: "integer", primaryKey: true },
          { name: "name", type: "varchar", length: 1000 },
        ],
      },
    ],
    [/first 191 characters of body/, table({ indexes: [{ name: "i", fields: ["body"] }] })],
    [
      /cannot be deferred/,
      table({
        foreignKeys: [
          { name: "f", fields: ["id"], table: "t", targetFields: ["id"], deferrable: true },
        ],
      }),
    ],
  ];

  for (const [notice, data] of noticed) {
    it(`is told in the plan: ${notice.source}`, () => {
      expect(plan(data)[0]?.comment).to.match(notice);
    });
  }

  const onExpression = table({ indexes: [{ name: "i", fields: [{ expression: "LOWER(name)" }] }] });

  for (const entry of [dialectByName("MariaDB"), dialectForUrl("mariadb://root@nowhere/shop")]) {
    it(`is refused without a server when that will be MariaDB: ${entry.schemes}`, async () => {
      const mariadb = await entry.load();
      expect(() => plan(onExpression, mariadb))
        .to.throw(DialectError, 'index "i" of table "t" is on an expression')
        .with.property("hint")
        .that.contains("generated field");
    });
  }

  it("is refused when the server is MySQL: a long text that is unique", () => {
    const mysql = new MysqlDialect("mysql");
    const unique = table({ uniques: [{ name: "u", fields: ["body"] }] });
    expect(() => plan(unique, mysql)).to.throw(DialectError, '"u" of table "t"');
    const byIndex = index({ fields: ["body"], unique: true });
    expect(() => plan(byIndex, mysql)).to.throw(DialectError, '"i" of table "t"');
    const beginning = index({ fields: [{ field: "body", prefix: 20 }], unique: true });
    for (const data of [beginning, unique]) plan(data, new MysqlDialect("mariadb"));
    plan(beginning, mysql);
  });

  it("is refused as soon as the server has said which it is: an index on an expression", async () => {
    const database = await freshMysqlDatabase();
    try {
      const told = await dialectByName("mysql").load();
      const db = await database.connect();
      await told.session.prepare(db);
      const [version] = await db.query("SELECT VERSION() AS version");
      if (/mariadb/i.test(String(version?.version))) {
        expect(() => plan(onExpression, told)).to.throw(DialectError, "MariaDB");
      } else for (const { sql } of plan(onExpression, told)) await db.execute(sql);
    } finally {
      await database.drop();
    }
  });

  it("is said by MariaDB in words when the plan was made without knowing", async () => {
    const database = await freshMysqlDatabase();
    try {
      const db = await database.connect();
      const [version] = await db.query("SELECT VERSION() AS version");
      const [create] = plan(onExpression, new MysqlDialect());
      const error = await db.execute(create?.sql ?? "").then(
        () => undefined,
        (reason: unknown) => reason,
      );
      if (/mariadb/i.test(String(version?.version))) {
        expect(error).to.be.instanceOf(DriverError);
        expect(String(error)).to.contain("MariaDB has no index on expressions");
      } else expect(error).to.equal(undefined);
    } finally {
      await database.drop();
    }
  });
});
