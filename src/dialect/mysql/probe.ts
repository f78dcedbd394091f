import type { StatementFact, TableName } from "../ddl.js";
import { mysqlText } from "./text-literal.js";

/** For statements that do no harm when they run twice (MODIFY COLUMN with the full definition). */
export const RUN_AGAIN = "SELECT 0 AS done";

/**
 * SQL that answers `done` = 1 when the fact holds, 0 when not. Of the conditions on a schema MariaDB looks
 * up only those on the table's own, or it opens the tables of all databases, and waits for who changes one of them.
 */
export function mysqlProbe(fact: StatementFact): string {
  return answer(rowsOf(fact), fact.exists);
}

function rowsOf(fact: StatementFact): string {
  switch (fact.kind) {
    case "table":
      return `information_schema.tables WHERE ${own("table_schema")} AND ${isTable(fact.table)}`;
    case "column":
      return `${ofTable("columns", fact.table)} AND ${is("column_name", fact.name)}`;
    case "index":
      return indexRows(fact.table, fact.name);
    case "constraint":
      return `${ofTable("table_constraints", fact.table)} AND ${is("constraint_name", fact.name)}`;
    default:
      return fact satisfies never;
  }
}

/** Does the primary key of the table exist? */
export function primaryKeyProbe(table: TableName, exists: boolean): string {
  return answer(`${ofTable("statistics", table)} AND index_name = 'PRIMARY'`, exists);
}

/** Does a trigger of this name exist in the database? */
export function triggerProbe(name: string, exists: boolean): string {
  return answer(
    `information_schema.triggers WHERE ${own("event_object_schema")} AND ${is("trigger_name", name)}`,
    exists,
  );
}

/** Index `name` of the table, as a condition on `information_schema.statistics`. */
export function indexRows(table: TableName, name: string): string {
  return `${ofTable("statistics", table)} AND ${is("index_name", name)}`;
}

export function answer(from: string, exists: boolean): string {
  return `SELECT COUNT(*) ${exists ? ">" : "="} 0 AS done FROM ${from}`;
}

function ofTable(view: string, table: TableName): string {
  return `information_schema.${view} WHERE ${own("table_schema")} AND ${isTable(table)}`;
}

function own(column: string): string {
  return `${column} = DATABASE()`;
}

/** A server on a file system without case keeps table names in lower case. */
function isTable({ name, namespace }: TableName): string {
  const text = mysqlText(namespace === undefined ? name : `${namespace}.${name}`);
  return `table_name = ${text} AND (@@lower_case_table_names <> 0 OR ${bytes("table_name")} = ${bytes(text)})`;
}

/** The catalogue compares without case: renaming `a` to `A` would seem done before it is. */
function is(column: string, name: string): string {
  const text = mysqlText(name);
  return `${column} = ${text} AND ${bytes(column)} = ${bytes(text)}`;
}

function bytes(text: string): string {
  return `CAST(${text} AS BINARY)`;
}
