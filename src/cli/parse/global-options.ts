import { option } from "./option.js";
/** Flags of every command. */
export const globalOptions = {
  config: option.text("Configuration file (default: mm.config.yaml)"),
  "database-url": option.text("Where the database is, e.g. sqlite:./app.db"),
  "env-file": option.text("Read environment variables from this file"),
  plugin: {
    type: "string",
    array: true,
    describe: "Load a plugin: a path or a package (repeatable; also MM_PLUGINS)",
  },
  locked: option.flag("Use the locked profile of the sandbox"),
  limit: {
    type: "string",
    array: true,
    describe: "Set a limit of the sandbox, name=number (repeatable)",
  },
  json: option.flag("Print one JSON document on stdout and nothing else"),
  verbose: { type: "boolean", describe: "Say more, and show the cause of errors" },
  quiet: option.flag("Print only results and errors"),
  color: { type: "boolean", describe: "Colours; --no-color turns them off (also NO_COLOR)" },
} as const;

/** What {@link globalOptions} become. */
export interface GlobalArguments {
  readonly config: string | undefined;
  readonly databaseUrl: string | undefined;
  readonly envFile: string | undefined;
  readonly plugin: readonly string[];
  readonly locked: boolean;
  readonly limit: readonly string[];
  readonly json: boolean;
  readonly verbose: boolean | undefined;
  readonly quiet: boolean;
  readonly color: boolean | undefined;
}
