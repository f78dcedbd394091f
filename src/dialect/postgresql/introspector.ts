import type { Connection } from "../../driver/driver.js";
import { namings } from "../../schema/constraint-name.js";
import { counterNumber, integerTypes } from "../../schema/counter.js";
import { type Field, makeField } from "../../schema/field.js";
import { type Schema, tableKey } from "../../schema/schema.js";
import type { SchemaObject } from "../../schema/schema-object.js";
import {
  type Deferrable,
  type ForeignKey,
  type Index,
  type IndexParts,
  makeCheck,
  makeForeignKey,
  makeIndex,
  makePrimaryKey,
  makeUnique,
  type ReferentialAction,
  type Table,
} from "../../schema/table.js";
import { mapExpressions } from "../../schema/table-expressions.js";
import type { Introspector } from "../dialect.js";
import type { ColumnType } from "../expected.js";
import { groupBy, rowsOf } from "../group-by.js";
import type { LiveObjects } from "../live-objects.js";
import {
  type Catalogue,
  type CatalogueScope,
  type ColumnRow,
  type ConstraintRow,
  type CountingRow,
  type EnumRow,
  type IndexRow,
  readCatalogue,
  type TableRow,
} from "./catalogue.js";
import { autoUpdateName } from "./columns.js";
import { type CountingFacts, countedColumn } from "./counter.js";
import { simplifyDefault, stableExpression } from "./expression-text.js";
import { chosenKeyName } from "./key-name.js";
import { postgresqlObjects } from "./objects.js";
import { schemaWithEnums } from "./schema-with-enums.js";
import { postgresqlOptions, UNLOGGED } from "./table-options.js";
import { readPostgresqlType } from "./type-reader.js";
import { unsaidOfTables } from "./unsaid-of-tables.js";

const ACTIONS: Readonly<Record<string, ReferentialAction>> = {
  a: "NO_ACTION",
  c: "CASCADE",
  d: "SET_DEFAULT",
  n: "SET_NULL",
  r: "RESTRICT",
};

/** Reads a live PostgreSQL database by its catalogue; see {@link Introspector}. */
export class PostgresqlIntrospector implements Introspector {
  readonly #connection: Connection;
  readonly #scope: CatalogueScope;

  constructor(connection: Connection, scope: CatalogueScope = "database") {
    this.#connection = connection;
    this.#scope = scope;
  }

