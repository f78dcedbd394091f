import { expect } from "chai";
import { splitSql } from "../../../src/dialect/split-sql.js";
import type { Connection } from "../../../src/driver/driver.js";
import type { Schema } from "../../../src/schema/schema.js";
import { makeObject, type SchemaObject } from "../../../src/schema/schema-object.js";
import { withAllObjects } from "../../../src/schema/with-object.js";
import { describeEachDatabase, type TestDatabase } from "../../databases.js";
import { liveDifferences } from "../live-differences.js";
import { GROUND, KINDS, type KindCase, UNTOLD } from "./kinds-of-objects.js";
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
      // It has tables in it, so it goes without saying: unless a migration has said it.
      const schema = {
        kind: "schema",
        name: "app",
        definition: "create schema app authorization current_user",
      };
      applied = withAllObjects(tables, [
        ...ground.objects.map(({ object }) => object),
        makeObject({ ...schema, database: undefined, dependsOn: [] }),
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

    const compared = async () =>
      await liveDifferences(applied, { dialect: database.dialect, connection });

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

    it("is no difference in an untouched database, in whatever words it was made", async () => {
      expect(await compared()).to.deep.equal([[], []]);
    });

    const textOf = ({ kind, name }: KindCase): string => `${kind} "${name}"`;
    const rounds = Math.max(...ALL.map(({ changes }) => changes.length));

    for (let round = 0; round < rounds; round += 1) {
      it(`shows of each that one property was changed by hand: number ${round + 1}`, async () => {
        const meant = ALL.filter(({ changes }) => changes[round] !== undefined);
        const [differences, uncompared] = await changed(
          meant.map(({ changes }) => changes[round]).join(";\n"),
        );
        expect(differences.sort()).to.deep.equal(meant.map((one) => `~ ${textOf(one)}`).sort());
        expect(uncompared).to.deep.equal([]);
      });
    }

    it("shows of each that it was dropped by hand", async () => {
      const [differences, uncompared] = await changed(ALL.map(dropOf).reverse().join(";\n"));
      expect(differences.sort()).to.deep.equal(ALL.map((one) => `- ${textOf(one)}`).sort());
      expect(uncompared).to.deep.equal([]);
    });

    it("shows of one whose definition cannot be read that it was dropped", async () => {
      const made = applied;
      const all = UNTOLD.map((one) => ({ ...one, changes: [] }));
      const objects = all.map(({ changes: _, ...one }) =>
        makeObject({ drop: undefined, ...one, database: undefined, dependsOn: [] }),
      );
      applied = withAllObjects(applied, [...applied.objects.values(), ...objects]);
      await connection.begin();
      try {
        for (const { definition } of all) await run(definition);
        const [before, named] = await compared();
        const brought = before.filter((one) => !one.startsWith('+ function "base_'));
        expect(brought).to.deep.equal([]);
        const names = named.map((one) => one.slice(0, one.indexOf(":")));
        expect(names.sort()).to.deep.equal(all.map(textOf).sort());
        await run(all.map(dropOf).join(";\n"));
        const [differences, uncompared] = await compared();
        expect(differences.sort()).to.deep.equal(all.map((one) => `- ${textOf(one)}`).sort());
        expect(uncompared).to.deep.equal([]);
      } finally {
        await connection.rollback();
        applied = made;
      }
    });

    it("shows which of two of one name was dropped", async () => {
      const [differences] = await changed("DROP OPERATOR === (integer, text)");
      // Of the one that stays the server takes away what it is the opposite of.
      const linked = '~ operator "!==(integer, text)"';
      expect(differences).to.deep.equal(['- operator "===(integer, text)"', linked]);
    });

    it("shows what was added by hand to a table that a definition makes with the like", async () => {
      const [differences, uncompared] = await changed(
        `CREATE TRIGGER late AFTER INSERT ON ledger FOR EACH ROW EXECUTE FUNCTION stamp();
          CREATE RULE late AS ON UPDATE TO ledger DO INSTEAD NOTHING;
          CREATE POLICY late ON ledger USING (true)`,
      );
      const kinds = ["policy", "rule", "trigger"];
      expect(differences).to.deep.equal(kinds.map((kind) => `+ ${kind} "late" (postgresql)`));
      expect(uncompared).to.deep.equal([]);
    });

    it("shows row security that was switched by hand, which no policy says, and that which one says once", async () => {
      const made = applied;
      const policy = (definition: string) =>
        makeObject({
          ...{ kind: "policy", name: "own", definition, database: undefined, drop: undefined },
          dependsOn: ["people"],
        });
      const [bare, enabling] = [
        "create policy own on people using (age > 1)",
        "alter table people enable row level security; create policy own on people using (age > 1)",
      ];
      const seen: Record<string, readonly string[]> = {};
      for (const [definition, byHand] of [
        [bare, ""],
        [bare, "ALTER TABLE people ENABLE ROW LEVEL SECURITY"],
        [bare, "ALTER TABLE people FORCE ROW LEVEL SECURITY"],
        [enabling, "ALTER TABLE people FORCE ROW LEVEL SECURITY"],
        [enabling, "ALTER TABLE people DISABLE ROW LEVEL SECURITY"],
        [enabling, ""],
      ] as const) {
        applied = withAllObjects(made, [...made.objects.values(), policy(definition)]);
        const [differences, uncompared] = await changed(`${definition};\n${byHand}`);
        seen[`${definition === bare ? "bare" : "enabling"} ${byHand}`] = differences;
        expect(uncompared).to.deep.equal([]);
      }
      applied = made;
      const added = '+ row security "people row security" (postgresql)';
      expect(seen).to.deep.equal({
        "bare ": [],
        "bare ALTER TABLE people ENABLE ROW LEVEL SECURITY": [added],
        "bare ALTER TABLE people FORCE ROW LEVEL SECURITY": [added],
        "enabling ALTER TABLE people FORCE ROW LEVEL SECURITY": [added],
        "enabling ALTER TABLE people DISABLE ROW LEVEL SECURITY": ['~ policy "own"'],
        "enabling ": [],
      });
    });

    it("names a publication of which it cannot be known", async () => {
      const made = applied;
      const all = ["app.people", "only app.people"].map((tables, at) => ({
        ...{ kind: "publication", name: `heirs_${at}`, database: undefined, drop: undefined },
        definition: `create publication heirs_${at} for table ${tables}`,
        dependsOn: ["app.people"],
      }));
      applied = withAllObjects(made, [...made.objects.values(), ...all.map(makeObject)]);
      const making = all.map(({ definition }) => definition).join(";");
      const seen: Record<string, readonly string[]> = {};
      for (const byHand of [
        "CREATE TABLE late () INHERITS (app.people)",
        "ALTER TABLE people RENAME kind TO sort",
        "ALTER TABLE app.people RENAME age TO years",
        "SET LOCAL transaction_read_only = on",
        "ALTER TABLE app.people RENAME TO persons",
      ]) {
        const [differences, uncompared] = await changed(`${making};${byHand}`);
        const named = [...differences, ...uncompared];
        seen[byHand] = named.filter((one) => one.includes("publication"));
      }
      applied = made;
      expect(seen).to.deep.equal({
        "CREATE TABLE late () INHERITS (app.people)": ["adult", "heirs_0", "news"].map(
          (name) =>
            `publication "${name}": tables inherit from one that it has, and which of them there were when it was made is not known`,
        ),
        "ALTER TABLE people RENAME kind TO sort": [
          'publication "adult": column "kind" does not exist',
        ],
        "ALTER TABLE app.people RENAME age TO years": [
          'publication "adult": column people.age does not exist',
        ],
        "SET LOCAL transaction_read_only = on": [
          'publication "adult": the session may only read, and make nothing to compare',
        ],
        "ALTER TABLE app.people RENAME TO persons": ["adult", "heirs_0", "heirs_1", "news"].map(
          (name) => `publication "${name}": relation "app.people" does not exist`,
        ),
      });
    });

    it("keeps row security that is an object where policies are made besides", async () => {
      const made = applied;
      const security = {
        ...{ kind: "row security", database: undefined, drop: undefined },
        name: "people row security",
        definition: "ALTER TABLE people ENABLE ROW LEVEL SECURITY",
        dependsOn: ["people"],
      };
      const policy = { ...security, kind: "policy", name: "own" };
      const definition = "CREATE POLICY own ON people USING (true)";
      applied = withAllObjects(made, [
        ...made.objects.values(),
        makeObject(security),
        makeObject({ ...policy, definition }),
      ]);
      const [differences, uncompared] = await changed(`${security.definition};${definition}`);
      const [forced] = await changed(
        `${security.definition};${definition};ALTER TABLE people FORCE ROW LEVEL SECURITY`,
      );
      applied = made;
      expect([differences, uncompared, forced]).to.deep.equal([
        [],
        [],
        ['~ row security "people row security"'],
      ]);
    });

    it("shows of each that it was added by hand", async () => {
      const made = applied;
      const isMade = ({ kind, name }: SchemaObject) =>
        ALL.some((one) => one.kind === kind && one.name === name);
      const objects = [...made.objects.values()].filter((object) => !isMade(object));
      applied = withAllObjects({ ...made, objects: new Map() }, objects);
      const [differences, uncompared] = await compared();
      applied = made;
      // The model has words for these, and two indexes are parts of what they are on.
      const modelled = [
        ...['+ index "people_by_age" of table "people"', '+ enum "shade"'],
        ...["plain", "app.asked", "app.held"].map((name) => `+ table "${name}"`),
      ];
      const others = ALL.filter(
        ({ kind, name }) => kind !== "index" && !modelled.includes(`+ ${kind} "${name}"`),
      ).filter(({ name }) => name !== "shade");
      const added = others.map((one) => `+ ${textOf(one)} (postgresql)`);
      expect(differences).to.include.members([...modelled, ...added]);
      expect(uncompared).to.deep.equal([]);
    });
  },
  (name) => name === "postgresql",
);
