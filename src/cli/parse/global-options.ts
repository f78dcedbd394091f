/** Flags of every command. */
export const globalOptions = {
  config: {
    type: "string",
    describe: "Configuration file (default: mm.config.yaml)",
  },
  "database-url": {
    type: "string",
    describe: "Where the database is, e.g. sqlite:./app.db",
  },
  "env-file": {
    type: "string",
    describe: "Read environment variables from this file",
  },
  plugin: {
    type: "string",
    array: true,
    describe: "Load a plugin: a path or a package (repeatable; also MM_PLUGINS)",
  },
  locked: {
    type: "boolean",
    default: false,
    describe: "Use the locked profile of the sandbox",
  },
  limit: {
    type: "string",
    array: true,
    describe: "Set a limit of the sandbox, name=number (repeatable)",
  },
  json: {
    type: "boolean",
    default: false,
    describe: "Print one JSON document on stdout and nothing else",
  },
  verbose: { type: "boolean", describe: "Say more, and show the cause of errors" },
  quiet: { type: "boolean", default: false, describe: "Print only results and errors" },
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