  async read({ ignore }: { readonly ignore: readonly string[] }): Promise<Schema> {
    const catalogue = await readCatalogue(this.#connection, this.#scope);
    const own = ownRows(catalogue);
    const enums = qualifiedEnums(catalogue.columns.filter((row) => isOwnEnum(row, own)));
    const tables = catalogue.tables
      .filter((row) => !ignore.includes(tableKey(row)))
      .map((row) => withBareEnums(readTable(row, own), enums));
    const shared = catalogue.enums.filter(
      ({ namespace, labels }) => namespace === undefined && labels.length > 0,
    );
    return schemaWithEnums(
      tables,
      shared.map(({ name, labels }) => ({ name, values: labels })),
    );
  }

  async objects(schema: Schema, made: readonly SchemaObject[] = []): Promise<LiveObjects> {
    return await withoutJit(this.#connection, async () => {
      const found = await postgresqlObjects(this.#connection, schema, made);
      const ofTables = await unsaidOfTables(this.#connection, schema);
      return { ...found, unsaid: [...found.unsaid, ...ofTables] };
    });
  }
}

/** Asks for the rows that are about a table, by its number; for tables and types by their own. */
interface OwnRows {
  readonly enum: ReadonlyMap<number, EnumRow>;
  readonly table: ReadonlyMap<number, TableRow>;
  /** How many columns have the enum type. */
  readonly uses: ReadonlyMap<number, number>;
  readonly columns: (table: number) => readonly ColumnRow[];
  readonly constraints: (table: number) => readonly ConstraintRow[];
  readonly indexes: (table: number) => readonly IndexRow[];
}

function ownRows({ tables, enums, columns, constraints, indexes }: Catalogue): OwnRows {
  return {
    enum: new Map(enums.map((row) => [row.id, row])),
    table: new Map(tables.map((row) => [row.id, row])),
    uses: new Map(
      [...groupBy(columns, (row) => row.enum ?? 0)].map(([id, all]) => [id, all.length]),
    ),
    columns: rowsOf(columns, ({ table }) => table),
    constraints: rowsOf(constraints, ({ table }) => table),
    indexes: rowsOf(indexes, ({ table }) => table),
  };
}

function readTable(row: TableRow, own: OwnRows): Table {
  const constraints = own.constraints(row.id);
  const of = (kind: ConstraintRow["kind"]) =>
    constraints.filter((constraint) => constraint.kind === kind);
  const primary = of("p")[0];
  return {
    name: row.name,
    namespace: row.namespace,
    fields: own.columns(row.id).map((column) => readField(column, row, own)),
    primaryKey:
      primary &&
      makePrimaryKey({ ...readKey(primary), name: chosenKeyName(row.name, primary.name) }),
    foreignKeys: of("f").map((key) => readForeignKey(key, own)),
    indexes: readIndexes(own.indexes(row.id)),
    uniques: of("u").map((key) => makeUnique(readKey(key))),
    checks: of("c").map(({ expression = "", ...check }) =>
      makeCheck({ ...check, expression: stableExpression(expression) }),
    ),
    exclusions: of("x").map(({ name, definition }) => ({
      name,
      definition: definition.replace(/^EXCLUDE /, ""),
    })),
    comment: row.comment,
    options: readOptions(row),
  };
}

function readKey(row: ConstraintRow) {
  const { name, columns: fields, include, nullsNotDistinct } = row;
  return { name, fields, include, nullsNotDistinct, deferrable: readDeferrable(row) };
}

function readDeferrable({ deferrable, deferred }: ConstraintRow): Deferrable {
  return deferrable && !deferred ? "immediate" : deferrable;
}

function readOptions({ unlogged, parameters }: TableRow): Table["options"] {
  const given = parameters.map((one) => {
    const at = one.indexOf("=");
    return [one.slice(0, at), one.slice(at + 1)] as const;
  });
  return postgresqlOptions({
    ...Object.fromEntries(given),
    ...(unlogged && { [UNLOGGED]: "true" }),
  });
}

/**
 * Is the enum type of the column the model's: one of the default schema, or the column's own in the
 * schema of its table? Any other is an object, and the column names it.
 */
function isOwnEnum({ enum: id = 0, table }: ColumnRow, own: OwnRows): boolean {
  const type = own.enum.get(id);
  // The model has none without values.
  if (type?.labels.length === 0) return false;
  if (type?.namespace === undefined) return type !== undefined;
  const isBeside = own.table.get(table)?.namespace === type.namespace;
  return isBeside && type.name.endsWith("_enum") && own.uses.get(id) === 1;
}

type EnumFacts = ColumnType & Pick<Field, "enum">;

/**
 * The server writes the namespace of an enum type or leaves it out, as the search path has it; in
 * expressions it is left out always.
 */
function withBareEnums(table: Table, qualified: readonly string[]): Table {
  if (qualified.length === 0) return table;
  return mapExpressions(table, (sql) =>
    qualified.reduce((text, type) => text.replaceAll(`::${type}`, `::${bareName(type)}`), sql),
  );
}

function qualifiedEnums(columns: readonly ColumnRow[]): readonly string[] {
  const types = columns.filter((row) => row.enum !== undefined && row.type.includes("."));
  return [...new Set(types.map(({ type }) => type.replace(/\[\]$/, "")))];
}

/** `audit."log.x"` without its namespace. */
function bareName(type: string): string {
  return /^(?:"(?:[^"]|"")*"|[^".]+)\.(.+)$/.exec(type)?.[1] ?? type;
}

