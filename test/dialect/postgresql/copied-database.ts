import { expect } from "chai";
import { detect } from "../../../src/autodetector/detect.js";
import type { Questioner } from "../../../src/autodetector/questioner.js";
import { PostgresqlDialect } from "../../../src/dialect/postgresql/dialect.js";
import type { Statement } from "../../../src/dialect/statement.js";
import type { Connection } from "../../../src/driver/driver.js";
import { makeMigration } from "../../../src/migration/migration.js";
import { planMigration } from "../../../src/plan/plan-migration.js";
import { diffSchemas } from "../../../src/schema/diff-schemas.js";
import { emptySchema, type Schema } from "../../../src/schema/schema.js";
import { loadSchema } from "../../../src/yaml/load-schema.js";
import { writeSchema } from "../../../src/yaml/write-schema.js";
import { freshDatabase } from "../../driver/postgresql-database.js";

const dialect = new PostgresqlDialect();

const WITHOUT_ASKING: Questioner = {
  rename: () => false,
  backfill: () => undefined,
  using: () => undefined,
  destructive: () => "generate",
};

/** A database that was not made with this tool, and a second one made from its schema file. */
export interface CopiedDatabase {
  readonly live: Schema;
  /** The text of the schema file. */
  readonly file: string;
  /** The same query on both, and that they answer alike. */
  readonly alike: (sql: string) => Promise<readonly unknown[]>;
}

/** Says that the file and the second database read as the first did, then does the work. */
export async function withCopy(
  ddl: readonly string[],
  work: (copied: CopiedDatabase) => Promise<void>,
): Promise<void> {
  const [first, second] = [await freshDatabase(), await freshDatabase()];
  try {
    const [one, two] = [await first.connect(), await second.connect()];
    for (const sql of ddl) await one.execute(sql);
    const live = await read(one);
    const file = writeSchema(live);
    const { schema } = loadSchema(["schema.yaml"], {
      read: () => file,
      inside: () => true,
      packageFolder: () => undefined,
    });
    expect(diffSchemas(await dialect.session.expected(one, schema), live)).to.deep.equal([]);
    for (const statement of statementsBetween(emptySchema, schema)) {
      await dialect.session.run(two, statement);
    }
    expect(diffSchemas(await read(two), live)).to.deep.equal([]);
    const alike = async (sql: string): Promise<readonly unknown[]> => {
      const rows = await one.query(sql);
      expect(await two.query(sql)).to.deep.equal(rows);
      return rows;
    };
    await work({ live, file, alike });
  } finally {
    await first.drop();
    await second.drop();
  }
}

function read(connection: Connection): Promise<Schema> {
  return dialect.session.createIntrospector(connection).read({ ignore: [] });
}

/** What leads from one schema to the other without a question. */
export function statementsBetween(from: Schema, to: Schema): readonly Statement[] {
  const { operations } = detect({ from, to, questioner: WITHOUT_ASKING });
  const { operations: planned } = planMigration({
    migration: makeMigration({ name: "copy", operations }),
    before: from,
    direction: "up",
    dialect,
    rowsTable: "",
    ignored: [],
  });
  return planned.flatMap(({ steps }) =>
    steps.flatMap((step) => (step.kind === "sql" ? [step] : [])),
  );
}
