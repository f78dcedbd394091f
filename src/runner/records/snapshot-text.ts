import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { AppliedMigration } from "../../migration/applied-stand-in.js";
import { claimTexts, noteClaims } from "../../schema/claimed-names.js";
import { type Field, type FieldDefault, makeField } from "../../schema/field.js";
import type { Naming } from "../../schema/naming.js";
import { noteTargets, targetsOf } from "../../schema/references-to.js";
import { type EnumType, type Schema, schemaOf } from "../../schema/schema.js";
import type { SchemaObject } from "../../schema/schema-object.js";
import { makeForeignKey, makeIndex, makeTable, type Table } from "../../schema/table.js";
import { TableMap, Unread } from "../../schema/table-map.js";

/** A table that came of a text and has not changed since is not written anew. */
const texts = new WeakMap<Table, string>();

/** Bytes of the lines: more is neither written nor read. */
const LARGEST = 256 * 1024 * 1024;
/** Characters of the text: what a statement may hold on every server as it is installed. */
const LARGEST_TEXT = 8 * 1024 * 1024;
/** Of nine. The texts of tables are alike: another level costs three times as much and gains a tenth. */
const LEVEL = 1;

/** What a snapshot holds. */
export interface SnapshotContent {
  readonly migrations: readonly AppliedMigration[];
  readonly schema: Schema;
}

/** What is no table. */
interface Head extends Pick<Schema, "defaults" | "typeMappings"> {
  readonly migrations: readonly AppliedMigration[];
  readonly enums: readonly EnumType[];
  readonly objects: readonly SchemaObject[];
  /** By which rules the lines say what names their tables have. */
  readonly naming?: string | undefined;
}

/** What can be known of a table without making it. */
interface LineHead {
  readonly key: string;
  /** What it is called beyond itself. */
  readonly claims: readonly string[];
  readonly targets: readonly string[];
}

/**
 * One line of JSON about everything else, and one a table; compressed, in base64. undefined: too large.
 * A line begins with what others must know of the table, so that the next run makes only those that
 * its migrations touch.
 */
export function snapshotText({ migrations, schema }: SnapshotContent): string | undefined {
  const { defaults, typeMappings, enums, objects, naming } = schema;
  const head = {
    migrations: migrations.map(({ name, dependencies, replaces }) => ({
      name,
      dependencies,
      replaces,
    })),
    defaults,
    typeMappings,
    enums: [...enums.values()],
    objects: [...objects.values()],
    naming: naming?.id,
  } satisfies Head;
  const tables = [...TableMap.from(schema.tables).kept()].map((entry) => lineOf(entry, naming));
  const lines = [JSON.stringify(head), ...tables].join("\n");
  if (lines.length > LARGEST) return undefined;
  const text = deflateRawSync(lines, { level: LEVEL }).toString("base64");
  return text.length > LARGEST_TEXT ? undefined : text;
}

/**
 * What {@link snapshotText} wrote; a table is made when it is asked for.
 *
 * @param naming of the database that is connected.
 * @throws when it is anything else.
 */
export function readSnapshotText(text: string, naming: Naming | undefined): SnapshotContent {
  const bytes = inflateRawSync(Buffer.from(text, "base64"), { maxOutputLength: 2 * LARGEST });
  const [first = "", ...lines] = bytes.toString("utf8").split("\n");
  const { migrations, enums, objects, naming: rules, ...maps }: Head = JSON.parse(first);
  const heads = lines.map(headOf);
  const tables = TableMap.unread(
    heads.map(({ key }, at) => [key, new Unread(lines[at] ?? "", tableOf)]),
  );
  noteTargets(
    tables,
    heads.map(({ key, targets }) => [key, targets]),
  );
  const isNamed = rules === naming?.id;
  if (isNamed && naming !== undefined) {
    noteClaims(
      tables,
      naming,
      heads.map(({ key, claims }) => [key, claims]),
    );
  }
  const schema = schemaOf({
    ...maps,
    enums,
    objects: objects.map((one) => ({ ...one, database: one.database })),
    // What they say of their names is not so here: each is made, and written anew.
    tables: isNamed ? tables : TableMap.from([...tables]),
  });
  return { migrations, schema: Object.freeze({ ...schema, ...(naming && { naming }) }) };
}

function lineOf(
  [key, table]: readonly [string, Table | Unread<Table>],
  naming: Naming | undefined,
): string {
  if (table instanceof Unread) return table.text;
  const claims = naming === undefined ? [] : claimTexts(naming, table);
  const head: LineHead = { key, claims, targets: [...targetsOf(table)] };
  // JSON has no tab of its own.
  return `${JSON.stringify(head)}\t${tableText(table)}`;
}

function headOf(line: string): LineHead {
  return JSON.parse(line.slice(0, line.indexOf("\t")));
}

function tableOf(line: string): Table {
  return tableOfText(line.slice(line.indexOf("\t") + 1));
}

/**
 * The whole table as one line of JSON, for ourselves: every property as the model has it, absent
 * ones left out.
 *
 * @throws TypeError for a default that JSON cannot say.
 */
function tableText(table: Table): string {
  const known = texts.get(table);
  if (known !== undefined) return known;
  const isPlain = table.fields.every((field) => field.default?.kind !== "literal");
  return JSON.stringify(isPlain ? table : { ...table, fields: table.fields.map(plainField) });
}

/** The table that {@link tableText} wrote. @throws when it is none. */
function tableOfText(text: string): Table {
  const data: Table = JSON.parse(text);
  const table = makeTable({
    ...data,
    fields: data.fields.map(fieldOf),
    foreignKeys: data.foreignKeys.map(makeForeignKey),
    indexes: data.indexes.map(makeIndex),
    primaryKey: data.primaryKey && {
      name: data.primaryKey.name,
      fields: data.primaryKey.fields,
    },
  });
  texts.set(table, text);
  return table;
}

function fieldOf(data: Field): Field {
  const field = makeField({ ...data, default: data.default && defaultOf(data.default) });
  return data.apart === undefined ? field : Object.freeze({ ...field, apart: data.apart });
}

/** A number of any size is kept as a text, under a kind that no default has. */
interface BigDefault {
  readonly kind: "bigint";
  readonly value: string;
}

function plainField(field: Field): unknown {
  const { default: given } = field;
  if (given?.kind !== "literal") return field;
  const { value } = given;
  if (typeof value === "bigint") {
    return { ...field, default: { kind: "bigint", value: `${value}` } satisfies BigDefault };
  }
  if (typeof value !== "number" || (Number.isFinite(value) && !Object.is(value, -0))) return field;
  throw new TypeError("no number of JSON");
}

function defaultOf(data: FieldDefault | BigDefault): FieldDefault {
  return data.kind === "bigint" ? { kind: "literal", value: BigInt(data.value) } : data;
}
