import { openDatabase } from "../../../src/runner/session/open-database.js";
import { freshMysqlDatabase } from "../../driver/mysql-database.js";
import { runChain } from "../../property/chain-run.js";

const body = (length: number | undefined) => ({
  name: "body",
  ...(length === undefined ? { type: "text" } : { type: "varchar", length }),
});

describe("an index on MySQL", () => {
  it("holds as much of a long text as it can, says so, and follows the type", async () => {
    const lengths = [2000, 500, undefined, 769, 768];
    const chain = lengths.map((length, at) => ({
      name: `000${at}`,
      dependencies: at === 0 ? [] : [`000${at - 1}`],
      operations:
        at === 0
          ? [
              {
                type: "create_table",
                name: "t",
                fields: [{ name: "id", type: "serial", primaryKey: true }, body(length)],
                indexes: [{ name: "i", fields: ["body"] }],
              },
            ]
          : [
              {
                type: "alter_field",
                table: "t",
                oldField: body(lengths[at - 1]),
                newField: body(length),
              },
            ],
    }));
    const database = await freshMysqlDatabase();
    try {
      await runChain(await openDatabase(database.url), chain);
    } finally {
      await database.drop();
    }
  });
});
