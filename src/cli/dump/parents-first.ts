import type { ForeignKey } from "../../schema/table.js";
import { cannotDump, type DumpRow } from "./dump-rows.js";

/** Fields of a table that refer to others of the same table. */
export interface SelfReference {
  readonly key: ForeignKey;
  readonly fields: readonly string[];
  readonly targets: readonly string[];
  /** May it wait for its row? */
  readonly isOpen: boolean;
}

/** A row in its place. */
interface PlacedRow {
  readonly row: DumpRow;
  /** References to rows that come behind it. */
  readonly ahead: readonly ForeignKey[];
}

export interface ParentsFirstOptions {
  readonly references: readonly SelfReference[];
  /** Which row it is, for people. */
  readonly nameOf: (row: DumpRow) => string;
  /** Called once for each row that refers to one which is not there. */
  readonly onOutside: (row: DumpRow) => void;
}

/**
 * The rows in an order in which each comes behind those it refers to, otherwise as they come. Rows
 * that have to wait are held, of the others only what they are referred to by. Of rows in a circle one
 * comes before the row that it refers to.
 *
 * @throws CliError CLI_CANNOT_DUMP naming rows that refer to each other in a circle, none of which may do that.
 */
export async function* parentsFirst(
  rows: AsyncIterable<DumpRow>,
  options: ParentsFirstOptions,
): AsyncGenerator<PlacedRow> {
  const line = new WaitingLine(options.references);
  for await (const row of rows) yield* placed(line.come(row));
  for (;;) {
    const outside = line.withoutParent();
    if (outside.length === 0) break;
    for (const row of outside) {
      options.onOutside(row);
      yield* placed(line.letThrough(row));
    }
  }
  for (const circle of line.circles()) {
    const first = circle.find((row) => line.missing(row).every(({ isOpen }) => isOpen));
    if (first === undefined) throw inCircle(circle, options);
    yield { row: first, ahead: line.missing(first).map(({ key }) => key) };
    yield* placed(line.letThroughAlone(first));
  }
}

function* placed(rows: Iterable<DumpRow>): Generator<PlacedRow> {
  for (const row of rows) yield { row, ahead: [] };
}

function inCircle([row = {}]: readonly DumpRow[], { nameOf, references }: ParentsFirstOptions) {
  const fields = references.filter(({ isOpen }) => !isOpen).flatMap((one) => one.fields);
  return cannotDump(
    `rows refer to each other in a circle, among them ${nameOf(row)}, by fields that cannot be NULL (${fields.join(", ")})`,
    "None of them can be the first. Make such a field nullable, or the foreign key deferrable where the database can; or leave the rows out with --where, and write them by hand.",
  );
}

class WaitingLine {
  readonly #references: readonly SelfReference[];
  /** What rows that have come are referred to by. */
  readonly #known = new Set<string>();
  /** Rows by the one that they wait for. */
  readonly #waiting = new Map<string, DumpRow[]>();

  constructor(references: readonly SelfReference[]) {
    this.#references = references;
  }

  /** The row, and those that waited for it; nothing while it has to wait itself. */
  *come(row: DumpRow): Generator<DumpRow> {
    const missing = this.#missing(row);
    if (missing === undefined) yield* this.letThrough(row);
    else this.#wait(row, missing);
  }

  /** Rows in a circle, one circle after the other: of each, one is to be let through. */
  *circles(): Generator<readonly DumpRow[]> {
    const byName = new Map<string, DumpRow>();
    for (const row of this.waiting()) for (const name of this.#names(row)) byName.set(name, row);
    for (;;) {
      const [start] = this.waiting();
      if (start === undefined) return;
      const walked = new Set<DumpRow>();
      let row: DumpRow | undefined = start;
      while (row !== undefined && !walked.has(row)) {
        walked.add(row);
        row = byName.get(this.#missing(row) ?? "");
      }
      const all = [...walked];
      yield row === undefined ? all : all.slice(all.indexOf(row));
    }
  }

  /** References of the row to rows that have not come. */
  missing(row: DumpRow): readonly SelfReference[] {
    const own = this.#names(row);
    return this.#references.filter(({ fields }, at) =>
      this.#isMissing(nameOf(at, row, fields), own),
    );
  }

  /** Those behind a row of a circle, which comes without them. */
  *letThroughAlone(row: DumpRow): Generator<DumpRow> {
    const name = this.#missing(row) ?? "";
    const others = (this.#waiting.get(name) ?? []).filter((one) => one !== row);
    if (others.length === 0) this.#waiting.delete(name);
    else this.#waiting.set(name, others);
    const [, ...behind] = this.letThrough(row);
    yield* behind;
  }

  *letThrough(first: DumpRow): Generator<DumpRow> {
    const next = [first];
    for (let row = next.pop(); row !== undefined; row = next.pop()) {
      yield row;
      for (const name of this.#names(row)) next.push(...this.#arrived(name).toReversed());
    }
  }

  /** Rows that wait for one that does not come: what they refer to is not among the rows. */
  withoutParent(): readonly DumpRow[] {
    const names = new Set([...this.waiting()].flatMap((row) => this.#names(row)));
    const missing = [...this.#waiting.keys()].filter((name) => !names.has(name));
    return missing.flatMap((name) => this.#arrived(name));
  }

  *waiting(): Generator<DumpRow> {
    for (const rows of this.#waiting.values()) yield* rows;
  }

  #wait(row: DumpRow, missing: string): void {
    const others = this.#waiting.get(missing);
    if (others === undefined) this.#waiting.set(missing, [row]);
    else others.push(row);
  }

  /** Those that wait for nothing any more; one that refers to several rows may wait for another now. */
  #arrived(name: string): readonly DumpRow[] {
    this.#known.add(name);
    const waited = this.#waiting.get(name) ?? [];
    this.#waiting.delete(name);
    return waited.filter((row) => {
      const missing = this.#missing(row);
      if (missing !== undefined) this.#wait(row, missing);
      return missing === undefined;
    });
  }

  #missing(row: DumpRow): string | undefined {
    const own = this.#names(row);
    return this.#references
      .map(({ fields }, at) => nameOf(at, row, fields))
      .find((name) => this.#isMissing(name, own));
  }

  #isMissing(name: string | undefined, own: readonly string[]): boolean {
    return name !== undefined && !own.includes(name) && !this.#known.has(name);
  }

  #names(row: DumpRow): readonly string[] {
    return this.#references.flatMap(({ targets }, at) => nameOf(at, row, targets) ?? []);
  }
}

/** undefined: a reference of which a part is NULL refers to nothing. */
function nameOf(at: number, row: DumpRow, fields: readonly string[]): string | undefined {
  const values = fields.map((name) => row[name] ?? null);
  if (values.includes(null)) return undefined;
  return JSON.stringify([at, ...values.map(comparable)]);
}

function comparable(value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  return value instanceof Uint8Array ? Buffer.from(value).toString("base64") : value;
}
