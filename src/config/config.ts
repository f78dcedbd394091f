import { ConfigError, nearest } from "./config-error.js";
import type { ConfigFile, FileValue } from "./config-file.js";
import { type ConfigPath, configKeys } from "./config-keys.js";
import { type DatabaseKind, resolveDatabase, type Setting } from "./database-url.js";

/** When to use colours; `auto` = in a terminal. */
export type ColorMode = "auto" | "always" | "never";

/** Every setting, resolved once; below the command line nothing has a default of its own. */
export interface Config {
  readonly database: {
    /** The name of a dialect. */
    readonly type: string;
    /** false: the kind is not given; `type` is what SQL is shown for. */
    readonly named: boolean;
    /** undefined: nothing says where the database is, so only offline commands can run. */
    readonly url: string | undefined;
    /** The variable that should hold the URL and is empty: a secret that did not arrive. */
    readonly emptyVariable: string | undefined;
  };
  readonly migration: {
    readonly directory: string;
    readonly historyTable: string;
    /** Operations that lose data are applied only when the user says yes. */
    readonly askDestructive: boolean;
  };
  readonly schema: { readonly paths: readonly string[] };
  /** Limits by their name in the interpreter; complete. */
  readonly sandbox: Readonly<Record<string, number>>;
  readonly output: { readonly verbose: boolean; readonly color: ColorMode };
}

/** What was typed on the command line; undefined = not given. */
interface ConfigFlags {
  readonly databaseUrl: string | undefined;
  readonly verbose: boolean | undefined;
  readonly color: boolean | undefined;
  /** `name=value`, the operator's own limits: these may also raise. */
  readonly limits: readonly string[];
}

export interface ConfigInput {
  readonly file: ConfigFile | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly flags: ConfigFlags;
  readonly databases: readonly DatabaseKind[];
  /** The limits of the profile; a project may lower them. */
  readonly limits: Readonly<Record<string, number>>;
}

/** Where a project on SQLite keeps its database unless its file says otherwise. */
export const defaultDatabaseUrl = "sqlite:./mm.db";
const rank = { flag: 0, environment: 1, file: 2 } as const;

/**
 * The one precedence for every command: flag > environment > file > default. Pure; the result is
 * frozen.
 *
 * @throws ConfigError when a value cannot be used; nothing is swallowed or guessed.
 */
export function resolveConfig(input: ConfigInput): Config {
  const { flags, env } = input;
  const directory = lookUp(input, "migration.directory", undefined);
  const historyTable = lookUp(input, "migration.history_table", undefined);
  const paths = input.file?.values.get("schema.paths")?.value;
  return Object.freeze({
    database: Object.freeze(database(input)),
    migration: Object.freeze({
      directory: directory?.value ?? "migrations",
      historyTable: historyTable?.value ?? "makemigrations_history",
      askDestructive: fileFlag(input, "migration.ask_destructive") ?? false,
    }),
    schema: Object.freeze({
      paths: Array.isArray(paths) ? Object.freeze(paths.map(String)) : ["schema/**/*.{yaml,ts}"],
    }),
    sandbox: Object.freeze(sandbox(input)),
    output: Object.freeze({
      verbose: flags.verbose ?? fileFlag(input, "output.verbose") ?? false,
      color: resolveColor({
        flag: flags.color,
        env,
        file: fileFlag(input, "output.color_enabled"),
      }),
    }),
  });
}

/** `NO_COLOR` and `FORCE_COLOR` (see no-color.org and force-color.org) stand between flag and file. */
export function resolveColor(settings: {
  readonly flag: boolean | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly file: boolean | undefined;
}): ColorMode {
  const mode = (on: boolean): ColorMode => (on ? "always" : "never");
  if (settings.flag !== undefined) return mode(settings.flag);
  if ((settings.env.NO_COLOR ?? "") !== "") return "never";
  const force = settings.env.FORCE_COLOR ?? "";
  if (force !== "") return mode(force !== "0" && force !== "false");
  return settings.file === undefined ? "auto" : mode(settings.file);
}

