import type { Connection, Row } from "../../driver/driver.js";
import { namings } from "../../schema/constraint-name.js";
import { type Field, makeField } from "../../schema/field.js";
import { type Schema, tableKey } from "../../schema/schema.js";
import {
  type ForeignKey,
  type Index,
  makeForeignKey,
  makeIndex,
  makeTable,
  type ReferentialAction,
  type Table,
} from "../../schema/table.js";
import type { Introspector } from "../dialect.js";
import { type ColumnType, schemaOfTables } from "../expected.js";
import { groupBy } from "../group-by.js";
import type { LiveObjects } from "../live-objects.js";
import {
  nameOf,
  OBJECTS,
  readSqlserverCatalogue,
  type SqlserverCatalogue,
  textOf,
  UNUSUAL_KEYS,
} from "./catalogue.js";
import { identityType, numberOf } from "./counter.js";
import { textsIn, withoutBrackets } from "./expression.js";
import { enumCheckName, unlessUpdated, updateTriggerName } from "./names.js";
import { sqlserverObjects } from "./objects.js";
import { readSqlserverType } from "./type-reader.js";

/** Reads a live SQL Server database by its catalogue views; see {@link Introspector}. */
export class SqlserverIntrospector implements Introspector {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async read({ ignore }: { readonly ignore: readonly string[] }): Promise<Schema> {
    const catalogue = await readSqlserverCatalogue(this.#connection);
    const tables = catalogue.tables
      .filter((row) => !ignore.includes(tableKey(nameOf(row))))
      .map((row) => readTable(row, catalogue));
    return schemaOfTables(tables);
  }

