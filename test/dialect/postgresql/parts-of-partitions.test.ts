import { expect } from "chai";
import { inFolder, mm as tool } from "../../cli/run-cli.js";
import { describeEachDatabase, type TestDatabase } from "../../databases.js";

const LOG = [
  "create table log (id int, at date) partition by range (at)",
  "create table log_a partition of log for values from ('2020-01-01') to ('2021-01-01')",
  "create table log_b partition of log default",
  "create trigger own before update on log_b for each row execute function tf()",
  "alter table log_b enable row level security",
  "create policy own on log_b using (true)",
].join("; ");
const ON_ROW = "for each row execute function tf()";

/** What a migration has made on partitions beside the table that they are of. */
const PARTS = [
  [
    "trigger",
    "tt",
    `create trigger tt before insert on log_a ${ON_ROW}; comment on trigger tt on log_a is 'x'`,
  ],
  [
    "trigger",
    "tb",
    `create trigger tb before insert on log_b ${ON_ROW}; alter table log_b disable trigger tb`,
  ],
  ["trigger", "ti", `create trigger ti before insert on log ${ON_ROW}`],
  ["policy", "pp", "create policy pp on log_b using (id > 0)"],
  [
    "policy",
    "pa",
    "alter table log_a enable row level security; create policy pa on log_a using (id > 0)",
  ],
  ["rule", "rr", "create rule rr as on delete to log_a do instead nothing"],
  ["index", "ix", "create index ix on log_a (id)"],
] as const;

const OBJECTS = [
  {
    ...{ kind: "function", name: "tf()", dependsOn: [] },
    definition: "create function tf() returns trigger language plpgsql as 'begin return new; end'",
  },
  { kind: "table", name: "log", definition: LOG, dependsOn: ["tf()"] },
  ...PARTS.map(([kind, name, definition]) => {
    const on = / (?:on|to) (log\w*)/.exec(definition)?.[1];
    const drop = kind === "index" ? "drop index ix" : `drop ${kind} ${name} on ${on}`;
    return { kind, name, definition, drop, dependsOn: ["log", "tf()"] };
  }),
  {
    ...{ kind: "materialized view", name: "days", dependsOn: ["log"] },
    definition: "create materialized view days as select at from log",
  },
  {
    kind: "index",
    name: "days_at",
    definition: "create index days_at on days (at)",
    dependsOn: ["days"],
  },
];

const MIGRATION = `import * as m from "makemigrations";
m.register({ name: "0001_objects", dependencies: [], operations: [
${OBJECTS.map((object) => `  new m.CreateObject(${JSON.stringify(object)}),\n`).join("")}
] });
`;

describeEachDatabase(
  "what a migration made on partitions of a table, each as an object",
  (server) => {
    let database: TestDatabase;

    beforeEach(async () => {
      database = await server.create();
    });
    afterEach(() => database.drop());

    it("is no part of that table, and is drift by itself where it was changed", async () => {
      await inFolder({ "migrations/0001_objects.ts": MIGRATION }, async (folder) => {
        const mm = (...words: readonly string[]) =>
          tool([...words, "--database-url", database.url], folder);
        const up = await mm("migrate", "up");
        expect(up.exit, up.stderr).to.equal(0);
        const untouched = await mm("db-diff");
        expect(untouched.stderr).to.not.contain("Not compared");
        expect(untouched.stdout).to.contain("Nothing differs.");
        const session = await database.connect();
        for (const sql of [
          "DROP TRIGGER tt ON log_a",
          "ALTER TABLE log_b ENABLE TRIGGER tb",
          "ALTER POLICY pp ON log_b USING (id > 1)",
          "DROP INDEX ix",
          "DROP INDEX days_at",
        ]) {
          await session.execute(sql);
        }
        const differing = async () => {
          const { stdout } = await mm("db-diff");
          return stdout.split("\n").filter((line) => /^[-+~]/.test(line));
        };
        const parts = [
          '- index "days_at"',
          '- index "ix"',
          '~ policy "pp"',
          '~ trigger "tb"',
          '- trigger "tt"',
        ];
        expect(await differing()).to.deep.equal(parts);
        await session.execute("DROP TRIGGER own ON log_b");
        expect(await differing()).to.deep.equal([
          ...parts.slice(0, 3),
          '~ table "log"',
          ...parts.slice(3),
        ]);
      });
    });
  },
  (name) => name === "postgresql",
);
