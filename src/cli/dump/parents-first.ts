import { cannotDump } from "./cannot-dump.js";
import type { DumpRow } from "./dump-rows.js";

/** Fields of a table that refer to others of the same table. */
interface SelfReference {
  readonly fields: readonly string[];
  readonly targets: readonly string[];
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
 * that have to wait are held, of the others only what they are referred to by.
 *
 * @throws CliError CLI_CANNOT_DUMP naming rows that refer to each other in a circle.
 */
export async function* parentsFirst(
  rows: AsyncIterable<DumpRow>,
  options: ParentsFirstOptions,
): AsyncGenerator<DumpRow> {
  const line = new WaitingLine(options.references);
  for await (const row of rows) yield* line.come(row);
  for (;;) {
    const outside = line.withoutParent();
    if (outside.length === 0) break;
    for (const row of outside) {
      options.onOutside(row);
      yield* line.letThrough(row);
    }
  }
  const [stuck] = line.waiting();
  if (stuck === undefined) return;
  throw cannotDump(
    `rows refer to each other in a circle, among them ${options.nameOf(stuck)}`,
    "None of them can be the first. Leave them out with --where, and write them by hand: without the reference, then with it.",
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
      .find((name) => name !== undefined && !own.includes(name) && !this.#known.has(name));
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
