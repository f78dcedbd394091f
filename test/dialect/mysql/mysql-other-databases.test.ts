import { expect } from "chai";
import { mysqlProbe, primaryKeyProbe, triggerProbe } from "../../../src/dialect/mysql/probe.js";
import type { Connection } from "../../../src/driver/driver.js";
import { describeEachDatabase, type TestDatabase } from "../../databases.js";

const OBJECTS = [
  "CREATE TABLE owner (id INT PRIMARY KEY)",
  "CREATE TABLE pet (id INT PRIMARY KEY, owner INT, CONSTRAINT positive CHECK (id > 0), CONSTRAINT whose FOREIGN KEY (owner) REFERENCES owner (id))",
  "CREATE VIEW pets AS SELECT id FROM pet",
  "CREATE TRIGGER keep BEFORE INSERT ON pet FOR EACH ROW SET NEW.id = NEW.id",
];

describeEachDatabase(
  "a database beside another whose table is being changed",
  (server) => {
    let here: TestDatabase;
    let other: TestDatabase;
    let session: Connection;
    let changing: Connection;
    let change: Promise<unknown>;

    beforeEach(async () => {
      [here, other] = [await server.create(), await server.create()];
      [session, changing] = [await here.connect(), await other.connect()];
      for (const sql of OBJECTS) await session.execute(sql);
      await session.execute("SET SESSION lock_wait_timeout = 3600");
      // While it runs, and that is until this test ends, whatever opens that table waits.
      change = changing
        .execute("CREATE TABLE pet AS SELECT SLEEP(3600) AS id")
        .catch(() => undefined);
      const sleeping = `SELECT id FROM information_schema.processlist
        WHERE id = ${changing.sessionId} AND state = 'User sleep'`;
      while ((await session.query(sleeping)).length === 0);
    });

    afterEach(async () => {
      await changing.cancel();
      await change;
      await here.drop();
      await other.drop();
    });

    it("is asked what is done without waiting for that", async () => {
      const table = { name: "pet", namespace: undefined };
      const probes = [
        mysqlProbe({ kind: "table", table, exists: true }),
        mysqlProbe({ kind: "column", table, name: "id", exists: true }),
        mysqlProbe({ kind: "index", table, name: "whose", exists: true }),
        mysqlProbe({ kind: "constraint", table, name: "whose", exists: true }),
        primaryKeyProbe(table, true),
        triggerProbe("keep", true),
      ];
      for (const probe of probes) {
        expect(
          (await session.query(probe)).map(({ done }) => Number(done)),
          probe,
        ).to.deep.equal([1]);
      }
    });

    it("is read without waiting for that", async () => {
      const introspector = server.dialect.session.createIntrospector(session);
      const schema = await introspector.read({ ignore: [] });
      expect([...schema.tables.keys()]).to.have.members(["owner", "pet"]);
      expect(schema.tables.get("pet")?.foreignKeys).to.have.length(1);
      const { objects } = await introspector.objects(schema, []);
      expect(objects.map(({ object }) => object.name)).to.have.members(["pets", "keep"]);
    });
  },
  (name) => name === "mysql",
);
