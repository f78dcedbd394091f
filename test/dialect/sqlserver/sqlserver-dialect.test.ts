import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { withoutBrackets } from "../../../src/dialect/sqlserver/expression.js";
import { isGranted, lockResource } from "../../../src/dialect/sqlserver/lock.js";
import { readSqlserverType } from "../../../src/dialect/sqlserver/type-reader.js";
import { DriverError } from "../../../src/driver/driver-error.js";
import { type FieldParts, makeField } from "../../../src/schema/field.js";
import { requireField } from "../../../src/schema/find-field.js";
import { schemaOf } from "../../../src/schema/schema.js";
import {
  type ForeignKeyParts,
  makeForeignKey,
  makeIndex,
  type Table,
} from "../../../src/schema/table.js";
import { mm, root } from "../../cli/run-cli.js";
import { authors, library, libraryWith, table, withField } from "../../conformance/bench-tables.js";
import { editorOf } from "./sqlserver-creations.js";
import { dialect } from "./sqlserver-tables.js";
import { tsqlMistakes } from "./tsql-parser.js";

function referring(name: string, ...keys: readonly Omit<ForeignKeyParts, "fields">[]): Table {
  return table(
    name,
    keys.map((key) => ({ name: `${key.name}_id`, type: "foreign_key" })),
    { foreignKeys: keys.map((key) => makeForeignKey({ ...key, fields: [`${key.name}_id`] })) },
  );
}

function creation(tables: readonly Table[]): () => unknown {
  const after = schemaOf({ tables });
  const last = tables.at(-1) ?? authors;
  const before = schemaOf({ tables: tables.slice(0, -1) });
  return () => editorOf(after).createTable({ before, after, table: last });
}

describe("cascades in SQL Server", () => {
  const root = table("root", []);
  const left = referring("left", { name: "l", table: "root", onDelete: "CASCADE" });

  it("are taken where one DELETE reaches every table once", () => {
    const chain = referring("chain", { name: "c", table: "left", onDelete: "CASCADE" });
    expect(creation([root, left, chain])).to.not.throw();
    const stops = referring(
      "stops",
      { name: "a", table: "root", onDelete: "CASCADE" },
      { name: "b", table: "left", onDelete: "NO_ACTION" },
    );
    expect(creation([root, left, stops])).to.not.throw();
  });

  it("are refused where there are two ways, and both are named", () => {
    const two = referring(
      "two",
      { name: "a", table: "root", onDelete: "CASCADE" },
      { name: "b", table: "left", onDelete: "SET_NULL" },
    );
    expect(creation([root, left, two]))
      .to.throw(/"two" is reached from "root" by/)
      .with.property("code", "DIALECT_CASCADE_PATHS");
  });

  it("are refused in a circle and to the own table", () => {
    const self = referring("self", { name: "s", table: "self", onDelete: "CASCADE" });
    expect(creation([self])).to.throw(/refers to its own table/);
    const first = referring("first", { name: "f", table: "second", onDelete: "CASCADE" });
    const second = referring("second", { name: "s", table: "first", onDelete: "CASCADE" });
    expect(creation([first, second])).to.throw(/leads back/);
  });

  it("count apart for DELETE and UPDATE", () => {
    const mixed = referring(
      "mixed",
      { name: "a", table: "root", onDelete: "CASCADE" },
      { name: "b", table: "root", onDelete: "NO_ACTION", onUpdate: "CASCADE" },
    );
    expect(creation([root, mixed])).to.not.throw();
  });
});

