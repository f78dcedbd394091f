import { expect } from "chai";
import { catalogueQueries } from "../../../src/dialect/sqlserver/catalogue.js";
import { sqlserverDatabases } from "../../../src/dialect/sqlserver/databases.js";
import { lockQueries } from "../../../src/dialect/sqlserver/lock.js";
import { columnQueries } from "../../../src/dialect/sqlserver/real-column.js";
import { scratchQueries } from "../../../src/dialect/sqlserver/server-expressions.js";
import {
  LIVE_ORDER,
  sessionQueries,
  settingsQueries,
} from "../../../src/dialect/sqlserver/session.js";
import type { Statement } from "../../../src/dialect/statement.js";
import { samples } from "./sqlserver-samples.js";
import { tsqlMistakes } from "./tsql-parser.js";

/**
 * What the server knows and the grammar does not: each with the form that the grammar is shown in
 * its place, so that the rest of the statement is read. The list must not grow in silence.
 */
const unknown: readonly (readonly [text: RegExp, shown: string])[] = [
  // The function that tells, in a trigger, whether a column was set.
  [/IF NOT UPDATE\(\[(?:[^\]]|\]\])*\]\)/g, "IF 1 = 1"],
  // A bracket inside a name in brackets.
  [/\]\]/g, "_"],
  // Texts put together, in a default: the cut before a line that ends in a backslash.
  [/' \+ N'(?=\r?\n)/g, ""],
  // A counter that counts down.
  [/IDENTITY\((\d+),-(\d+)\)/g, "IDENTITY($1,$2)"],
  // Since SQL Server 2016.
  [/DROP CONSTRAINT IF EXISTS/g, "DROP CONSTRAINT"],
];

function mistakes(sql: string): readonly string[] {
  const shown = unknown.reduce((text, [pattern, other]) => text.replace(pattern, other), sql);
  return tsqlMistakes(shown).map((mistake) => `${mistake.slice(0, 120)} in ${shown}`);
}

/** The statement, and what it makes of the first text in it when its rows are statements. */
function textsOf({ sql, executeRows }: Statement): readonly string[] {
  if (executeRows !== true) return [sql];
  const made = [...sql.matchAll(/SELECT N'((?:[^']|'')*)'( \+ QUOTENAME)?/g)].map(
    ([, text = "", named]) =>
      `${text.replaceAll("''", "'")}${named === undefined ? "" : "[found]"}`,
  );
  return [sql, ...made];
}

describe("a grammar of T-SQL", () => {
  for (const { name, statements } of samples) {
    it(`reads every statement of ${name}`, () => {
      const texts = statements().flatMap(textsOf);
      expect(texts).to.not.deep.equal([]);
      expect(texts.flatMap(mistakes)).to.deep.equal([]);
    });
  }

  it("reads what is asked of the catalogue, the lock and the session", () => {
    const texts = [
      ...catalogueQueries,
      ...columnQueries,
      ...lockQueries,
      ...sessionQueries,
      ...sqlserverDatabases.emptying.queries,
      sqlserverDatabases.server?.exists ?? "",
      sqlserverDatabases.server?.create("[shop]") ?? "",
      sqlserverDatabases.server?.drop("[shop]") ?? "",
      ...settingsQueries,
      ...scratchQueries,
      LIVE_ORDER,
    ];
    expect(texts.flatMap(mistakes)).to.deep.equal([]);
  });

  it("finds mistakes, so that reading means something", () => {
    for (const wrong of [
      "CREATE INDEX ON [a]",
      "ALTER TABLE [a] ADD COLUMN [b] INT",
      "ALTER TABLE [a] ALTER COLUMN [b] SET NOT NULL",
      "INSERT INTO [a] ([b]) VALUES (1) ON CONFLICT ([b]) DO NOTHING",
      "MERGE INTO [a] USING [b] AS s ON 1 = 1",
      "CREATE TABLE [a] ([b] INT NULL",
    ]) {
      expect(tsqlMistakes(wrong), wrong).to.not.deep.equal([]);
    }
  });
});
