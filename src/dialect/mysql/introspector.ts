import type { Connection } from "../../driver/driver.js";
import { namings } from "../../schema/constraint-name.js";
import { type Field, makeField } from "../../schema/field.js";
import type { Options } from "../../schema/options.js";
import type { Schema } from "../../schema/schema.js";
import type { SchemaObject } from "../../schema/schema-object.js";
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
import { type ColumnType, countingType, schemaOfTables } from "../expected.js";
import { groupBy, rowsOf } from "../group-by.js";
import type { LiveObjects } from "../live-objects.js";
import { type MysqlCatalogue, readMysqlCatalogue } from "./catalogue.js";
import { expectedDefault, givenDefault, momentDigits, withoutDatabase } from "./column-default.js";
import { unusualOptions } from "./expected.js";
import { mysqlExpression } from "./expression.js";
import type { Facts } from "./facts.js";
import { mysqlObjects } from "./objects.js";
import { knownOptions, shownIndexOptions } from "./options.js";
import { isScratchName } from "./scratch-name.js";
import { readShownOptions } from "./shown-options.js";
import { startingAt } from "./start-values.js";
import { mysqlText } from "./text-literal.js";
import { updateTriggerName } from "./trigger.js";
import { readMysqlType } from "./type-reader.js";

const JSON_CHECK = /^\(?json_valid\(`((?:[^`]|``)*)`\)\)?$/i;
/** What MariaDB makes of JSON has this collation. */
const JSON_COLLATION = "utf8mb4_bin";

/** Reads a live MySQL or MariaDB database by its catalogue; see {@link Introspector}. */
export class MysqlIntrospector implements Introspector {
  readonly #connection: Connection;
  /** What `read` saw of tables and has no words for. */
  #unsaid: string[] = [];

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async read({ ignore }: { readonly ignore: readonly string[] }): Promise<Schema> {
    this.#unsaid = [];
    return schemaOfCatalogue(await readMysqlCatalogue(this.#connection), ignore, this.#unsaid);
  }

  async objects(schema: Schema, made: readonly SchemaObject[] = []): Promise<LiveObjects> {
    const found = await mysqlObjects(this.#connection, schema, made);
    return { ...found, unsaid: [...this.#unsaid, ...found.unsaid] };
  }
}

/** The tables of a catalogue but for those named; what they have besides is added to `unsaid`. */
export function schemaOfCatalogue(
  catalogue: MysqlCatalogue,
  ignore: readonly string[],
  unsaid: string[] = [],
): Schema {
  const tables = catalogue.tables.filter(
    ({ name = "" }) => !ignore.includes(name) && !isScratchName(name),
  );
  const own = ownRows(catalogue);
  return schemaOfTables(
    tables.map((row) => {
      const table = readTable(row, own, catalogue);
      const [known, unknown] = knownOptions(table.options);
      for (const key of unknown) unsaid.push(`option ${key} of table "${table.name}"`);
      return { ...table, options: known };
    }),
  );
}

/** Of each kind, the rows that are about a table. */
type OwnRows = Readonly<Record<RowKind, (table: string) => readonly Facts[]>>;
type RowKind = "bytes" | "columns" | "indexes" | "keys" | "checks" | "systems" | "triggers";

function ownRows(catalogue: MysqlCatalogue): OwnRows {
  const of = (kind: RowKind) => rowsOf(catalogue[kind], ({ table = "" }: Facts) => table);
  return {
    bytes: of("bytes"),
    columns: of("columns"),
    indexes: of("indexes"),
    keys: of("keys"),
    checks: of("checks"),
    systems: of("systems"),
    triggers: of("triggers"),
  };
}

function readTable(row: Facts, own: OwnRows, catalogue: MysqlCatalogue): Table {
  const { name = "" } = row;
  const shown = readShownOptions(catalogue.shown.get(name) ?? "");
  const columns = own.columns(name);
  const checks = own.checks(name).filter(({ level }) => level !== "Column");
  const reader: ColumnReader = {
    here: catalogue.here,
    mariadb: catalogue.mariadb,
    table: row,
    names: columns.map((column) => column.name ?? ""),
    options: shown.fields,
    start: catalogue.starts.get(name),
    bytes: new Map(own.bytes(name).map((one) => [one.name ?? "", one.bytes ?? ""])),
    systems: new Map(own.systems(name).map((one) => [one.name ?? "", one.srid ?? ""])),
    triggers: own.triggers(name).map((trigger) => trigger.name ?? ""),
  };
  const foreignKeys = grouped(own.keys(name)).map(readForeignKey);
  const indexes = grouped(own.indexes(name));
  const primary = indexes.find(([first]) => first?.name === "PRIMARY");
  const fields = columns.map((column) => readField(column, reader));
  // The check that keeps a period in order belongs to it.
  const period = /^`((?:[^`]|``)*)`/.exec(shown.table.period ?? "")?.[1]?.replaceAll("``", "`");
  return makeTable({
    name,
    fields,
    primaryKey: primary && { name: undefined, fields: primary.map(({ field = "" }) => field) },
    foreignKeys,
    indexes: indexes
      .filter((rows) => rows !== primary)
      .map((rows) => {
        const options = shownIndexOptions(shown.indexes.get(rows[0]?.name ?? ""), row.engine);
        return readIndex(rows, fields, options);
      })
      .filter((index) => !isOfForeignKey(index, foreignKeys)),
    checks: checks
      .filter((check) => check.name !== period)
      .map((check) => ({
        name: check.name ?? "",
        expression: mysqlExpression(check.clause ?? "", reader.names),
      })),
    comment: row.comment === "" ? undefined : row.comment,
    options: unusualOptions({ ...readOptions(row, catalogue.usual), ...wanted(shown.table, row) }),
  });
}

interface ColumnReader {
  readonly here: string;
  readonly mariadb: boolean;
  readonly table: Facts;
  readonly names: readonly string[];
  /** Column -> what only SHOW CREATE TABLE says. */
  readonly options: ReadonlyMap<string, Options>;
  /** Column -> the bytes of a binary default, in hexadecimal digits. */
  readonly bytes: ReadonlyMap<string, string>;
  /** The number with which the table counts; undefined: 1, or not known. */
  readonly start: bigint | undefined;
  /** Column -> its spatial reference system. */
  readonly systems: ReadonlyMap<string, string>;
  readonly triggers: readonly string[];
}

function readField(column: Facts, reader: ColumnReader): Field {
  const { name = "", type: sql = "", extra = "", expression } = column;
  const { check, ...shown } = reader.options.get(name) ?? {};
  // MariaDB keeps JSON as LONGTEXT with a check.
  const json = column.collation === JSON_COLLATION && JSON_CHECK.test(check ?? "");
  const type = json ? readMysqlType("json") : readMysqlType(sql);
  const counts = /\bauto_increment\b/i.test(extra);
  const generated = expression !== undefined && expression !== "" && shown.row === undefined;
  const preset = generated || counts ? undefined : readDefault(column, reader);
  const updates = /\bon update\b/i.test(extra) && momentDigits(sql) !== undefined;
  const ref = reader.systems.get(name);
  const table = { name: reader.table.name ?? "", namespace: undefined };
  const triggered = namings(name, "auto_update").some((one) =>
    reader.triggers.includes(updateTriggerName(table, one)),
  );
  return makeField({
    name,
    ...(counts ? countingType(type, "by_default") : type),
    nullable: generated || column.nullable === "YES",
    default: givenDefault(preset, updates || triggered),
    autoUpdate: updates || triggered,
    generated: generated
      ? {
          expression: mysqlExpression(expression, reader.names),
          stored: /\b(?:stored|persistent)\b/i.test(extra),
        }
      : undefined,
    collation: json ? undefined : readCollation(column, type, reader.table),
    comment: column.comment === "" ? undefined : column.comment,
    options: {
      ...shown,
      ...(check !== undefined && !json && { check: mysqlExpression(check, reader.names) }),
      ...(ref !== undefined && { ref_system_id: ref }),
    },
    counter: counts ? startingAt(reader.start) : undefined,
  });
}

/**
 * MariaDB gives a default as SQL (`'text'`, `NULL`, `uuid()`). MySQL gives the bare value of a
 * literal, and an expression with a mark in the extra column.
 */
function readDefault(column: Facts, { here, mariadb, bytes }: ColumnReader): string | undefined {
  const { name = "", preset, type = "", extra = "" } = column;
  const digits = bytes.get(name);
  if (digits !== undefined) return expectedDefault(`x'${digits}'`, type);
  if (preset === undefined || (mariadb && /^null$/i.test(preset))) return undefined;
  if (mariadb) return expectedDefault(withoutDatabase(preset, here), type);
  if (/\bdefault_generated\b/i.test(extra)) return expectedDefault(mysqlExpression(preset), type);
  return expectedDefault(BARE.test(type) ? preset : mysqlText(preset), type);
}

/** Types whose default MySQL's catalogue gives in a form that is SQL. */
const BARE = /^(?:tinyint|smallint|mediumint|int|bigint|decimal|float|double|bit|year)/i;

/** undefined when it is that of the table, which is what a column gets by itself. */
function readCollation(column: Facts, type: ColumnType, table: Facts): string | undefined {
  if (column.collation === undefined || column.collation === table.collation) return undefined;
  return type.type === "json" ? undefined : column.collation;
}

function readIndex(
  all: readonly Facts[],
  fields: readonly Field[],
  options: Options | undefined,
): Index {
  const [first = {}] = all;
  const method = (first.method ?? "").toLowerCase();
  // A period stands for its two fields at the end.
  const rows = options?.without_overlaps === undefined ? all : all.slice(0, -2);
  const names = fields.map(({ name }) => name);
  return makeIndex({
    name: first.name ?? "",
    parts: rows.map(({ expression, field, direction, prefix }) => ({
      field: expression === undefined ? field : undefined,
      expression: expression === undefined ? undefined : mysqlExpression(expression, names),
      order: direction === "D" ? "desc" : "asc",
      prefix: prefix === undefined || method === "spatial" ? undefined : Number(prefix),
    })),
    unique: first.plain === "0",
    method: method === "fulltext" || method === "spatial" ? method : undefined,
    comment: first.comment,
    options,
  });
}

/** The index that the server made because a foreign key needs one; it bears the key's name. */
function isOfForeignKey(index: Index, keys: readonly ForeignKey[]): boolean {
  const key = keys.find(({ name }) => name === index.name);
  if (key === undefined || index.unique || index.method !== undefined) return false;
  if (index.comment !== undefined || index.options !== undefined) return false;
  return index.parts.map(({ field }) => field).join("\0") === key.fields.join("\0");
}

function readForeignKey(rows: readonly Facts[]): ForeignKey {
  const [first = {}] = rows;
  const { space, here, target = "" } = first;
  return makeForeignKey({
    name: first.name ?? "",
    fields: rows.map(({ field = "" }) => field),
    table: space === here ? target : `${space}.${target}`,
    targetFields: rows.map((row) => row.target_field ?? ""),
    onDelete: actionOf(first.on_delete),
    onUpdate: actionOf(first.on_update),
  });
}

const ACTIONS: readonly ReferentialAction[] = ["CASCADE", "SET_NULL", "SET_DEFAULT", "RESTRICT"];

function actionOf(rule = ""): ReferentialAction {
  const word = rule.toUpperCase().replace(" ", "_");
  return ACTIONS.find((action) => action === word) ?? "NO_ACTION";
}

function readOptions(row: Facts, own: MysqlCatalogue["usual"]): Readonly<Record<string, string>> {
  const { engine, collation = "", options = "" } = row;
  const charset = /^[^_]*/.exec(collation)?.[0] ?? "";
  const usual = charset !== own.charset && row.usual === "Yes";
  const format = /\brow_format=(\w+)/i.exec(options)?.[1];
  const block = /\bkey_block_size=(\w+)/i.exec(options)?.[1];
  return {
    ...(engine === undefined ? {} : { engine }),
    ...(charset === "" || charset === own.charset ? {} : { charset }),
    ...(usual || collation === "" || collation === own.collate ? {} : { collate: collation }),
    ...(format === undefined ? {} : { row_format: format }),
    ...(block === undefined ? {} : { key_block_size: block }),
  };
}

/** Without the checksums that Aria shows also where they were not asked for. */
function wanted({ page_checksum: sums, ...others }: Options, { options = "" }: Facts): Options {
  if (sums === undefined || !/\bpage_checksum=/i.test(options)) return others;
  return { ...others, page_checksum: sums };
}

/** Rows of one name, in the order they came. */
function grouped(rows: readonly Facts[]): readonly (readonly Facts[])[] {
  return [...groupBy(rows, ({ name = "" }) => name).values()];
}
