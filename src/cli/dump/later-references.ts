import type { ForeignKey } from "../../schema/table.js";
import type { DumpFiles } from "./dump-files.js";
import { cannotDump, type DumpRow, keyText } from "./dump-rows.js";
import type { DumpTable } from "./dump-tables.js";

/** References of rows in circles: what is left out of a row at first, and brought behind all rows. */
export class LaterReferences {
  readonly #files: DumpFiles;
  readonly #left = new Map<DumpTable, DumpRow[]>();
  /** The file that begins with what only the end of its transaction makes right. */
  #deferredIn: number | undefined;

  constructor(files: DumpFiles) {
    this.#files = files;
  }

  /** Writes a row that comes before those that these keys refer to. @throws CliError CLI_CANNOT_DUMP */
  add(dump: DumpTable, row: DumpRow, ahead: readonly ForeignKey[]): void {
    const nameOf = (one: DumpRow): string => keyText(dump, one);
    const fields = ahead.flatMap((key) => this.#fieldsOf(dump, row, key));
    if (fields.length > 0) {
      const left = [...dump.selection.keys, ...new Set(fields)].map((name) => [name, row[name]]);
      const others = this.#left.get(dump);
      if (others === undefined) this.#left.set(dump, [Object.fromEntries(left)]);
      else others.push(Object.fromEntries(left));
    }
    this.#files.add(dump, without(dump, row, fields), { nameOf });
    const isDeferred = ahead.some((key) => dump.open.get(key)?.kind === "deferred");
    if (isDeferred) this.#deferredIn ??= this.#files.number;
  }

  /** Behind the last row. */
  end(): void {
    const isInOne = (this.#deferredIn ?? this.#files.number) === this.#files.number;
    if (!isInOne) throw tooMany();
    for (const [dump, rows] of this.#left) {
      const nameOf = (row: DumpRow): string => keyText(dump, row);
      for (const row of rows) this.#files.add(dump, row, { nameOf, onlyUpdate: true });
    }
  }

  /** Those that are NULL at first; none where the database waits. */
  #fieldsOf(dump: DumpTable, row: DumpRow, key: ForeignKey): readonly string[] {
    const open = dump.open.get(key);
    if (open?.kind === "deferred") return [];
    if (open !== undefined) return open.fields;
    throw cannotDump(
      `"${dump.key}" and "${key.table}" refer to each other in a circle, and the row ${keyText(dump, row)} of the first to one of the other by fields that cannot be NULL (${key.fields.join(", ")})`,
      `Make such a field nullable, or the foreign key deferrable where the database can; or dump the rows without such a reference first (--where), and bring the others by hand behind those of "${key.table}".`,
    );
  }
}

/** Not named, so that a row which is there keeps what it has; NULL where a row that is new would get a default. */
function without({ table }: DumpTable, row: DumpRow, fields: readonly string[]): DumpRow {
  const entries = Object.entries(row).flatMap(([name, value]) => {
    if (!fields.includes(name)) return [[name, value] as const];
    const field = table.fields.find((one) => one.name === name);
    return field?.default === undefined ? [] : [[name, null] as const];
  });
  return Object.fromEntries(entries);
}

function tooMany(): Error {
  return cannotDump(
    "rows that refer to each other in a circle, which the database checks at the end of a transaction, do not fit into one migration",
    "Leave some of them out with --where, and dump those behind the others.",
  );
}
