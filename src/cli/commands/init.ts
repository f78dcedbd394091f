import { mkdirSync } from "node:fs";
import { defaultDatabaseUrl } from "../../config/config.js";
import type { DatabaseKind } from "../../config/database-url.js";
import { nearestName } from "../../text/nearest-name.js";
import { CliError, UsageError } from "../cli-error.js";
import { defineCommand } from "../command.js";
import { systemCode } from "../environment.js";
import { cleanLine } from "../render/clean-text.js";

const SCHEMA_FILE = "schema/schema.yaml";

/** `mm init` */
export const init = defineCommand({
  name: "init",
  summary: "Make the migrations folder, a configuration file and a first schema file.",
  positionals: [],
  options: {
    database: { type: "string", describe: "Kind of database (default: sqlite)" },
  },
  examples: [
    ["init", "A project on SQLite"],
    ["init --database postgresql", "The URL comes from DATABASE_URL"],
  ],
  run: async (context, { database }) => {
    const { console, program } = context;
    const { projectFiles, writeOnce } = await import("../new-project.js");
    const { readConfig } = await import("../read-config.js");
    const config = await readConfig(context, { optional: true });
    const { directory } = config.migration;
    const { config: configFile } = context.flags;
    const kind = await findDatabase(database ?? config.database.type, program);
    // Only the default URL is written down: any other may hold a password.
    const usesDefault = kind.schemes.some((scheme) => defaultDatabaseUrl.startsWith(`${scheme}:`));
    const url = usesDefault ? defaultDatabaseUrl : undefined;
    const files = projectFiles({
      directory,
      database: kind.name,
      url,
      configFile: configFile ?? "mm.config.yaml",
      schemaFile: SCHEMA_FILE,
    });
    makeFolder(directory);
    const written: string[] = [];
    const kept: string[] = [];
    for (const file of files) (writeOnce(file) ? written : kept).push(file.path);
    for (const path of written) console.say(`${console.out.green("wrote")} ${cleanLine(path)}`);
    for (const path of kept) console.say(`${console.out.yellow("kept")}  ${cleanLine(path)}`);
    console.note(nextSteps(program, { directory, configFile, needsUrl: url === undefined }));
    return { document: { directory, database: kind.name, written, kept } };
  },
});

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
