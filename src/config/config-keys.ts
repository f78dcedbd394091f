/** What a key of the file may hold. */
export type ValueKind = "text" | "flag" | "texts";

/** One key of the configuration file; the parser, the resolver and the JSON Schema read this list. */
export interface ConfigKey {
  /** `database.url` */
  readonly path: string;
  readonly kind: ValueKind;
  readonly description: string;
  /** Environment variables, the first that is set wins. */
  readonly environment: readonly string[];
}

/** Where `mm` looks for its file, in this order; the second is the predecessor's. */
export const configFileNames: readonly string[] = [
  "mm.config.yaml",
  "migrations/makemigrations.config.yaml",
];

/** Every key outside `sandbox`, whose keys are the names of the limits. */
export const configKeys = [
  {
    path: "database.type",
    kind: "text",
    description: "Kind of database. Default: what the scheme of the URL says, else sqlite.",
    environment: ["MM_DATABASE_TYPE", "DB_TYPE"],
  },
  {
    path: "database.url",
    kind: "text",
    description:
      "Where the database is: postgresql://, mysql://, mariadb://, sqlserver://, sqlite:path, sqlite::memory:. Default: none, or sqlite:./mm.db where database.type says sqlite.",
    environment: ["MM_DATABASE_URL", "DATABASE_URL"],
  },
  {
    path: "database.default_url",
    kind: "text",
    description: "Another name of database.url; set only one of them.",
    environment: [],
  },
  {
    path: "migration.directory",
    kind: "text",
    description: "Folder of the migrations, from the working directory. Default: migrations.",
    environment: ["MM_MIGRATION_DIRECTORY"],
  },
  {
    path: "migration.history_table",
    kind: "text",
    description:
      "Table that remembers which migrations were applied. Default: makemigrations_history.",
    environment: [],
  },
  {
    path: "migration.ask_destructive",
    kind: "flag",
    description:
      "Ask before operations that lose data are applied; without a terminal `migrate up` then needs --yes. Default: false.",
    environment: [],
  },
  {
    path: "schema.paths",
    kind: "texts",
    description: "Schema files: one glob or a list of them. Default: schema/**/*.{yaml,ts}.",
    environment: [],
  },
  {
    path: "output.verbose",
    kind: "flag",
    description: "Say more. Default: false.",
    environment: [],
  },
  {
    path: "output.color_enabled",
    kind: "flag",
    description: "Colours always or never. Default: only in a terminal.",
    environment: [],
  },
] as const satisfies readonly ConfigKey[];

/** The path of a known key. */
export type ConfigPath = (typeof configKeys)[number]["path"];
