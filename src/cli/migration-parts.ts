import type { Config } from "../config/config.js";
import { type Migration, makeMigration } from "../migration/migration.js";
import { LONGEST_NAME } from "../migration/migration-name.js";
import { writeMigration } from "../writer/write-migration.js";
import { fileOf, type MigrationFile, migrationFile, migrationSource } from "./migration-file.js";
import { sourceRoom } from "./source-room.js";

/** A migration that has a file of its own. */
export interface MigrationPart {
  readonly migration: Migration;
  readonly file: MigrationFile;
}

interface PartsOptions {
  /** Places of operations to look at. */
  readonly review?: readonly number[];
}

/** Operations that stand together in a file. */
interface Piece {
  readonly start: number;
  readonly end: number;
}

/** Around an operation that is not alone: blanks, a comma, the comment of a review. */
const AROUND = 64;

/**
 * A migration as the files that the loader reads: one, or several that build on each other where one would be
 * too large. The operations keep their order, so that each file finds what it needs in those before it.
 *
 * @param migration its number is the highest of the folder
 * @throws CliError CLI_MIGRATION_TOO_LARGE where an operation alone is; nothing is written
 */
export function migrationParts(
  config: Pick<Config, "migration" | "sandbox">,
  migration: Migration,
  { review = [] }: PartsOptions = {},
): readonly MigrationPart[] {
  const { part } = sourceRoom(config.sandbox);
  const source = migrationSource(migration, { review });
  if (Buffer.byteLength(source) <= part) {
    return [{ migration, file: fileOf(config, migration, source) }];
  }
  let dependencies = migration.dependencies;
  return cut(migration, part).map(({ start, end }, at) => {
    const piece = makeMigration({
      ...migration,
      name: partName(migration.name, at + 1),
      dependencies,
      operations: migration.operations.slice(start, end),
    });
    dependencies = [piece.name];
    const own = review.filter((place) => place >= start && place < end);
    const file = migrationFile(config, piece, { review: own.map((place) => place - start) });
    return { migration: piece, file };
  });
}

/** As many operations in each file as it has room for, and one at least. */
function cut(migration: Migration, room: number): readonly Piece[] {
  const empty = Buffer.byteLength(writeMigration(makeMigration({ ...migration, operations: [] })));
  const pieces: Piece[] = [];
  let start = 0;
  // The names of the parts are longer than that of the whole.
  let size = empty + AROUND;
  for (const [at, operation] of migration.operations.entries()) {
    const alone = makeMigration({ ...migration, operations: [operation] });
    const more = Buffer.byteLength(writeMigration(alone)) - empty + AROUND;
    if (at > start && size + more > room) {
      pieces.push({ start, end: at });
      start = at;
      size = empty + AROUND;
    }
    size += more;
  }
  return [...pieces, { start, end: migration.operations.length }];
}

/** `0002_initial_2` of `0001_initial`. */
function partName(name: string, part: number): string {
  if (part === 1) return name;
  const [, digits = "0", given = name] = /^(\d+)_(.*)$/su.exec(name) ?? [];
  const number = String(Number(digits) + part - 1).padStart(digits.length, "0");
  const ending = `_${part}`;
  return `${`${number}_${given}`.slice(0, LONGEST_NAME - ending.length)}${ending}`;
}
