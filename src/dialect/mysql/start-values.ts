import type { Connection } from "../../driver/driver.js";
import { type CounterOptions, counterOf, counts } from "../../schema/counter.js";
import type { Table } from "../../schema/table.js";
import { mysqlText } from "./text-literal.js";

const COUNTERS = `SELECT table_name AS name, CAST(auto_increment AS CHAR) AS next,
    auto_increment > 1 AND table_rows = 0 AS asked
  FROM information_schema.tables WHERE table_schema = DATABASE() AND auto_increment IS NOT NULL`;

/** Where a counter stands. */
interface CounterState {
  readonly next: bigint;
  /** The number with which it begins; undefined: 1, or the table has rows and it cannot be told. */
  readonly start: bigint | undefined;
}

/** Table -> its counter, of the database in use. */
export async function counterStates(
  connection: Connection,
): Promise<ReadonlyMap<string, CounterState>> {
  const rows = await connection.query(COUNTERS);
  const asked = rows.filter((row) => Number(row.asked) === 1).map(({ name }) => String(name));
  const questions = asked.map(
    (name) =>
      `SELECT ${mysqlText(name)} AS name FROM DUAL WHERE NOT EXISTS (SELECT * FROM \`${name.replaceAll("`", "``")}\`)`,
  );
  const answers =
    questions.length === 0 ? [] : await connection.query(questions.join(" UNION ALL "));
  const empty = new Set(answers.map(({ name }) => String(name)));
  return new Map(
    rows.map((row) => {
      const [name, next] = [String(row.name), BigInt(String(row.next))];
      return [name, { next, start: empty.has(name) ? next : undefined }];
    }),
  );
}

/** The counter of a field that begins there. */
export function startingAt(start: bigint | number | undefined): CounterOptions | undefined {
  return counterOf(start === undefined || BigInt(start) === 1n ? undefined : { start });
}

/** What a counter has come to by itself is no difference: only one that is behind what was said is. */
export function asCounted(table: Table, state: CounterState | undefined): Table {
  if (state === undefined) return table;
  const counter = startingAt(state.start);
  return {
    ...table,
    fields: table.fields.map((field) => {
      const { counter: said, ...others } = field;
      if (!counts(field) || BigInt(said?.start ?? 1) > state.next) return field;
      return { ...others, ...(counter !== undefined && { counter }) };
    }),
  };
}
