import { DriverError } from "./driver-error.js";
import { readParameters } from "./url-parameters.js";

const MEMORY = ":memory:";

/** Where a SQLite URL points to. */
export interface SqliteTarget {
  /** A path, or `:memory:`. */
  readonly file: string;
  readonly inMemory: boolean;
  /** `mode=rw`: the file must be there; `mode=ro`: nothing can be written. */
  readonly mode: "ro" | "rw" | "rwc";
  /** Parameters of the application's. */
  readonly ignored: readonly string[];
  readonly label: string;
}

const MODES = ["ro", "rw", "rwc", "memory"] as const;

/**
 * Takes `sqlite:path`, `sqlite:///absolute/path`, `sqlite::memory:` apart, and `file:path`, which
 * SQLite itself, Prisma and libsql write. What follows a question mark are parameters, never a part
 * of the file's name.
 *
 * @throws DriverError `DRIVER_URL_INVALID`
 */
export function parseSqliteUrl(url: string): SqliteTarget {
  const [, scheme = "", rest = ""] = /^(sqlite3?|file):(.*)$/is.exec(url) ?? [];
  const [place = "", query = ""] = rest.split(/\?(.*)/s);
  const { settings, ignored } = readParameters(new URLSearchParams(query), { mode: "mode" });
  const mode = modeOf(settings.get("mode"));
  const file = mode === "memory" ? MEMORY : pathOf(place, scheme.toLowerCase() === "file");
  if (file === "") {
    throw invalid("The database URL names no SQLite file");
  }
  const inMemory = file === MEMORY;
  return {
    file,
    inMemory,
    mode: mode === "memory" || inMemory ? "rwc" : mode,
    ignored,
    label: `sqlite:${file}`,
  };
}

/** Only the forms with slashes, and `file:`, are URLs whose characters may be percent-encoded. */
function pathOf(place: string, isFile: boolean): string {
  if (!place.startsWith("//")) return isFile ? decoded(place) : place;
  // An empty host, or this machine, as in every file URL.
  return decoded(isFile ? place.replace(/^\/\/(?:localhost)?(?=\/)/i, "") : place.slice(2));
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function modeOf(text: string | undefined): (typeof MODES)[number] {
  const mode = text === undefined ? "rwc" : MODES.find((known) => known === text.toLowerCase());
  if (mode !== undefined) return mode;
  throw invalid(`The database URL has an unknown "mode"`);
}

function invalid(message: string): DriverError {
  return new DriverError({
    code: "DRIVER_URL_INVALID",
    message,
    hint: "Write sqlite:./app.db, sqlite:///absolute/path/app.db or sqlite::memory:; the one parameter is mode=ro, rw, rwc or memory.",
  });
}
