import { expect } from "chai";
import { describeEachDatabase } from "../databases.js";
import { makeManyTables } from "../many-tables.js";
import { countingProxy } from "../runner/counting-proxy.js";
import { inFolder, mm } from "./run-cli.js";

const [FEW, MANY] = [3, 60];

describeEachDatabase(
  "a database that is read",
  (server) => {
    it("is asked as often for many tables as for few", async () => {
      const trips = new Map<string, number[]>();
      for (const tables of [FEW, MANY]) {
        const database = await server.create();
        const proxy = await countingProxy(database.url);
        try {
          await makeManyTables(await database.connect(), tables);
          await inFolder({}, async (folder) => {
            for (const words of [["init", "--from-database"], ["db-to-schema"], ["db-diff"]]) {
              proxy.count();
              const { exit, stderr } = await mm([...words, "--database-url", proxy.url], folder);
              expect(exit, stderr).to.equal(0);
              const command = words.join(" ");
              trips.set(command, [...(trips.get(command) ?? []), proxy.count()]);
            }
          });
        } finally {
          await proxy.close();
          await database.drop();
        }
      }
      for (const [command, [few = 0, many = 0]] of trips) {
        expect(few, command).to.be.greaterThan(0);
        // An answer that is long may come while the next question is on its way.
        expect(many - few, `${command}: ${few}, ${many}`).to.be.lessThan((MANY - FEW) / 5);
      }
    });
  },
  (name) => name !== "sqlite",
);
