import { expect } from "chai";
import stringWidth from "string-width";
import { inFolder } from "./run-cli.js";
import { Terminal } from "./terminal.js";

const COLUMNS = 40;
const FIRST = "0001_the_first_of_all_migrations";

function migration(name: string, dependency: string, operations: string): string {
  return `import * as m from "makemigrations";
m.register({ name: "${name}", dependencies: [${dependency}], operations: [${operations}] });
`;
}

function table(name: string): string {
  return `new m.CreateTable({ name: "${name}", fields: [{ name: "id", type: "serial", primaryKey: true }] })`;
}

const FILES = {
  "mm.config.yaml": "database: { type: sqlite, url: 'sqlite:./mm.db' }\n",
  [`migrations/${FIRST}.ts`]: migration(FIRST, "", table("people")),
  "migrations/0002_orders.ts": migration(
    "0002_orders",
    `"${FIRST}"`,
    `${table("orders_of_all_the_customers")}, new m.RunSQL({ forwardSQL: "DELETE FROM people WHERE id > 1000 AND id < 2000" }),`,
  ),
  "migrations/0003_posts.ts": migration("0003_posts", `"${FIRST}"`, table("posts")),
  "schema/schema.yaml":
    "tables: [{ name: people, fields: [{ name: the_number_of_the_person, type: serial, primary_key: true }] }]\n",
};

/** What is wider than the terminal though it could be broken: a word alone cannot. */
function tooWide(shown: string): readonly string[] {
  const lines = shown.split("\n").map((line) => line.split("\r").at(-2) ?? line);
  return lines.filter((line) => stringWidth(line) > COLUMNS && /\S\s+\S/.test(line));
}

describe("a terminal of forty columns", () => {
  afterEach(() => Terminal.closeAll());

  it("gets each table, list and error broken between words", async () => {
    await inFolder(FILES, async (folder) => {
      for (const [words, ...parts] of [
        ["migrate up", `migrations have 2 ends`],
        ["migrate up --allow-branches", `Applied ${FIRST}`],
        ["migrate status", `${FIRST}\r\n  applied  20`, "3 applied, 0 pending"],
        [
          "migrate dag",
          "  |    Create table\r\n  |      orders_of_all_the_customers",
          "`mm generate --merge`",
        ],
        ["migrate up --help", "  --lock-timeout\r\n    Seconds to wait for another runner;"],
        ["--help", "  mm db-to-schema\r\n    A live database"],
        ["check", "CHECK_IRREVERSIBLE"],
        ["schema-diff", "the_number_of_the_person"],
        ["symbols list", "structuredClone"],
        ["migrate fake nothing", "error GRAPH_UNKNOWN_TARGET"],
      ] as const) {
        const { shown } = await new Terminal(words.split(" "), folder, COLUMNS).end();
        for (const part of parts) expect(shown, words).to.contain(part);
        expect(tooWide(shown), words).to.deep.equal([]);
      }
    });
  });
});
