import type { Connection } from "../../driver/driver.js";
import { AppliedStandIn } from "../../migration/applied-stand-in.js";
import type { Migration, MigrationFile } from "../../migration/migration.js";
import { tailBehind } from "../../migration/tail.js";
import type { Schema } from "../../schema/schema.js";
import type { AppliedLine } from "./applied-line.js";
import { HistorySeal, historyDigest } from "./history-seal.js";
import type { Remembered } from "./memory.js";
import type { Snapshots } from "./snapshots.js";

/** Evaluates the migrations of some files alone. */
export interface PartialLoad {
  /** May a database be believed how far the applied migrations came, as long as their files are the same? */
  mayRely(): Promise<boolean>;
  /** The migrations of the files with these names. */
  load(names: readonly string[]): Promise<Iterable<Migration>>;
}

/** Where a run can begin without evaluating what is applied. */
export class StartingPoint {
  /** What the applied ones came to. */
  readonly schema: Schema;
  readonly applied: AppliedLine;
  readonly seal: HistorySeal;
  /** Those that are not applied. */
  readonly pending: readonly Migration[];
  /** The pending ones in order, where that is known without a graph; then history and files agree. */
  readonly tail: readonly Migration[] | undefined;
  readonly #about: StartRequest;
  #all: readonly Migration[] | undefined;

  constructor(
    about: StartRequest,
    found: Pick<StartingPoint, "schema" | "applied" | "seal" | "pending">,
  ) {
    this.#about = about;
    this.schema = found.schema;
    this.applied = found.applied;
    this.seal = found.seal;
    this.pending = found.pending;
    const { history } = about.remembered;
    const { ends, count } = found.applied;
    const applied = { ends, has: (name: string) => history.has(name) };
    // A row that stands for no migration of that name is for the graph to tell.
    this.tail = count === history.size ? tailBehind(found.pending, applied) : undefined;
  }

  /** With these in the place of {@link pending}. */
  withPending(pending: readonly Migration[]): StartingPoint {
    if (pending === this.pending) return this;
    const { schema, applied, seal } = this;
    return new StartingPoint(this.#about, { schema, applied, seal, pending });
  }

  /** Those to apply as they are, the applied ones by stand-ins. */
  get migrations(): readonly Migration[] {
    this.#all ??= [...this.#standIns(), ...this.pending];
    return this.#all;
  }

  /** Is this what the database still remembers? */
  holds({ history, entries }: Remembered): boolean {
    const { remembered, salt } = this.#about;
    return (
      entries.size === 0 &&
      (history === remembered.history ||
        historyDigest(salt, history.values()) === this.seal.standsFor)
    );
  }

  #standIns(): readonly Migration[] {
    const { files } = this.#about;
    return this.applied.list().flatMap((one) => {
      const file = files.get(one.name);
      return file === undefined
        ? []
        : [new AppliedStandIn(one, { file: file.file ?? one.name, checksum: file.checksum })];
    });
  }
}

interface StartRequest {
  readonly part: PartialLoad;
  readonly snapshots: Snapshots;
  readonly connection: Connection;
  readonly remembered: Remembered;
  /** By name. */
  readonly files: ReadonlyMap<string, MigrationFile>;
  readonly salt: string;
}

/**
 * Looks for the state of the applied migrations, and evaluates only the others. undefined: they all
 * have to be evaluated.
 */
export async function startingPoint(request: StartRequest): Promise<StartingPoint | undefined> {
  const { part, snapshots, connection, remembered, files, salt } = request;
  const { history, entries } = remembered;
  if (entries.size > 0 || !(await part.mayRely())) return undefined;
  const seal = HistorySeal.of({ salt, history: history.values(), files });
  const found = seal && (await snapshots.read(connection, seal));
  if (seal === undefined || found === undefined) return undefined;
  const open = [...files.keys()].filter((name) => !history.has(name));
  const pending = open.length === 0 ? [] : [...(await part.load(open))];
  if (!pending.every((migration) => isNewcomer(migration, files, history))) return undefined;
  return new StartingPoint(request, { ...found, seal, pending });
}

/** A migration that has the name of its file, and nothing to do with those that are applied. */
function isNewcomer(
  { name, replaces }: Migration,
  files: ReadonlyMap<string, MigrationFile>,
  history: ReadonlyMap<string, unknown>,
): boolean {
  return replaces.length === 0 && files.has(name) && !history.has(name);
}
