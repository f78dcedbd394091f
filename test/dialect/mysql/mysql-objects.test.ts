import { expect } from "chai";
import { mysqlObjects } from "../../../src/dialect/mysql/objects.js";
import { schemaOf } from "../../../src/schema/schema.js";
import { makeObject } from "../../../src/schema/schema-object.js";
import { describeEachDatabase } from "../../databases.js";

const SETTINGS =
  "SELECT @@sql_mode, @@character_set_client, @@collation_connection, @@time_zone, @@foreign_key_checks";

describeEachDatabase(
  "an object that is made under settings of its own",
  (server) => {
    it("leaves the session as it was when the server does not take it for a comparison", async () => {
      const database = await server.create();
      try {
        const connection = await database.connect();
        await connection.execute("CREATE TABLE t (a int)");
        await connection.execute("CREATE VIEW v AS SELECT a FROM t");
        const made = makeObject({
          kind: "view",
          name: "v",
          database: "mysql",
          definition: `SET @mm_sql_mode = @@sql_mode, sql_mode = 'ANSI_QUOTES', time_zone = '+05:00';
CREATE VIEW v AS SELECT "gone" FROM t;
SET sql_mode = @mm_sql_mode, time_zone = 'SYSTEM'`,
          dependsOn: ["t"],
        });
        const before = await connection.query(SETTINGS);
        const found = await mysqlObjects(connection, schemaOf({ tables: [] }), [made]);
        expect(await connection.query(SETTINGS)).to.deep.equal(before);
        expect(found.objects.map(({ object }) => object.name)).to.deep.equal(["v"]);
      } finally {
        await database.drop();
      }
    });
  },
  (name) => name === "mysql",
);