function readField(column: ColumnRow, table: TableRow, own: OwnRows): Field {
  const enumRow = isOwnEnum(column, own) ? own.enum.get(column.enum ?? 0) : undefined;
  const type = readType(column, table, enumRow);
  const { expression } = column;
  const generated = column.generated !== "";
  const plain = expression !== undefined && !generated && column.counting === undefined;
  return makeField({
    name: column.name,
    ...type,
    nullable: !column.notNull,
    default: plain ? { kind: "sql", sql: simplifyDefault(expression, type.type) } : undefined,
    autoUpdate: namings(column.name, "auto_update").some((one) =>
      table.triggers.includes(autoUpdateName(table.name, one)),
    ),
    generated: generated
      ? { expression: stableExpression(expression ?? ""), stored: column.generated === "s" }
      : undefined,
    collation: column.collation,
    comment: column.comment,
  });
}

function readType(column: ColumnRow, table: TableRow, own: EnumRow | undefined): EnumFacts {
  const type = readPostgresqlType(column.type);
  if (own !== undefined) {
    const name = column.type.endsWith("[]") ? "enum[]" : "enum";
    const shared = own.namespace === undefined && { enum: own.name };
    return { ...type, type: name, native: undefined, values: own.labels, ...shared };
  }
  const { name, counting } = column;
  return counting === undefined ? type : countedColumn(type, factsOf(counting, table.name, name));
}

const BY = { "": "sequence", a: "always", d: "by_default" } as const;

function factsOf(counting: CountingRow, table: string, name: string): CountingFacts {
  const number = (text: string): number | bigint => counterNumber(BigInt(text));
  return {
    table,
    name,
    by: BY[counting.identity],
    sequence: { name: counting.name, type: integerTypes.find((one) => one === counting.type) },
    options: {
      start: number(counting.start),
      increment: number(counting.increment),
      min: number(counting.min),
      max: number(counting.max),
      cache: number(counting.cache),
      cycle: counting.cycle,
    },
  };
}

function readForeignKey(key: ConstraintRow, { table }: OwnRows): ForeignKey {
  const target = table.get(key.target ?? 0);
  return makeForeignKey({
    name: key.name,
    fields: key.columns,
    table: target === undefined ? "" : tableKey(target),
    targetFields: key.targetColumns,
    onDelete: ACTIONS[key.onDelete] ?? "NO_ACTION",
    onUpdate: ACTIONS[key.onUpdate] ?? "NO_ACTION",
    deferrable: readDeferrable(key),
    ...(key.matchFull && { match: "full" }),
    onDeleteFields: key.deleteFields,
    notValid: key.notValid,
  });
}

function readIndexes(rows: readonly IndexRow[]): readonly Index[] {
  const parts = rowsOf(rows, ({ index }) => index);
  const firsts = rows.filter(({ position }) => position === 1);
  return firsts.map((first) => readIndex(first, parts(first.index)));
}

function readIndex(first: IndexRow, parts: readonly IndexRow[]): Index {
  return makeIndex({
    name: first.name,
    parts: parts.filter(({ key }) => key).map(readIndexPart),
    unique: first.unique,
    method: first.method === "btree" ? undefined : first.method,
    where: first.where === undefined ? undefined : stableExpression(first.where),
    include: parts.flatMap(({ key, column }) => (key || column === undefined ? [] : [column])),
    nullsNotDistinct: first.nullsNotDistinct,
  });
}

function readIndexPart(part: IndexRow): IndexParts["parts"][number] {
  const usual = part.nullsFirst === part.descending;
  return {
    field: part.column,
    expression: part.column === undefined ? stableExpression(part.expression) : undefined,
    order: part.descending ? "desc" : "asc",
    nulls: usual ? undefined : part.nullsFirst ? "first" : "last",
    opclass: part.opclass,
    collation: part.collation,
  };
}

/** Not every server that is spoken to has it. */
const JIT = (value: string): string =>
  `SELECT set_config('jit', ${value}, false) FROM pg_settings WHERE name = 'jit'`;

/**
 * Asks while the server compiles no query. Those on the catalogue are long and have few rows: to
 * compile one takes a hundred times as long as to answer it.
 */
async function withoutJit<T>(connection: Connection, work: () => Promise<T>): Promise<T> {
  await connection.query(JIT("'off'"));
  try {
    return await work();
  } finally {
    await connection.query(JIT("reset_val"));
  }
}
