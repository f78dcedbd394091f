import type { Connection, Row } from "../../driver/driver.js";
import { MigrationError } from "../../errors.js";
import { Verbatim } from "../../schema/verbatim.js";
import { shownJson } from "../../text/shown-json.js";
import { CliError } from "../cli-error.js";
import type { DumpTable } from "./dump-tables.js";

/** What stands around a value in the source: indentation, key, quotes, commas, a call. */
const AROUND = 14;

/** A row as a migration writes it. */
export type DumpRow = Readonly<Record<string, unknown>>;

/** Characters of source that one question may bring; how many rows that is shows with the first ones. */
const PAGE_TEXT = 4_000_000;
const FIRST_PAGE = 100;
const LARGEST_PAGE = 5000;

/**
 * How many rows there are.
 *
 * @throws CliError CLI_DUMP_KEY where a row cannot be told from another by its keys.
 */
export async function countRows(connection: Connection, dump: DumpTable): Promise<number> {
  const { key, reader, selection, isUnique } = dump;
  const [counted] = await connection.query(reader.count(selection));
  const keyless = Number(counted?.keyless);
  const keys = selection.keys.map((name) => `"${name}"`).join(", ");
  if (keyless > 0) {
    throw badKey(`${keyless} rows of "${key}" have no value in ${keys}, which tells rows apart`);
  }
  const [twice] = isUnique ? [] : await connection.query(reader.twice(selection));
  if (twice !== undefined) {
    throw badKey(
      `several rows of "${key}" have the same values in ${keys}: ${keyText(dump, twice)}`,
    );
  }
  return Number(counted?.total);
}

/** The rows in the order of their keys; of a large table only a page is held at a time. */
export async function* readRows(connection: Connection, dump: DumpTable): AsyncGenerator<DumpRow> {
  let limit = FIRST_PAGE;
  let offset = 0;
  let after: Row | undefined;
  for (;;) {
    const sql = dump.reader.page(dump.selection, dump.fields, { limit, offset, after });
    const page = await connection.query(sql);
    let size = 0;
    for (const row of page) {
      const written = writtenRow(dump, row);
      size += rowSize(written);
      yield written;
    }
    if (page.length < limit) return;
    offset += page.length;
    after = page.at(-1);
    limit = Math.min(LARGEST_PAGE, Math.max(1, Math.floor(PAGE_TEXT / (size / page.length))));
  }
}

/** Which row it is, for people. */
export function keyText({ selection }: DumpTable, row: Row): string {
  return selection.keys.map((name) => `${name} = ${shownJson(row[name])}`).join(", ");
}

function writtenRow(dump: DumpTable, row: Row): DumpRow {
  return Object.fromEntries(
    dump.fields.map((name) => {
      try {
        return [name, dump.reader.written(row[name], name)];
      } catch (cause) {
        if (!(cause instanceof MigrationError)) throw cause;
        throw cannotDump(
          `the row ${keyText(dump, row)} of "${dump.key}": ${cause.message}`,
          "Leave the row out with --where, or write it by hand.",
          cause,
        );
      }
    }),
  );
}

function badKey(message: string): CliError {
  return new CliError({
    code: "CLI_DUMP_KEY",
    message,
    hint: "Name fields that tell every row apart with --conflict-key, or leave such rows out with --where.",
  });
}

/** About how many bytes a row has in the source of a migration, rather more than too few. */
export function rowSize(row: Readonly<Record<string, unknown>>): number {
  let size = AROUND;
  for (const [name, value] of Object.entries(row)) size += name.length + AROUND + valueSize(value);
  return size;
}

function valueSize(value: unknown): number {
  if (value instanceof Verbatim) return valueSize(value.text) + AROUND;
  if (value instanceof Uint8Array) return Math.ceil(value.length / 3) * 4 + AROUND;
  if (value instanceof Date) return 3 * AROUND;
  return typeof value === "string"
    ? Buffer.byteLength(JSON.stringify(value))
    : String(value).length;
}

/** Rows that no migration can hold, or not in this way; nothing is left behind. */
export function cannotDump(message: string, hint: string, cause?: unknown): CliError {
  return new CliError({ code: "CLI_CANNOT_DUMP", message, hint, cause });
}
