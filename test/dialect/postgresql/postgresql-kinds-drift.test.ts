import { expect } from "chai";
import { leftOver } from "../../../src/autodetector/left-over.js";
import { splitSql } from "../../../src/dialect/split-sql.js";
import type { Connection } from "../../../src/driver/driver.js";
import { compareWith } from "../../../src/runner/live-comparison.js";
import type { Schema } from "../../../src/schema/schema.js";
import { makeObject } from "../../../src/schema/schema-object.js";
import { withAllObjects } from "../../../src/schema/with-object.js";
import { describeEachDatabase, type TestDatabase } from "../../databases.js";
import { GROUND, KINDS, type KindCase } from "./kinds-of-objects.js";

describeEachDatabase(
  "every kind of object",
  (server) => {
    let database: TestDatabase;
    let connection: Connection;
    let applied: Schema;

    const run = async (script: string): Promise<void> => {
      const statements = splitSql(script, database.dialect.sqlRules);
      for (const { sql } of statements) await connection.execute(sql);
    };

    before(async () => {
      database = await server.create();
      connection = await database.connect();
      for (const sql of GROUND) await run(sql);
      const introspector = database.dialect.session.createIntrospector(connection);
      const tables = await introspector.read({ ignore: [] });
      const ground = await introspector.objects(tables);
      for (const { definition } of KINDS) await run(definition);
      applied = withAllObjects(tables, [
        ...ground.objects.map(({ object }) => object),
        ...KINDS.map(({ kind, name, on, definition, drop }) =>
          makeObject({
            kind,
            name,
            database: undefined,
            definition,
            drop,
            dependsOn: on === undefined ? [] : [on],
          }),
        ),
      ]);
    });

    after(async () => {
      await database.drop();
    });

    /** What is said to differ, and what is said not to be compared. */
    async function compared(): Promise<readonly [differences: string[], uncompared: string[]]> {
      const { dialect } = database;
      const { live, expected, uncompared } = await compareWith(applied, {
        dialect,
        connection,
        ignore: [],
        outgrown: new Set(),
      });
      const signs = { added: "+", removed: "-", changed: "~" };
      return [
        leftOver(expected, live).map(({ kind, text }) => `${signs[kind]} ${text}`),
        uncompared.map(({ kind, name, why }) => `${kind} "${name}": ${why}`),
      ];
    }

    /** The same when this was done by hand; nothing of it is left. */
    async function changed(sql: string): ReturnType<typeof compared> {
      await connection.begin();
      try {
        await run(sql);
        return await compared();
      } finally {
        await connection.rollback();
      }
    }

    const dropOf = ({ kind, name, on, drop }: KindCase): string =>
      drop ??
      `DROP ${kind.toUpperCase()} ${name}${["trigger", "rule", "policy"].includes(kind) ? ` ON ${on}` : ""}`;

    it("is no difference in an untouched database, in whatever words it was made", async function () {
      this.timeout(60_000);
      expect(await compared()).to.deep.equal([[], []]);
    });

    for (const one of KINDS) {
      const named = `${one.kind} "${one.name}"`;
      for (const change of one.changes) {
        it(`shows that this was done to ${named}: ${change}`, async function () {
          this.timeout(60_000);
          expect(await changed(change)).to.deep.equal([[`~ ${named}`], []]);
        });
      }
      it(`shows that ${named} is gone, or that it is there and was not made`, async function () {
        this.timeout(60_000);
        expect((await changed(`${dropOf(one)}`))[0]).to.include(`- ${named}`);
        const made = applied;
        const objects = [...made.objects.values()].filter(
          (object) => object.kind !== one.kind || object.name !== one.name,
        );
        applied = withAllObjects({ ...made, objects: new Map() }, objects);
        const [differences, uncompared] = await compared();
        applied = made;
        expect([differences, uncompared]).to.deep.equal([[`+ ${named} (postgresql)`], []]);
      });
    }
  },
  (name) => name === "postgresql",
);
