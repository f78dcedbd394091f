import { expect } from "chai";
import { dialects } from "../../src/dialect/index.js";
import type { Row } from "../../src/driver/driver.js";
import { makeField } from "../../src/schema/field.js";
import { schemaOf } from "../../src/schema/schema.js";
import { makeTable } from "../../src/schema/table.js";
import { Verbatim } from "../../src/schema/verbatim.js";

const table = makeTable({
  name: "things",
  fields: [
    makeField({ name: "id", type: "integer" }),
    makeField({ name: "price", type: "decimal", precision: 30, scale: 10 }),
    makeField({ name: "at", type: "timestamp" }),
    makeField({ name: "extra", type: "json" }),
    makeField({ name: "flag", type: "boolean" }),
    makeField({ name: "size", type: "double" }),
  ],
  primaryKey: { name: undefined, fields: ["id"] },
});
const selection = { where: ["id > 1", "id < 9 -- or so"], keys: ["id"] };
const place = { table, schema: schemaOf({ tables: [table] }) };

/** The client reads bytes that are not UTF-8 as U+FFFD; a text that holds that sign itself begins with a sign of ours. */
function sqliteColumn(name: string): string {
  const hasSign = `typeof("${name}") = 'text' AND instr("${name}", '\uFFFD') > 0`;
  return `CASE WHEN ${hasSign} THEN '\uFFFD\uE000' || "${name}" ELSE +"${name}" END AS "${name}"`;
}

const PAGES: Readonly<Record<string, string>> = {
  postgresql: `SELECT "id", "price", "at", CAST("extra" AS text) AS "extra" FROM "things" WHERE (id > 1
) AND (id < 9 -- or so
) ORDER BY "things"."id" LIMIT 10 OFFSET 20`,
  mysql: `SELECT \`id\`, \`price\`, \`at\`, CAST(\`extra\` AS CHAR) AS \`extra\` FROM \`things\` WHERE (id > 1
) AND (id < 9 -- or so
) ORDER BY \`things\`.\`id\` LIMIT 10 OFFSET 20`,
  sqlite: `SELECT ${["id", "price", "at", "extra"].map(sqliteColumn).join(", ")} FROM "things" WHERE (id > 1
) AND (id < 9 -- or so
) ORDER BY "things"."id" LIMIT 10 OFFSET 20`,
  sqlserver: `SELECT [id], CAST([price] AS VARCHAR(41)) AS [price], CONVERT(VARCHAR(40), [at], 121) AS [at], [extra] FROM [things] WHERE (id > 1
) AND (id < 9 -- or so
) ORDER BY [things].[id] OFFSET 20 ROWS FETCH NEXT 10 ROWS ONLY`,
};

/** What stands behind WHERE in the page behind the row a = "it's", b = 7. */
const BEHIND: Readonly<Record<string, string>> = {
  postgresql: `(("pairs"."a", "pairs"."b") > ('it''s', 7)
)`,
  mysql: `(\`pairs\`.\`a\` >= 'it''s' AND ((\`pairs\`.\`a\` > 'it''s') OR (\`pairs\`.\`a\` = 'it''s' AND \`pairs\`.\`b\` > 7))
)`,
  sqlite: `(("pairs"."a", "pairs"."b") > ('it''s', 7)
)`,
  sqlserver: `([pairs].[a] >= N'it''s' AND (([pairs].[a] > N'it''s') OR ([pairs].[a] = N'it''s' AND [pairs].[b] > 7))
)`,
};

const pairs = makeTable({
  name: "pairs",
  fields: [
    makeField({ name: "a", type: "varchar", length: 20 }),
    makeField({ name: "b", type: "bigint" }),
    makeField({ name: "kind", type: "enum", values: ["z", "a"] }),
    makeField({ name: "real", type: "float" }),
  ],
  primaryKey: { name: undefined, fields: ["a", "b"] },
});

describe("rows read for a migration", () => {
  for (const entry of dialects) {
    it(`are found by the keys of the row before them on ${entry.name}`, async () => {
      const reader = (await entry.load()).createRowReader({
        table: pairs,
        schema: schemaOf({ tables: [pairs] }),
      });
      const page = (keys: readonly string[], after: Row): string =>
        reader.page({ where: [], keys }, ["a"], { limit: 10, offset: 3, after });
      expect(page(["a", "b"], { a: "it's", b: 7n }))
        .to.contain(` WHERE ${BEHIND[entry.name]} ORDER BY`)
        .and.not.contain("3");
      // The values of these are not compared as they are ordered, or have no literal.
      expect(page(["kind"], { kind: "z" }))
        .to.contain("OFFSET 3")
        .and.not.contain("WHERE");
      expect(page(["real"], { real: 0.1 }))
        .to.contain("OFFSET 3")
        .and.not.contain("WHERE");
      expect(page(["a"], { a: "x\0" }))
        .to.contain("OFFSET 3")
        .and.not.contain("WHERE");
      expect(page(["a"], {}))
        .to.contain("OFFSET 3")
        .and.not.contain("WHERE");
    });
  }

  for (const entry of dialects) {
    it(`come page by page, in a form that loses nothing, on ${entry.name}`, async () => {
      const reader = (await entry.load()).createRowReader(place);
      const page = reader.page(selection, ["id", "price", "at", "extra"], {
        limit: 10,
        offset: 20,
        after: undefined,
      });
      expect(page).to.equal(PAGES[entry.name]);
    });

    it(`are written as what gives the very value back on ${entry.name}`, async () => {
      const reader = (await entry.load()).createRowReader(place);
      const pairs: readonly (readonly [field: string, value: unknown, written: unknown])[] = [
        ["id", 5n, 5],
        ["id", 9007199254740993n, 9007199254740993n],
        ["id", null, null],
        ["extra", '{ "a": 1.50 }', '{ "a": 1.50 }'],
        ["extra", "null", new Verbatim("null")],
        ["extra", '"[1]"', new Verbatim('"[1]"')],
        ["at", "2024-01-01 00:00:00", "2024-01-01 00:00:00"],
        ["at", "2024-01-01T00:00:00Z", new Verbatim("2024-01-01T00:00:00Z")],
        ["flag", 1, true],
        ["flag", 7, 7],
        ["size", -0, new Verbatim("-0")],
        ["size", 0.1, 0.1],
      ];
      for (const [field, value, written] of pairs) {
        expect(reader.written(value, field), `${field} ${value}`).to.deep.equal(written);
      }
      expect(() => reader.written({ a: 1 }, "extra")).to.throw("cannot be written as an SQL value");
      expect(() => reader.written(Infinity, "id")).to.throw("cannot be written as an SQL value");
    });
  }
});
