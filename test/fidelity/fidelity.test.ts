import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { describeEachDatabase } from "../databases.js";
import { namesIn, projectRoot, projectText } from "../source-tree.js";
import { catalogues } from "./catalogues.js";
import { type Fidelity, measureFidelity } from "./harness.js";

const update = process.env.MM_UPDATE_GOLDEN === "1";

/**
 * Every `.sql` file beside this one, in its database: nothing is lost in silence. What cannot be
 * said, and how the second database differs by it, stands in a `.txt` file of the same name, so that
 * every change of it is looked at; no such file: the two are identical, and all is said.
 */
describeEachDatabase(
  "a database that is read and made again",
  (server) => {
    const catalogue = catalogues[server.dialect.name];
    if (catalogue === undefined) return;
    const folder = `test/fidelity/${server.dialect.name}`;
    for (const name of namesIn(folder).filter((one) => one.endsWith(".sql"))) {
      it(`has all that ${name} made, or says what it has not`, async () => {
        const script = projectText(`${folder}/${name}`);
        const found = await measureFidelity(server, catalogue, script);
        expect(
          found.silent.map(({ text }) => text),
          "lost in silence",
        ).to.deep.equal([]);
        expect(found.restless, "expected(read(A)) | read(A)").to.deep.equal([]);
        expect(found.drift, "db-diff").to.deep.equal([]);
        expect(reported(found)).to.equal(recorded(`${folder}/${name}`, found));
      });
    }
  },
  (name) => catalogues[name] !== undefined,
);

function reported({ unsaid, differences }: Fidelity): string {
  return [
    ...unsaid.map((line) => `not said: ${line}\n`),
    ...differences.map(({ text }) => `differs: ${text}\n`),
  ].join("");
}

function recorded(script: string, found: Fidelity): string {
  const name = script.replace(/\.sql$/, ".txt");
  if (update && reported(found) !== "") writeFileSync(join(projectRoot, name), reported(found));
  const [, folder = "", file = ""] = /^(.*)\/([^/]*)$/.exec(name) ?? [];
  return namesIn(folder).includes(file) ? projectText(name) : "";
}