describe("what SQL Server cannot do", () => {
  it("is refused before anything runs: a counter out of a column, an index on unlimited text", () => {
    const plain = withField(authors, { name: "age", type: "serial", nullable: false });
    const change = { before: library, after: libraryWith(plain), from: authors, to: plain };
    const none = { using: undefined, backfill: undefined };
    expect(() =>
      editorOf(change.after).alterField({
        change,
        oldField: requireField(authors, "age"),
        newField: requireField(plain, "age"),
        options: none,
      }),
    ).to.throw(/a counter out of field "age"/);
    const long = table("long", [{ name: "a", type: "text" }], {
      indexes: [makeIndex({ name: "ix", parts: ["a"] })],
    });
    expect(creation([long])).to.throw(/unlimited length/);
    const expressive = table("expressive", [{ name: "a", type: "integer" }], {
      indexes: [makeIndex({ name: "ix", parts: [{ expression: "a + 1" }] })],
    });
    expect(creation([expressive])).to.throw(/on an expression/);
    const keyless = table("keyless", [{ name: "at", type: "timestamp", autoUpdate: true }], {
      primaryKey: undefined,
    });
    expect(creation([{ ...keyless, primaryKey: undefined }])).to.throw(/without a primary key/);
  });

  it("is refused before anything runs: keys of unlimited length, long comments", () => {
    const text = { name: "a", type: "text", nullable: false };
    const keyed = table("keyed", [text], { primaryKey: { name: undefined, fields: ["a"] } });
    expect(creation([keyed])).to.throw(/the primary key on field "a" of unlimited length/);
    const raw = table("raw", [{ ...text, type: "bytes" }], {
      uniques: [{ name: "uq", fields: ["a"] }],
    });
    expect(creation([raw])).to.throw(/unique "uq" on field "a" of unlimited length/);
    const from = table("grown", [{ ...text, type: "varchar", length: 20 }], {
      uniques: [{ name: "uq", fields: ["a"] }],
    });
    const to = table("grown", [text], { uniques: from.uniques });
    const [before, after] = [schemaOf({ tables: [from] }), schemaOf({ tables: [to] })];
    const [old, fresh] = [requireField(from, "a"), requireField(to, "a")];
    const options = { using: undefined, backfill: undefined };
    expect(() =>
      editorOf(after).alterField({
        change: { before, after, from, to },
        oldField: old,
        newField: fresh,
        options,
      }),
    ).to.throw(/unique "uq" on field "a" of unlimited length/);
    const said = (length: number) =>
      creation([table("said", [{ name: "a", type: "integer", comment: "x".repeat(length) }])]);
    expect(said(3750)).to.not.throw();
    expect(said(3751)).to.throw(/a comment on field "a" of 3751 characters \(3750 at the most\)/);
  });

  it("is refused before anything runs: a reference to a unique that may be NULL", () => {
    const coded = (nullable: boolean) =>
      table("coded", [{ name: "code", type: "varchar", length: 9, nullable }], {
        uniques: [{ name: "uq_code", fields: ["code"] }],
      });
    const uses = table("uses", [{ name: "code", type: "foreign_key" }], {
      foreignKeys: [
        makeForeignKey({
          name: "fk_code",
          fields: ["code"],
          table: "coded",
          targetFields: ["code"],
        }),
      ],
    });
    expect(creation([coded(false), uses])).to.not.throw();
    expect(creation([coded(true), uses]))
      .to.throw(/foreign key "fk_code" to "code" of table "coded", which may be NULL/)
      .with.property("code", "DIALECT_UNSUPPORTED");
  });

  it("is refused as a name: longer than 128 characters, or none at all", () => {
    expect(dialect.quote("x".repeat(128))).to.have.length(130);
    for (const name of ["x".repeat(129), "", "a\0b"]) {
      expect(() => dialect.quote(name))
        .to.throw()
        .with.property("code", "DIALECT_NAME");
    }
  });
});

describe("types of SQL Server", () => {
  const cases: readonly (readonly [sql: string, type: string, facts?: object])[] = [
    ["NVARCHAR(40)", "varchar", { length: 40 }],
    ["nvarchar(max)", "text"],
    ["[nvarchar] ( 7 )", "varchar", { length: 7 }],
    ["nchar", "char", { length: 1 }],
    ["decimal", "decimal", { precision: 18, scale: 0 }],
    ["NUMERIC(12, 3)", "decimal", { precision: 12, scale: 3 }],
    ["datetime2(7)", "timestamp"],
    ["DATETIME2(3)", "timestamp", { precision: 3 }],
    ["datetimeoffset", "timestamptz"],
    ["float(24)", "float"],
    ["float", "double"],
    ["varbinary(max)", "bytes"],
    ["bit", "boolean"],
    ["varchar(10)", "native", { native: "varchar(10)" }],
    ["ROWVERSION", "native", { native: "rowversion" }],
  ];
  for (const [sql, type, facts = {}] of cases) {
    it(`reads ${sql} as ${type}`, () => {
      expect(readSqlserverType(sql)).to.deep.include({ type, ...facts });
    });
  }
});

