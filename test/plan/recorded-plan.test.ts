import { deflateRawSync } from "node:zlib";
import { expect } from "chai";
import { SqliteDialect } from "../../src/dialect/sqlite/dialect.js";
import type { MigrationPlan } from "../../src/plan/plan.js";
import { planMigration } from "../../src/plan/plan-migration.js";
import { toPlanText } from "../../src/plan/plan-text.js";
import {
  contentOf,
  keptContent,
  readRecordedPlan,
  recordedPlan,
} from "../../src/plan/recorded-plan.js";
import { emptySchema } from "../../src/schema/schema.js";
import { chain, noop, runSql } from "../runner/project.js";

function plan(sql: string): MigrationPlan {
  const [migration] = chain({ name: "0001_a", operations: [runSql(sql, noop)] });
  if (migration === undefined) throw new Error("no migration");
  return planMigration({
    dialect: new SqliteDialect(),
    rowsTable: "book",
    before: emptySchema,
    ignored: [],
    migration,
    direction: "up",
  });
}

/** Some text of so many characters that compresses badly. */
function noise(length: number): string {
  let text = "";
  for (let n = 1; text.length < length; n++) text += ((n * 7919) % 104729).toString(36);
  return text.slice(0, length);
}

describe("what a migration ran, as the history keeps it", () => {
  const cases = {
    "a short one": { sql: "SELECT 'a\t\"b\\'", kind: "object" },
    "one that is not ASCII alone": { sql: "SELECT 'é'", kind: "string" },
    "a longer one": { sql: `SELECT '${noise(1500)}'`, kind: "string" },
    "a long one": { sql: `SELECT '${noise(9000)}'`, kind: "string" },
    "one that is longer than a column": { sql: `SELECT '${noise(90_000)}'`, kind: "undefined" },
  };
  for (const [what, { sql, kind }] of Object.entries(cases)) {
    it(`comes back from the row as it was: ${what}`, () => {
      const ran = plan(sql);
      const recorded = recordedPlan(ran);
      expect(typeof recorded.kept).to.equal(kind);
      const row = readRecordedPlan(JSON.parse(JSON.stringify(recorded)));
      expect(row?.checksum).to.equal(recorded.checksum);
      const content = kind === "undefined" ? undefined : contentOf(ran);
      expect(row && keptContent(row)).to.deep.equal(content);
    });
  }

  it("is read where another version has packed what is short", () => {
    const ran = plan("SELECT 1");
    const { checksum } = recordedPlan(ran);
    const kept = deflateRawSync(toPlanText(contentOf(ran))).toString("base64");
    const row = readRecordedPlan({ checksum, kept });
    expect(row && keptContent(row)).to.deep.equal(contentOf(ran));
  });

  it("is nothing where something else stands in the row", () => {
    expect(readRecordedPlan(undefined)).to.equal(undefined);
    expect(readRecordedPlan({ checksum: 1, kept: {} })).to.equal(undefined);
    for (const kept of ["", "no base64", 7, ["a"], null]) {
      const row = readRecordedPlan({ checksum: "a", kept });
      expect(row && keptContent(row)).to.equal(undefined);
    }
  });
});
