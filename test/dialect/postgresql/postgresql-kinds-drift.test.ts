import { expect } from "chai";
import { leftOver } from "../../../src/autodetector/left-over.js";
import { splitSql } from "../../../src/dialect/split-sql.js";
import type { Connection } from "../../../src/driver/driver.js";
import { compareWith } from "../../../src/runner/live-comparison.js";
import type { Schema } from "../../../src/schema/schema.js";
import { makeObject, type SchemaObject } from "../../../src/schema/schema-object.js";
import { withAllObjects } from "../../../src/schema/with-object.js";
import { describeEachDatabase, type TestDatabase } from "../../databases.js";
import { GROUND, KINDS, type KindCase } from "./kinds-of-objects.js";
import { TABLES } from "./kinds-of-tables.js";

const ALL = [...KINDS, ...TABLES];

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
      for (const { definition } of ALL) await run(definition);
      applied = withAllObjects(tables, [
        ...ground.objects.map(({ object }) => object),
        ...ALL.map(({ kind, name, on, definition, drop }) =>
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

    const textOf = ({ kind, name }: KindCase): string => `${kind} "${name}"`;
    const rounds = Math.max(...ALL.map(({ changes }) => changes.length));

    for (let round = 0; round < rounds; round += 1) {
      it(`shows of each that one property was changed by hand: number ${round + 1}`, async function () {
        this.timeout(60_000);
        const meant = ALL.filter(({ changes }) => changes[round] !== undefined);
        const [differences, uncompared] = await changed(
          meant.map(({ changes }) => changes[round]).join(";\n"),
        );
        expect(differences.sort()).to.deep.equal(meant.map((one) => `~ ${textOf(one)}`).sort());
        expect(uncompared).to.deep.equal([]);
      });
    }

    it("shows of each that it was dropped by hand", async function () {
      this.timeout(60_000);
      const [differences, uncompared] = await changed(ALL.map(dropOf).reverse().join(";\n"));
      expect(differences.sort()).to.deep.equal(ALL.map((one) => `- ${textOf(one)}`).sort());
      expect(uncompared).to.deep.equal([]);
    });

    it("shows which of two of one name was dropped", async function () {
      this.timeout(60_000);
      const [differences] = await changed("DROP OPERATOR === (integer, text)");
      // Of the one that stays the server takes away what it is the opposite of.
      const linked = '~ operator "!==(integer, text)"';
      expect(differences).to.deep.equal([linked, '- operator "===(integer, text)"']);
    });

    it("shows of each that it was added by hand", async function () {
      this.timeout(60_000);
      const made = applied;
      const isMade = ({ kind, name }: SchemaObject) =>
        ALL.some((one) => one.kind === kind && one.name === name);
      const objects = [...made.objects.values()].filter((object) => !isMade(object));
      applied = withAllObjects({ ...made, objects: new Map() }, objects);
      const [differences, uncompared] = await compared();
      applied = made;
      expect(differences).to.include.members(ALL.map((one) => `+ ${textOf(one)} (postgresql)`));
      expect(uncompared).to.deep.equal([]);
    });
  },
  (name) => name === "postgresql",
);