describe("values of SQL Server", () => {
  const cast = (parts: FieldParts): string => {
    const holder = table("holder", [{ name: "code", type: "integer" }, parts], {
      uniques: [{ name: "uq", fields: ["code"] }],
    });
    const schema = schemaOf({ tables: [holder] });
    const origin = { migration: "0001_a", operation: 0 };
    const rows = [{ code: 1, [parts.name]: "abcdefgh" }];
    const upsert = { table: holder, schema, conflictKeys: ["code"], rows, origin };
    const [, merge] = editorOf(schema).upsert(upsert);
    return /CAST\(@p2 AS (.*?)\)\)\) AS source/.exec(`${merge?.sql}`)?.[1] ?? `${merge?.sql}`;
  };

  it("are cast to no length, so that what is too long is an error and not cut", () => {
    expect(cast({ name: "a", type: "varchar", length: 5 })).to.equal("NVARCHAR(MAX)");
    expect(cast({ name: "a", type: "char", length: 5 })).to.equal("NVARCHAR(MAX)");
    expect(cast({ name: "a", type: "enum", values: ["abc"] })).to.equal("NVARCHAR(MAX)");
    expect(cast({ name: "a", type: "native", native: "varchar(5)" })).to.equal("VARCHAR(MAX)");
    expect(cast({ name: "a", type: "native", native: "binary(5)" })).to.equal("VARBINARY(MAX)");
    expect(cast({ name: "a", type: "native", native: "sysname" })).to.equal("NVARCHAR(MAX)");
  });

  it("of text become bytes where a default of bytes is text", () => {
    const raw = (value: FieldParts["default"]) =>
      dialect.defaultSql(makeField({ name: "a", type: "bytes", default: value }), library);
    expect(raw({ kind: "named", name: "blank" })).to.equal("0x");
    expect(raw({ kind: "literal", value: "né" })).to.equal("0x6ec3a9");
  });
});

describe("a script for SQL Server", () => {
  it("has its statements in batches, each with variables of its own", async () => {
    const words = ["migrate", "showsql", "--all", "--database", "sqlserver"];
    const plugin = fileURLToPath(new URL("../../../plugins/uuid/index.js", import.meta.url));
    const shop = await mm([...words, "--plugin", plugin], `${root}docs/examples/shop`);
    expect(shop.exit, shop.stderr).to.equal(0);
    const batches = shop.stdout.split(/^GO$/m);
    expect(batches.length).to.be.above(20);
    for (const batch of batches) expect(tsqlMistakes(batch), batch).to.deep.equal([]);
    const made = batches.filter((batch) => batch.includes("@statements"));
    expect(made).to.not.deep.equal([]);
    for (const batch of made) {
      expect(batch).to.match(
        /DECLARE @statements NVARCHAR\(MAX\)[\s\S]*EXEC sp_executesql @statements/,
      );
    }
  });
});

describe("expressions of SQL Server", () => {
  it("lose the brackets that stand around all of them and no others", () => {
    expect(withoutBrackets("((0))")).to.equal("0");
    expect(withoutBrackets("([a]>(3))")).to.equal("[a]>(3)");
    expect(withoutBrackets("(1)+(2)")).to.equal("(1)+(2)");
    expect(withoutBrackets("(N')(')")).to.equal("N')('");
    expect(withoutBrackets("([a]])]>(0))")).to.equal("[a]])]>(0)");
  });
});

describe("the lock of SQL Server", () => {
  const place = { label: "sqlserver://h/d" };

  it("is believed only when the answer says so", () => {
    expect([0, 1].map((answer) => isGranted(answer, place))).to.deep.equal([true, true]);
    expect(isGranted(-1, place)).to.equal(false);
    for (const answer of [-2, -3, -999, null, undefined, "0"]) {
      expect(() => isGranted(answer, place))
        .to.throw()
        .with.property("code", "DIALECT_LOCK_FAILED");
    }
  });

  it("has a key of 32 characters, the database and the name in it", () => {
    expect(lockResource("a", "h")).to.match(/^mm_[0-9a-f]{29}$/);
    expect(
      new Set([lockResource("a", "h"), lockResource("b", "h"), lockResource("a", "i")]).size,
    ).to.equal(3);
  });
});

describe("errors of SQL Server", () => {
  const numbered = (serverCode: string): DriverError =>
    new DriverError({ code: "DRIVER_STATEMENT_FAILED", message: "x", hint: "x", serverCode });

  it("tell what is missing and what would pass by itself", () => {
    expect(
      ["208", "3701", "3728", "4902"].map((code) =>
        dialect.session.isMissingObject(numbered(code)),
      ),
    ).to.not.include(false);
    expect(
      ["102", "156", "2812"].map((code) => dialect.session.isMissingObject(numbered(code))),
    ).to.not.include(true);
    expect(dialect.session.isTransient(numbered("1205"))).to.equal(true);
    expect(dialect.session.isTransient(numbered("208"))).to.equal(false);
  });
});
