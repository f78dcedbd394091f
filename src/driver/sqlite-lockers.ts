import { readFileSync, statSync } from "node:fs";

/** Bytes of the database file that SQLite locks: the next two for writers, those behind for all. */
const PENDING = 0x40000000;
const LAST = PENDING + 511;
/** The byte of `<file>-shm` that the writer of a database in WAL mode locks. */
const WAL_WRITER = 120;

/** Processes that are part of this one: their locks are its own. */
export const ownProcesses: Set<number> = new Set([process.pid]);

/** A line of `/proc/locks` about one of the files. */
interface FileLock {
  readonly writes: boolean;
  readonly process: number;
  readonly first: number;
  readonly last: number;
}

/**
 * The other processes that hold locks on an SQLite database and keep a writer out, one line each:
 * the writers, or else the readers. SQLite itself knows only that there is one; Linux
 * knows who. Empty elsewhere.
 */
export function sqliteLockers(file: string): readonly string[] {
  try {
    const locks = readFileSync("/proc/locks", "utf8").split("\n");
    const ofDatabase = locksOf(locks, file).filter(
      ({ first }) => first >= PENDING && first <= LAST,
    );
    const ofMemory = locksOf(locks, `${file}-shm`);
    const [database, memory] = [ofDatabase.filter(isOther), ofMemory.filter(isOther)];
    const writers = [
      ...database.filter(({ writes }) => writes),
      ...memory.filter(
        ({ writes, first, last }) => writes && first <= WAL_WRITER && last >= WAL_WRITER,
      ),
    ];
    // In WAL mode readers are in no way, else in that of COMMIT alone, which has locked the first byte by then.
    const own = ofDatabase.filter((lock) => lock.writes && !isOther(lock));
    const mayRead = ofMemory.length > 0 || (own.length > 0 && own.every(isBeforeCommit));
    const found = writers.length > 0 ? writers : mayRead ? [] : database;
    const verb = writers.length > 0 ? "writes to" : "reads";
    const ids = new Set(found.map(({ process: id }) => id));
    return [...ids].map((id) => `${processName(id)}, which ${verb} the database`);
  } catch {
    // Not Linux, or not allowed to look.
    return [];
  }
}

const isOther = (lock: FileLock): boolean => !ownProcesses.has(lock.process);

const isBeforeCommit = ({ first }: FileLock): boolean => first > PENDING;

/** The processes that are about to write to a database that is not in WAL mode; empty where that cannot be known. */
export function sqliteWriters(file: string): readonly number[] {
  try {
    const locks = readFileSync("/proc/locks", "utf8").split("\n");
    const writers = locksOf(locks, file).filter(({ writes, first }) => writes && first >= PENDING);
    return [...new Set(writers.map((lock) => lock.process))].filter((id) => id > 0);
  } catch {
    // Not Linux, or not allowed to look.
    return [];
  }
}

/** `1: POSIX  ADVISORY  WRITE 14843 fe:00:2146566 1073741825 1073741825`: the inode comes last. */
function locksOf(lines: readonly string[], file: string): readonly FileLock[] {
  const inode = statSync(file, { throwIfNoEntry: false })?.ino;
  return lines.flatMap((line) => {
    const [, kind, , mode, id, place = "", first, last] = line.split(/\s+/);
    if (kind !== "POSIX" || place.split(":").at(-1) !== String(inode)) return [];
    return [
      {
        writes: mode === "WRITE",
        process: Number(id),
        first: Number(first),
        last: last === "EOF" ? Number.MAX_SAFE_INTEGER : Number(last),
      },
    ];
  });
}

/** Its short name, never its arguments: those may hold a password. */
function processName(id: number): string {
  // Of another container's process not even the number is known.
  if (id <= 0) return "a process of another container";
  try {
    return `process ${id} (${readFileSync(`/proc/${id}/comm`, "utf8").trim()})`;
  } catch {
    return `process ${id}`;
  }
}
