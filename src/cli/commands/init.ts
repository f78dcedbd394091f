import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { type Config, defaultDatabaseUrl } from "../../config/config.js";
import type { DatabaseKind } from "../../config/database-url.js";
import { nearestName } from "../../text/nearest-name.js";
import { CliError, UsageError } from "../cli-error.js";
import { defineCommand } from "../command.js";
import { systemCode } from "../environment.js";
import type { MigrationFile } from "../migration-file.js";
import type { MigrationPart } from "../migration-parts.js";
import type { ProjectFile } from "../new-project.js";
import { option } from "../parse/option.js";
import { cleanLine } from "../render/clean-text.js";
import { counted } from "../render/counted.js";
import type { AdoptedDatabase } from "../schema/adopt-database.js";

const SCHEMA_FILE = "schema/schema.yaml";

/** `mm init` */
export const init = defineCommand({
  name: "init",
  summary: "Make the migrations folder, a configuration file and a first schema file.",
  positionals: [],
  options: {
    database: option.text("Kind of database (default: sqlite)"),
    "from-database": option.flag(
      "Begin with what the database of --database-url or DATABASE_URL has",
    ),
  },
  examples: [
    ["init", "A project on SQLite"],
    ["init --database postgresql", "The URL comes from DATABASE_URL"],
    ["init --from-database", "Schema file and first migration of a database that exists"],
  ],
  run: async (context, { database, "from-database": fromDatabase }) => {
    const { console, program } = context;
    const { projectFiles, writeOnce } = await import("../new-project.js");
    const { readConfig } = await import("../read-config.js");
    const config = await readConfig(context, { optional: true });
    const { directory } = config.migration;
    const { config: configFile } = context.flags;
    const kind = await findDatabase(database ?? config.database.type, program);
    const found = fromDatabase ? begunFiles(directory) : [];
    const adopted = fromDatabase ? await adopt(config, found) : undefined;
    const files = projectFiles({
      directory,
      database: kind.name,
      url: writtenUrl(kind, adopted === undefined ? undefined : config.database.url),
      configFile: configFile ?? "mm.config.yaml",
      schemaFile: SCHEMA_FILE,
      schema: adopted?.files,
    });
    const migrations = await firstMigrations(config, adopted);
    const names = migrations.map(({ migration }) => migration.name);
    makeFolder(directory);
    const written: string[] = [];
    const kept: string[] = [];
    const wanted = [...files.map(withSource), ...migrations.map(({ file }) => file)];
    const begun = [...found, ...begunParts(adopted)];
    if (begun.length > 0) {
      const { requireResumed } = await import("../schema/adopt-database.js");
      await requireResumed(context, { begun, wanted, names });
    }
    for (const { path, source } of wanted) {
      (writeOnce({ path, text: source }) ? written : kept).push(path);
    }
    for (const path of written) console.say(`${console.out.green("wrote")} ${cleanLine(path)}`);
    for (const path of kept) console.say(`${console.out.yellow("kept")}  ${cleanLine(path)}`);
    const document = { directory, database: kind.name, written, kept };
    if (adopted === undefined) {
      const { url, type } = config.database;
      const isSet = url !== undefined && type === kind.name;
      const needsUrl = !isSet && writtenUrl(kind, undefined) === undefined;
      console.note(nextSteps(program, { directory, configFile, needsUrl }));
      return { document };
    }
    const { unsaid, tables } = adopted;
    for (const line of unsaid) console.note(`not said: ${cleanLine(line)}`);
    if (names.length > 0) {
      const { recordAsApplied } = await import("../schema/adopt-database.js");
      await recordAsApplied(context, names);
      console.say(
        `Recorded ${names.join(", ")} as applied: the database has its ${counted(tables, "table")}`,
      );
    }
    return { document: { ...document, migration: names[0] ?? null, migrations: names, unsaid } };
  },
});

