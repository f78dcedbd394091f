import { nearestName } from "../text/nearest-name.js";
import type { Dialect } from "./dialect.js";
import { DialectError } from "./dialect-error.js";

/** One kind of database, known by name before any of its code is loaded. */
export interface DialectEntry {
  readonly name: string;
  /** Other names that people use for it. */
  readonly aliases: readonly string[];
  /** URL schemes without the colon. */
  readonly schemes: readonly string[];
  /** Those among the other names and the schemes that tell more than the name: `load` takes them. */
  readonly variants?: readonly string[];
  load(variant?: string): Promise<Dialect>;
}

/** The one list of dialects, sorted by name. */
export const dialects: readonly DialectEntry[] = Object.freeze([
  {
    name: "mysql",
    aliases: ["mariadb"],
    schemes: ["mysql", "mariadb"],
    variants: ["mariadb"],
    load: async (variant?: string) => {
      const { MysqlDialect } = await import("./mysql/dialect.js");
      return new MysqlDialect(variant === "mariadb" ? variant : undefined);
    },
  },
  {
    name: "postgresql",
    aliases: ["postgres", "pg"],
    schemes: ["postgresql", "postgres"],
    load: async () => new (await import("./postgresql/dialect.js")).PostgresqlDialect(),
  },
  {
    name: "sqlite",
    aliases: ["sqlite3"],
    schemes: ["sqlite", "sqlite3", "file"],
    load: async () => new (await import("./sqlite/dialect.js")).SqliteDialect(),
  },
  {
    name: "sqlserver",
    aliases: ["mssql"],
    schemes: ["sqlserver", "mssql"],
    load: async () => new (await import("./sqlserver/dialect.js")).SqlserverDialect(),
  },
]);

/** @throws DialectError with the nearest name. */
export function dialectByName(name: string): DialectEntry {
  const wanted = name.toLowerCase();
  const entry = dialects.find((one) => one.name === wanted || one.aliases.includes(wanted));
  if (entry !== undefined) return variantOf(entry, wanted);
  const names = dialects.flatMap((one) => [one.name, ...one.aliases]);
  throw unknown(`"${name}" is not a known database`, nearestName(wanted, names));
}

/** @throws DialectError with the nearest scheme; it never shows the URL, which may hold a password. */
export function dialectForUrl(url: string): DialectEntry {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase();
  const entry = dialects.find((one) => scheme !== undefined && one.schemes.includes(scheme));
  if (entry !== undefined) return variantOf(entry, scheme);
  if (scheme === undefined) throw unknown("the database URL has no scheme", undefined);
  const schemes = dialects.flatMap((one) => one.schemes);
  throw unknown(
    `the database URL has the unknown scheme "${scheme}:"`,
    nearestName(scheme, schemes),
  );
}

/** The name under which a kind of database is listed, or what says more than that. */
export function dialectSpelling(name: string): string {
  const entry = dialectByName(name);
  const wanted = name.toLowerCase();
  return entry.variants?.includes(wanted) === true ? wanted : entry.name;
}

function variantOf(entry: DialectEntry, wanted: string | undefined): DialectEntry {
  if (wanted === undefined || entry.variants?.includes(wanted) !== true) return entry;
  return { ...entry, load: () => entry.load(wanted) };
}

function unknown(message: string, near: string | undefined): DialectError {
  const known = dialects.map(({ name, schemes }) => `${name} (${schemes.join(":, ")}:)`).join(", ");
  return new DialectError({
    code: "DIALECT_UNKNOWN",
    message,
    hint: `${near === undefined ? "" : `Did you mean "${near}"? `}Known are ${known}; a SQLite file is "sqlite:./app.db".`,
  });
}
