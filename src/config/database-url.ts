import { ConfigError, nearest, type Position } from "./config-error.js";

/** What config needs to know of a dialect; the command line hands the list in. */
export interface DatabaseKind {
  readonly name: string;
  /** Other names that people use for it. */
  readonly aliases: readonly string[];
  /** URL schemes without the colon. */
  readonly schemes: readonly string[];
}

/** A setting and where it came from; a lower rank is stronger. */
export interface Setting<Value> {
  readonly value: Value;
  readonly rank: number;
  /** For messages: `--database-url`, `DATABASE_URL`, `"mm.config.yaml"`. */
  readonly source: string;
  readonly position: Position | undefined;
}

export interface DatabaseSettings {
  readonly url: Setting<string> | undefined;
  readonly type: Setting<string> | undefined;
  /** Where the database is when a setting of that rank names its kind and no URL is given. */
  readonly standard: { readonly url: string; readonly rank: number };
  readonly kinds: readonly DatabaseKind[];
}

/**
 * Which kind of database, and where. A URL that outranks the type decides the type.
 *
 * @throws ConfigError that never shows the URL, because it may hold a password.
 */
export function resolveDatabase(settings: DatabaseSettings): {
  readonly type: string;
  readonly url: string | undefined;
} {
  const { url, type, kinds } = settings;
  const named = type === undefined ? undefined : kindNamed(type, kinds);
  if (url === undefined) return withoutUrl(settings, named);
  const fromUrl = kindOfUrl(url, kinds);
  if (type === undefined || named === undefined || type.rank > url.rank) {
    return { type: fromUrl.name, url: url.value };
  }
  if (fromUrl !== named) {
    throw new ConfigError({
      code: "CONFIG_DATABASE_MISMATCH",
      message: `database.type is "${named.name}" (${type.source}), but the URL (${url.source}) is for "${fromUrl.name}"`,
      hint: "Remove database.type, or give the URL of such a database.",
      position: type.position ?? url.position,
    });
  }
  return { type: named.name, url: url.value };
}

/** SQL can be shown for the standard kind, but only a setting that names it makes a database of it. */
function withoutUrl(
  { type, standard, kinds }: DatabaseSettings,
  named: DatabaseKind | undefined,
): { readonly type: string; readonly url: string | undefined } {
  const usual = kindOfUrl(
    { ...standard, value: standard.url, source: "", position: undefined },
    kinds,
  );
  const chosen = named === usual && type?.rank === standard.rank;
  return { type: (named ?? usual).name, url: chosen ? standard.url : undefined };
}

function kindNamed(type: Setting<string>, kinds: readonly DatabaseKind[]): DatabaseKind {
  const wanted = type.value.toLowerCase();
  const kind = kinds.find(
    ({ name, aliases, schemes }) =>
      name === wanted || aliases.includes(wanted) || schemes.includes(wanted),
  );
  if (kind !== undefined) return kind;
  const names = kinds.map(({ name }) => name);
  const near = nearest(wanted, names);
  throw new ConfigError({
    code: "CONFIG_UNKNOWN_DATABASE",
    message: `database.type "${type.value}" (${type.source}) is not a known database`,
    hint: `${near === undefined ? "" : `Did you mean "${near}"? `}Known are ${names.join(", ")}.`,
    position: type.position,
  });
}

function kindOfUrl(url: Setting<string>, kinds: readonly DatabaseKind[]): DatabaseKind {
  const scheme = schemeOf(url.value);
  const kind = kinds.find(({ schemes }) => schemes.includes(scheme));
  if (kind !== undefined) return kind;
  const schemes = kinds.flatMap((known) => known.schemes);
  const near = scheme === "" ? undefined : nearest(scheme, schemes);
  throw new ConfigError({
    code: "CONFIG_UNKNOWN_SCHEME",
    message:
      scheme === ""
        ? `The database URL (${url.source}) does not start with a scheme`
        : `The database URL (${url.source}) has the unknown scheme "${scheme}:"`,
    hint: `${near === undefined ? "" : `Did you mean "${near}:"? `}Known are ${schemes
      .map((known) => `${known}:`)
      .join(", ")}; a SQLite file is "sqlite:./app.db".`,
    position: url.position,
  });
}

/** A one-letter scheme is a Windows drive, and `user:password@...` has none at all. */
function schemeOf(url: string): string {
  const [before = "", rest] = url.split(/:(.*)/s);
  const known = /^[a-z][a-z0-9+.-]+$/i.test(before) && !/^[^/]*@/.test(rest ?? "@");
  return known ? before.toLowerCase() : "";
}
