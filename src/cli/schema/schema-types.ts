import { existsSync } from "node:fs";
import { dialectByName } from "../../dialect/index.js";
import { typedSchema } from "../../types/typed-table.js";
import { TYPES_HEADER, type TypesFormat, writeTypes } from "../../types/write-types.js";
import { CliError } from "../cli-error.js";
import type { CommandContext } from "../command.js";
import { projectState } from "../project-state.js";
import { readConfig } from "../read-config.js";
import { readText } from "../read-text.js";
import { offlineDialect } from "../with-runner.js";
import { readSchema } from "./schema-input.js";

export interface SchemaTypesOptions {
  readonly format: TypesFormat;
  /** Where the schema is from: the schema files, or what the migrations make. */
  readonly from: "schema" | "migrations";
  /** Another kind of database than the configured one. */
  readonly database: string | undefined;
}

/** The text of a file of types, and what it is about. */
export interface SchemaTypes {
  readonly text: string;
  readonly tables: number;
  readonly database: string;
  readonly client: string;
  readonly notices: readonly string[];
}

/** @throws what reading the schema ends in */
export async function schemaTypes(
  context: CommandContext,
  { format, from, database }: SchemaTypesOptions,
): Promise<SchemaTypes> {
  if (database !== undefined) dialectByName(database);
  const { config, schema, notices } = await schemaFrom(context, from);
  const dialect = await offlineDialect(config, database).load();
  const typed = typedSchema(schema, dialect);
  return {
    text: writeTypes(typed, format),
    tables: typed.tables.length,
    database: dialect.name,
    client: typed.client,
    notices,
  };
}

async function schemaFrom(context: CommandContext, from: SchemaTypesOptions["from"]) {
  if (from === "migrations") return { ...(await projectState(context)), notices: [] };
  const config = await readConfig(context);
  return { config, ...(await readSchema(context, config)) };
}

/**
 * The text of the file that is there; undefined: there is none.
 *
 * @throws CliError CLI_NOT_OURS where the tool did not write it; CLI_CANNOT_READ
 */
export function typesThere(file: string): string | undefined {
  if (!existsSync(file)) return undefined;
  const text = readText(file, {
    code: "CLI_CANNOT_READ",
    hint: "Check the path and the permissions.",
  });
  if (text.trim() === "" || text.startsWith(TYPES_HEADER)) return text;
  throw new CliError({
    code: "CLI_NOT_OURS",
    message: `"${file}" was not made by this command, and would be lost`,
    hint: "Name another file with --out, or take that one away.",
  });
}
