import { readdir, readFile, writeFile } from "node:fs/promises";
import { expect } from "chai";
import type { Statement } from "../../../src/dialect/statement.js";
import { projectRoot } from "../../source-tree.js";
import { samples } from "./sqlserver-samples.js";

const folder = `${projectRoot}/test/dialect/sqlserver/golden`;
/** The one way to write the files anew; look at the difference before it is committed. */
const update = process.env.MM_UPDATE_GOLDEN === "1";

function render(statements: readonly Statement[]): string {
  return statements
    .map(({ sql, parameters, comment, executeRows, transactional }) =>
      [
        ...(comment === undefined ? [] : [`-- ${comment}`]),
        ...(executeRows === true ? ["-- each row of this query is a statement"] : []),
        ...(transactional ? [] : ["-- outside a transaction"]),
        sql,
        ...(parameters.length === 0 ? [] : [`-- with ${JSON.stringify(parameters)}`]),
        "GO\n",
      ].join("\n"),
    )
    .join("\n");
}

describe("the SQL of SQL Server", () => {
  for (const { name, statements } of samples) {
    it(`of ${name} is what it was`, async () => {
      const file = `${folder}/${name}.sql`;
      const text = render(statements());
      if (update) await writeFile(file, text);
      expect(text).to.equal(await readFile(file, "utf8"));
    });
  }

  it("has a file for every sample and a sample for every file", async () => {
    const files = (await readdir(folder)).sort();
    expect(files).to.deep.equal(samples.map(({ name }) => `${name}.sql`).sort());
  });
});