/**
 * The schema file and the migrations that are there. SQL files are those of another tool, by which the
 * database may well have been made, and no hidden file is a migration.
 */
function begunFiles(directory: string): readonly string[] {
  const ofProject = ["main.ts", "tsconfig.json", "package.json"];
  const others = existsSync(directory)
    ? readdirSync(directory).filter(
        (name) => !ofProject.includes(name) && !/^\.|\.sql$/i.test(name),
      )
    : [];
  const schemas = existsSync(SCHEMA_FILE) ? [SCHEMA_FILE] : [];
  return [...schemas, ...others.map((name) => join(directory, name))];
}

/** What the configured database has. Of a project only what this command writes itself may be there. */
async function adopt(config: Config, begun: readonly string[]): Promise<AdoptedDatabase> {
  const { adoptDatabase, isFirstMigration, requireNothing } = await import(
    "../schema/adopt-database.js"
  );
  requireNothing(begun.filter((path) => path !== SCHEMA_FILE && !isFirstMigration(basename(path))));
  return await adoptDatabase(config, SCHEMA_FILE);
}

/** Those of the included schema files that are there. */
function begunParts(adopted: AdoptedDatabase | undefined): readonly string[] {
  return (adopted?.files ?? [])
    .map(({ path }) => path)
    .filter((path) => path !== SCHEMA_FILE && existsSync(path));
}

async function firstMigrations(
  config: Config,
  adopted: AdoptedDatabase | undefined,
): Promise<readonly MigrationPart[]> {
  if (adopted?.migration === undefined) return [];
  const { migrationParts } = await import("../migration-parts.js");
  return migrationParts(config, adopted.migration);
}

/** Only that of a file is written down: any other may hold a password. */
function writtenUrl({ schemes }: DatabaseKind, url: string | undefined): string | undefined {
  const isFile = schemes.some((scheme) => defaultDatabaseUrl.startsWith(`${scheme}:`));
  return isFile ? (url ?? defaultDatabaseUrl) : undefined;
}

function withSource({ path, text }: ProjectFile): MigrationFile {
  return { path, source: text };
}

async function findDatabase(name: string, program: string): Promise<DatabaseKind> {
  const { dialects } = await import("../../dialect/index.js");
  const wanted = name.toLowerCase();
  const found = dialects.find(
    ({ name: known, aliases, schemes }) =>
      known === wanted || aliases.includes(wanted) || schemes.includes(wanted),
  );
  if (found !== undefined) return found;
  const names = dialects.map((dialect) => dialect.name);
  const near = nearestName(name, names);
  throw new UsageError({
    code: "CLI_UNKNOWN_DATABASE",
    message: `There is no database "${name}"`,
    hint: `${near === undefined ? "" : `Did you mean "${near}"? `}Known are ${names.join(", ")}.`,
    synopsis: `${program} init --database <name>`,
  });
}

function makeFolder(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true });
  } catch (error) {
    throw new CliError({
      code: "CLI_CANNOT_WRITE",
      message: `The folder "${directory}" cannot be made: ${systemCode(error)}`,
      hint: "Check the permissions, and that no file has that name.",
      cause: error,
    });
  }
}

function nextSteps(
  program: string,
  about: {
    readonly directory: string;
    readonly configFile: string | undefined;
    readonly needsUrl: boolean;
  },
): string {
  const flag = about.configFile === undefined ? "" : ` --config ${cleanLine(about.configFile)}`;
  const url = about.needsUrl ? ["Set DATABASE_URL to the address of the database."] : [];
  const steps = [
    ...url,
    `Say in ${SCHEMA_FILE} what the tables are to be.`,
    `Make the migration of it: ${program} generate${flag}`,
    `Look at what it would run: ${program} migrate showsql${flag}`,
    `Run it: ${program} migrate up${flag}`,
  ];
  return ["", "Next:", ...steps.map((step, at) => `  ${at + 1}. ${step}`)].join("\n");
}
