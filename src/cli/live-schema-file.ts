import { leftOver } from "../autodetector/left-over.js";
import type { Config } from "../config/config.js";
import { toolTablesOf } from "../plan/tool-tables.js";
import type { Schema } from "../schema/schema.js";
import { withAllObjects } from "../schema/with-object.js";
import { writeSchemaModule } from "../writer/write-schema-module.js";
import { inCamelCase } from "../yaml/camel-case.js";
import { loadSchema } from "../yaml/load-schema.js";
import { SchemaFileError } from "../yaml/problem.js";
import { schemaDocument, writeSchema } from "../yaml/write-schema.js";
import { openTarget } from "./with-runner.js";

export type SchemaFormat = "yaml" | "ts";

/** A database as the text of a schema file. */
export interface LiveSchemaFile {
  readonly text: string;
  readonly tables: number;
  /** What the database has and the file does not say, a line each. */
  readonly unsaid: readonly string[];
}

/** Reads the configured database. Writes nothing. @throws CliError CLI_NO_DATABASE_URL; DriverError */
export async function liveSchemaFile(
  config: Config,
  format: SchemaFormat,
): Promise<LiveSchemaFile> {
  const { dialect, database } = await openTarget(config);
  const connection = await database.open({ readOnly: true });
  try {
    const ignore = toolTablesOf(config.migration.historyTable).names;
    const introspector = dialect.session.createIntrospector(connection);
    const tables = await introspector.read({ ignore });
    const found = await introspector.objects(tables);
    const live = withAllObjects(
      tables,
      found.objects.map(({ object }) => object),
    );
    const yaml = writeSchema(live);
    const unsaid = await whatIsUnsaid(live, yaml, (schema) =>
      dialect.session
        .expected(connection, schema)
        .then((reported) => withAllObjects(reported, schema.objects.values())),
    );
    const text = format === "ts" ? writeSchemaModule(inCamelCase(schemaDocument(live))) : yaml;
    return { text, tables: live.tables.size, unsaid: [...unsaid, ...found.unsaid] };
  } finally {
    await connection.close();
  }
}

/** The file is read as `generate` will read it, and what would come of it is compared. */
async function whatIsUnsaid(
  live: Schema,
  text: string,
  expected: (schema: Schema) => Promise<Schema>,
): Promise<readonly string[]> {
  const reader = { read: () => text, inside: () => true, packageFolder: () => undefined };
  try {
    const { schema } = loadSchema(["schema.yaml"], reader);
    return leftOver(await expected(schema), live).map((one) => one.text);
  } catch (error) {
    if (error instanceof SchemaFileError) return error.problems.map(({ message }) => message);
    throw error;
  }
}
