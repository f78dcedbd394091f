import type { Connection } from "../driver/driver.js";
import type { MigrationFile } from "../migration/migration.js";
import type { Remembered } from "./records/memory.js";
import { SnapshotKeeper } from "./records/snapshot-keeper.js";
import type { Snapshots } from "./records/snapshots.js";
import { type PartialLoad, type StartingPoint, startingPoint } from "./records/starting-point.js";
import { isUpToDate } from "./status.js";

/** The migrations as their files show them, of which none was evaluated. */
export interface FilesAtHandParts {
  /** undefined: they have to be evaluated. */
  readonly list: () => readonly MigrationFile[] | undefined;
  readonly part: PartialLoad | undefined;
  /** What the state of migrations depends on beside their files: the tool, the kind of database. */
  readonly salt: string;
}

/** What can be known before anything is evaluated. */
export interface KnownFiles extends Remembered {
  /** There is nothing to do. */
  readonly upToDate: boolean;
  /** Only what is pending needs to be evaluated. */
  readonly start?: StartingPoint | undefined;
}

interface NamedFiles {
  readonly list: readonly MigrationFile[];
  readonly byName: ReadonlyMap<string, MigrationFile>;
}

/** Compares files with what a database remembers, and leaves there what they came to. */
export class FilesAtHand {
  readonly #parts: FilesAtHandParts;
  /** The last one that was found: what is asked twice about one history is evaluated once. */
  #start: StartingPoint | undefined;
  /** The last list of files, by name. */
  #named: NamedFiles | undefined;

  constructor(parts: FilesAtHandParts) {
    this.#parts = parts;
  }

  /** @param place where to look for a start; undefined: none is wanted. */
  async compare(
    remembered: Remembered,
    place:
      | {
          readonly snapshots: Snapshots;
          readonly connection: Connection;
          /** There is something to do. */
          readonly onPending: (() => Promise<void>) | undefined;
        }
      | undefined,
  ): Promise<KnownFiles> {
    const { list, part, salt } = this.#parts;
    const files = remembered.history.size === 0 ? undefined : list();
    const upToDate = files !== undefined && isUpToDate(files, remembered);
    if (files === undefined || upToDate || part === undefined || place === undefined) {
      return { ...remembered, upToDate };
    }
    await place.onPending?.();
    if (this.#start?.holds(remembered) !== true) {
      const named = this.#byName(files);
      const about = named && { ...place, part, remembered, files: named, salt };
      this.#start = about && (await startingPoint(about));
    }
    const start = this.#start;
    return { ...remembered, upToDate, start };
  }

  /** undefined where nothing may be kept. */
  async keeper(snapshots: Snapshots): Promise<SnapshotKeeper | undefined> {
    const { list, part, salt } = this.#parts;
    const files = part && (await part.mayRely()) ? this.#byName(list() ?? []) : undefined;
    return files && new SnapshotKeeper({ snapshots, salt, files });
  }

  /** undefined when two files have one name. */
  #byName(list: readonly MigrationFile[]): NamedFiles["byName"] | undefined {
    if (this.#named?.list !== list) {
      this.#named = { list, byName: new Map(list.map((file) => [file.name, file])) };
    }
    const { byName } = this.#named;
    return byName.size === list.length ? byName : undefined;
  }
}