  async objects(schema: Schema): Promise<LiveObjects> {
    const rows = await this.#connection.query(OBJECTS);
    return sqlserverObjects(rows, schema, await this.#connection.query(UNUSUAL_KEYS));
  }
}

/** A schema of rows of the catalogue: what there is of the introspector without a server. */
export function readTable(row: Row, catalogue: SqlserverCatalogue): Table {
  const id = Number(row.id);
  const { name, namespace } = nameOf(row);
  const columns = catalogue.columns.get(id) ?? [];
  const checks = catalogue.checks.get(id) ?? [];
  const enums = new Set(columns.flatMap((column) => enumChecks(name, String(column.name))));
  const indexes = [...groupBy(catalogue.indexes.get(id) ?? [], (part) => part.index_id).values()];
  const of = (kind: "is_primary" | "is_constraint"): readonly (readonly Row[])[] =>
    indexes.filter(([first]) => first?.[kind] === true);
  const primary = of("is_primary")[0];
  return makeTable({
    name,
    namespace,
    fields: columns.map((column) => readField(column, name, { id, catalogue })),
    primaryKey: primary && { name: chosenName(primary), fields: columnsOf(primary) },
    foreignKeys: [
      ...groupBy(catalogue.foreignKeys.get(id) ?? [], (part) => part.key_id).values(),
    ].map((parts) => readForeignKey(parts, catalogue)),
    indexes: indexes
      .filter(([first]) => first?.is_primary !== true && first?.is_constraint !== true)
      .map(readIndex),
    uniques: of("is_constraint").map((parts) => ({
      name: String(parts[0]?.name),
      fields: columnsOf(parts),
    })),
    checks: checks
      .filter((check) => !enums.has(String(check.name)))
      .map((check) => ({
        name: String(check.name),
        expression: withoutBrackets(String(check.definition)),
      })),
    comment: textOf(row.comment),
  });
}

function readField(
  column: Row,
  table: string,
  { id, catalogue }: { readonly id: number; readonly catalogue: SqlserverCatalogue },
): Field {
  const name = String(column.name);
  const names = enumChecks(table, name);
  const check = (catalogue.checks.get(id) ?? []).find((one) => names.includes(String(one.name)));
  const trigger = (catalogue.triggers.get(id) ?? []).find(
    (one) => one.name === updateTriggerName(table),
  );
  const fallback = textOf(column.default_text);
  const isComputed = column.computed === true;
  return makeField({
    name,
    ...readType(column, check),
    nullable: column.nullable === true,
    default: fallback === undefined ? undefined : { kind: "sql", sql: withoutBrackets(fallback) },
    autoUpdate: String(trigger?.definition ?? "").includes(unlessUpdated(name)),
    generated: isComputed
      ? {
          expression: withoutBrackets(String(column.computed_text)),
          stored: column.persisted === true,
        }
      : undefined,
    collation: isComputed ? undefined : textOf(column.collation_name),
    comment: textOf(column.comment),
  });
}

/** The names that the check of an enum may have. */
function enumChecks(table: string, name: string): readonly string[] {
  return namings(name, "enum").map((field) => enumCheckName(table, field));
}

/** The type of a row of `sys.columns` with the type's name. */
export function readColumnType(column: Row): ColumnType {
  return readSqlserverType(typeText(column));
}

function readType(column: Row, check: Row | undefined): ColumnType {
  const type = readColumnType(column);
  if (check !== undefined) {
    const values = [...textsIn(String(check.definition))].sort();
    return { ...type, type: "enum", native: undefined, length: undefined, values };
  }
  if (column.counts !== true) return type;
  return identityType(type, { start: numberOf(column.seed), increment: numberOf(column.step) });
}

/** The type as it is written; `max_length` counts bytes, -1 is MAX. */
export function typeText(column: Row): string {
  const name = String(column.type_name);
  const bytes = Number(column.bytes);
  const size = (unit: number): string => (bytes < 0 ? "max" : String(bytes / unit));
  switch (name) {
    case "nvarchar":
    case "nchar":
      return `${name}(${size(2)})`;
    case "varchar":
    case "char":
    case "varbinary":
    case "binary":
      return `${name}(${size(1)})`;
    case "decimal":
    case "numeric":
      return `${name}(${String(column.digits)},${String(column.scale)})`;
    case "datetime2":
    case "datetimeoffset":
    case "time":
      return `${name}(${String(column.scale)})`;
    default:
      return name;
  }
}

function readForeignKey(parts: readonly Row[], catalogue: SqlserverCatalogue): ForeignKey {
  const [first] = parts;
  const target = catalogue.tables.find((table) => table.id === first?.target);
  return makeForeignKey({
    name: String(first?.name),
    fields: columnsOf(parts),
    table: target === undefined ? "" : tableKey(nameOf(target)),
    targetFields: parts.map((part) => String(part.target_column)),
    onDelete: actionOf(first?.on_delete),
    onUpdate: actionOf(first?.on_update),
  });
}

const ACTIONS: readonly ReferentialAction[] = ["CASCADE", "SET_NULL", "SET_DEFAULT"];

function actionOf(value: unknown): ReferentialAction {
  return ACTIONS.find((action) => action === value) ?? "NO_ACTION";
}

function readIndex(rows: readonly Row[]): Index {
  const [first] = rows;
  const keys = rows.filter(({ included }) => included !== true);
  const unique = first?.is_unique === true;
  const nullable = keys
    .filter((key) => Number(key.nullable) === 1)
    .map((key) => String(key.column_name));
  const filter = textOf(first?.filter_text);
  const where = filter === undefined ? undefined : withoutBrackets(filter);
  const stripped = unique && nullable.length > 0 ? withoutImplied(where, nullable) : undefined;
  return makeIndex({
    name: String(first?.name),
    parts: keys.map((key) => ({
      field: String(key.column_name),
      order: key.descending === true ? "desc" : "asc",
    })),
    unique,
    method: Number(first?.kind) === 1 ? "clustered" : undefined,
    where: stripped === undefined ? where : stripped.where,
    include: rows.filter(({ included }) => included === true).map((row) => String(row.column_name)),
    nullsNotDistinct: unique && nullable.length > 0 && stripped === undefined,
  });
}

/** The predicate without the `IS NOT NULL` of every member; undefined when it lacks one of them. */
function withoutImplied(
  where: string | undefined,
  fields: readonly string[],
): { readonly where: string | undefined } | undefined {
  if (where === undefined) return undefined;
  const implied = fields.map((name) => `[${name.replaceAll("]", "]]")}] IS NOT NULL`).join(" AND ");
  if (where === implied) return { where: undefined };
  const end = ` AND ${implied}`;
  return where.endsWith(end) ? { where: where.slice(0, -end.length) } : undefined;
}

/** The name of a key that its author has given; the server's own has a random end. */
function chosenName([first]: readonly Row[]): string | undefined {
  return first?.named_by_server === false ? String(first.name) : undefined;
}

function columnsOf(parts: readonly Row[]): readonly string[] {
  return parts.map((part) => String(part.column_name));
}
