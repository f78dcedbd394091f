import type { Index } from "../../schema/table.js";
import type { StatementFact, TableName } from "../ddl.js";
import type { EditorPart } from "../editor-part.js";

/** A query for `done`: 1 when the fact holds in the database, 0 when not. */
export function probeOf(fact: StatementFact, writer: EditorPart): string {
  const there = existence(fact, writer);
  return done(fact.exists ? there : `NOT ${there}`);
}

/**
 * The probe of `CREATE INDEX CONCURRENTLY`: an index that is valid and of this shape. One that a
 * failed build left behind is there and does not count.
 */
export function builtIndexProbe(table: TableName, index: Index, writer: EditorPart): string {
  const shape = [
    "i.indisvalid",
    `${index.unique ? "" : "NOT "}i.indisunique`,
    `i.indnkeyatts = ${index.parts.length}`,
    `i.indnatts = ${index.parts.length + index.include.length}`,
    `i.indpred IS ${index.where === undefined ? "" : "NOT "}NULL`,
    `ARRAY(SELECT a.attname::text FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k (number, place) LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number ORDER BY k.place) IS NOT DISTINCT FROM ARRAY[${columnsOf(index, writer)}]::text[]`,
  ];
  return done(
    `EXISTS (${indexQuery("", { table, name: index.name, writer })} AND ${shape.join(" AND ")})`,
  );
}

/**
 * What to run before such an index is built again: rows of SQL, none when nothing was left. An
 * index that a living session builds right now is not valid either and is left alone.
 */
export function failedIndexRepair(table: TableName, index: Index, writer: EditorPart): string {
  const drop = "format('DROP INDEX CONCURRENTLY %s', i.indexrelid::regclass)";
  return `${indexQuery(drop, { table, name: index.name, writer })} AND NOT i.indisvalid AND NOT EXISTS (SELECT FROM pg_stat_progress_create_index p WHERE p.index_relid = i.indexrelid)`;
}

/** SQL that drops such an index, as rows: none where it is not there, or a constraint's. */
export function leftIndexQuery(table: TableName, name: string, writer: EditorPart): string {
  const drop = "format('DROP INDEX %s', i.indexrelid::regclass)";
  return `${indexQuery(drop, { table, name, writer })} AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))`;
}

/** The columns of an index as literals, those it carries along behind them; NULL is an expression. */
function columnsOf(index: Index, writer: EditorPart): string {
  const columns = [...index.parts.map(({ field }) => field), ...index.include];
  return columns.map((name) => (name === undefined ? "NULL" : writer.literal(name))).join(", ");
}

interface IndexPlace {
  readonly table: TableName;
  readonly name: string;
  readonly writer: EditorPart;
}

function indexQuery(select: string, { table, name, writer }: IndexPlace): string {
  return `SELECT ${select} FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = to_regclass(${writer.literal(writer.tableName(table))}) AND c.relname = ${writer.literal(name)}`;
}

function done(condition: string): string {
  return `SELECT (${condition})::int AS done`;
}

function existence(fact: StatementFact, writer: EditorPart): string {
  const table = `to_regclass(${writer.literal(writer.tableName(fact.table))})`;
  switch (fact.kind) {
    case "table":
      return `(${table} IS NOT NULL)`;
    case "column":
      return `EXISTS (SELECT FROM pg_attribute WHERE attrelid = ${table} AND attname = ${writer.literal(fact.name)} AND NOT attisdropped)`;
    case "constraint":
      return `EXISTS (SELECT FROM pg_constraint WHERE conrelid = ${table} AND conname = ${writer.literal(fact.name)})`;
    case "index":
      return `EXISTS (${indexQuery("", { table: fact.table, name: fact.name, writer })}${fact.exists ? " AND i.indisvalid" : ""})`;
    default:
      return fact satisfies never;
  }
}
