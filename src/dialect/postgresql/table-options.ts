import type { Table } from "../../schema/table.js";

/** The option that makes a table UNLOGGED. */
export const UNLOGGED = "unlogged";

/** The storage parameters of tables; options of another database mean nothing here. */
const PARAMETER =
  /^(?:toast\.)?(?:fillfactor|parallel_workers|toast_tuple_target|user_catalog_table|log_autovacuum_min_duration|(?:auto)?vacuum_[a-z_]+)$/;

/** The options of a table that PostgreSQL has, sorted by key; one that is as usual is left out. */
export function postgresqlOptions(options: Table["options"]): Table["options"] {
  const known = Object.entries(options).filter(
    ([key, value]) => PARAMETER.test(key) || (key === UNLOGGED && value === "true"),
  );
  return Object.fromEntries(known.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** `fillfactor = 70`, as WITH takes it. */
export function storageParameters(options: Table["options"]): readonly string[] {
  return Object.entries(postgresqlOptions(options)).flatMap(([key, value]) =>
    key === UNLOGGED ? [] : [`${key} = ${parameterValue(value)}`],
  );
}

/** A number or a word as it is, anything else as a text. */
function parameterValue(value: string): string {
  return /^[\w.+-]+$/.test(value) ? value : `'${value.replaceAll("'", "''")}'`;
}

export function isUnlogged(options: Table["options"]): boolean {
  return postgresqlOptions(options)[UNLOGGED] === "true";
}