function database(input: ConfigInput): Config["database"] {
  const file = input.file?.values;
  const alias = file?.get("database.default_url");
  if (alias !== undefined && file?.get("database.url") !== undefined) {
    throw new ConfigError({
      code: "CONFIG_TWO_URLS",
      message: `"${input.file?.name ?? ""}" sets both database.url and database.default_url`,
      hint: "Keep database.url; the other is its old name.",
      position: alias.position,
    });
  }
  const found =
    lookUp(input, "database.url", ["--database-url", input.flags.databaseUrl]) ??
    lookUp(input, "database.default_url", undefined);
  const type = lookUp(input, "database.type", undefined);
  const resolved = resolveDatabase({
    url: found,
    type,
    standard: { url: defaultDatabaseUrl, rank: rank.file },
    kinds: input.databases,
  });
  const emptyVariable = emptyUrlVariable(input);
  const url = emptyVariable === undefined ? resolved.url : undefined;
  const named = found !== undefined || type !== undefined;
  return { type: resolved.type, named, url, emptyVariable };
}

/**
 * A URL that is set to nothing is a secret that got lost: to fall back to what the file says would
 * be another database. It counts only for a command that needs one.
 */
function emptyUrlVariable({ flags, env }: ConfigInput): string | undefined {
  if (flags.databaseUrl !== undefined) return undefined;
  const names = configKeys.find(({ path }) => path === "database.url")?.environment ?? [];
  const first = names.find((name) => env[name] !== undefined);
  return first !== undefined && env[first]?.trim() === "" ? first : undefined;
}

function lookUp(
  input: ConfigInput,
  path: ConfigPath,
  flag: readonly [name: string, value: string | undefined] | undefined,
): Setting<string> | undefined {
  const position = undefined;
  if (flag?.[1] !== undefined) {
    if (flag[1] !== "") return { value: flag[1], rank: rank.flag, source: flag[0], position };
    throw new ConfigError({
      code: "CONFIG_EMPTY",
      message: `${flag[0]} is empty`,
      hint: "Give it a value, or leave it out.",
    });
  }
  const names = configKeys.find((key) => key.path === path)?.environment ?? [];
  for (const name of names) {
    const value = input.env[name];
    // An empty variable counts as unset, as CI systems pass undefined ones on as empty.
    if (value !== undefined && value.trim() !== "") {
      return { value: value.trim(), rank: rank.environment, source: name, position };
    }
  }
  const entry = input.file?.values.get(path);
  if (typeof entry?.value !== "string") return undefined;
  const source = `"${input.file?.name ?? ""}"`;
  return { value: entry.value, rank: rank.file, source, position: entry.position };
}

function fileFlag(input: ConfigInput, path: ConfigPath): boolean | undefined {
  const value = input.file?.values.get(path)?.value;
  return typeof value === "boolean" ? value : undefined;
}

function sandbox(input: ConfigInput): Record<string, number> {
  const operator = operatorLimits(input.flags.limits, input.limits);
  const resolved: Record<string, number> = {};
  for (const [name, profile] of Object.entries(input.limits)) {
    const allowed = operator.get(name) ?? profile;
    resolved[name] = lowered(name, allowed, input.file?.values.get(`sandbox.${name}`));
  }
  return resolved;
}

function lowered(name: string, allowed: number, entry: FileValue | undefined): number {
  if (typeof entry?.value !== "number") return allowed;
  if (entry.value <= allowed) return entry.value;
  throw new ConfigError({
    code: "CONFIG_LIMIT_RAISED",
    message: `"sandbox.${name}" is ${entry.value}, more than the limit of ${allowed}`,
    hint: `A project may only lower a limit; the operator can raise it with --limit ${name}=${entry.value}.`,
    position: entry.position,
  });
}

function operatorLimits(
  flags: readonly string[],
  limits: Readonly<Record<string, number>>,
): Map<string, number> {
  const chosen = new Map<string, number>();
  for (const flag of flags) {
    const [name = "", text = ""] = flag.split("=");
    const known = Object.hasOwn(limits, name);
    const value = Number(text);
    if (known && /^[0-9]+$/.test(text) && Number.isSafeInteger(value) && value > 0) {
      chosen.set(name, value);
      continue;
    }
    const near = known ? undefined : nearest(name, Object.keys(limits));
    throw new ConfigError({
      code: "CONFIG_BAD_LIMIT",
      message: `--limit "${flag}" is not a limit`,
      hint: `${near === undefined ? "" : `Did you mean "${near}"? `}Write name=number with one of ${Object.keys(limits).join(", ")}.`,
    });
  }
  return chosen;
}
