import type { AppliedMigration } from "../../migration/applied-stand-in.js";
import { claimTexts, noteClaims } from "../../schema/claimed-names.js";
import { type Field, type FieldDefault, makeField } from "../../schema/field.js";
import type { Naming } from "../../schema/naming.js";
import { noteTargets, targetsOf } from "../../schema/references-to.js";
import { type EnumType, type Schema, schemaOf } from "../../schema/schema.js";
import type { SchemaObject } from "../../schema/schema-object.js";
import { makeForeignKey, makeIndex, makeTable, type Table } from "../../schema/table.js";
import { TableMap, Unread } from "../../schema/table-map.js";
import { KeptTable, pack, TableChunk, type TableHead, unpack } from "./table-chunk.js";

/** A table that came of a text and has not changed since is not written anew. */
const written = new WeakMap<Table, KeptTable>();

/** Bytes of the lines: more is neither written nor read. */
const LARGEST = 256 * 1024 * 1024;
/** Characters of the text: what a statement may hold on every server as it is installed. */
const LARGEST_TEXT = 8 * 1024 * 1024;
/** Between the parts; base64 has none of it. */
const SEPARATOR = ".";
/** Tables that are compressed together at first. */
const CHUNK = 128;
/** Of fewer, a chunk is made anew with the others that are as small. */
const SMALL = CHUNK / 2;

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
  /** Of each chunk how many tables, of how many characters, and how long it is itself. */
  readonly chunks: readonly (readonly [size: number, characters: number, packed: number])[];
  /** Of the tables, in the order of the chunks. */
  readonly heads: readonly TableHead[];
}

/**
 * What a run always needs, and the texts of the tables in chunks of about a hundred; each part compressed, in base64.
 * A chunk of which the run changed no table is taken over as it is, neither unpacked nor compressed again, so the
 * cost is that of what changed. undefined: too large.
 */
export function snapshotText({ migrations, schema }: SnapshotContent): string | undefined {
  const { defaults, typeMappings, enums, objects, naming } = schema;
  const kept = chunked([...TableMap.from(schema.tables).kept()], naming);
  const chunks = [...new Set(kept.map(({ chunk }) => chunk))];
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
    chunks: chunks.map(({ size, characters, packed }) => [size, characters, packed.length]),
    heads: kept.map((table) => table.head),
  } satisfies Head;
  const first = JSON.stringify(head);
  const length = chunks.reduce((sum, { characters }) => sum + characters, first.length);
  if (length > LARGEST) return undefined;
  const text = [pack(first), ...chunks.map(({ packed }) => packed)].join(SEPARATOR);
  return text.length > LARGEST_TEXT ? undefined : text;
}

/**
 * What {@link snapshotText} wrote; a table is made when it is asked for.
 *
 * @param naming of the database that is connected.
 * @throws when it is anything else.
 */
export function readSnapshotText(text: string, naming: Naming | undefined): SnapshotContent {
  const [first = "", ...packed] = text.split(SEPARATOR);
  const {
    migrations,
    enums,
    objects,
    naming: rules,
    chunks,
    heads,
    ...maps
  }: Head = JSON.parse(unpack(first));
  const tables = TableMap.unread(
    keptTables(packed, { chunks, heads }).map((kept) => [
      kept.head.key,
      new Unread(kept, () => tableOf(kept)),
    ]),
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

/** @throws when the parts are not those that the head speaks of. */
function keptTables(
  packed: readonly string[],
  { chunks, heads }: Pick<Head, "chunks" | "heads">,
): readonly KeptTable[] {
  let next = 0;
  const kept = chunks.flatMap(([size, characters, length], at) => {
    const own = packed[at] ?? "";
    if (own.length !== length) throw new RangeError("cut off");
    const chunk = new TableChunk({ packed: own, size, characters });
    const start = next;
    next += size;
    return heads.slice(start, next).map((head, place) => new KeptTable(chunk, place, head));
  });
  if (kept.length !== heads.length || packed.length !== chunks.length) {
    throw new RangeError("other parts than it has");
  }
  return kept;
}

type Entry = readonly [key: string, table: Table | Unread<Table>];

/** Where the texts of all tables are: in the chunks that still hold, and in new ones. */
function chunked(entries: readonly Entry[], naming: Naming | undefined): readonly KeptTable[] {
  const sources = entries.map((entry) => ({ entry, source: sourceOf(entry[1]) }));
  const left = new Map<TableChunk, KeptTable[]>();
  for (const { entry, source } of sources) {
    if (source === undefined) continue;
    const table = new KeptTable(source.chunk, source.at, headOf(entry, source, naming));
    const others = left.get(source.chunk);
    if (others === undefined) left.set(source.chunk, [table]);
    else others.push(table);
  }
  const holds = (chunk: TableChunk): boolean =>
    chunk.size >= SMALL && left.get(chunk)?.length === chunk.size;
  const same = [...left].flatMap(([chunk, tables]) =>
    holds(chunk) ? tables.sort((a, b) => a.at - b.at) : [],
  );
  const anew = sources.filter(({ source }) => source === undefined || !holds(source.chunk));
  const made: KeptTable[] = [];
  for (let start = 0; start < anew.length; start += CHUNK) {
    const part = anew.slice(start, start + CHUNK);
    const chunk = TableChunk.of(
      part.map(({ entry, source }) => source?.text ?? tableText(entry[1])),
    );
    for (const [at, { entry, source }] of part.entries()) {
      made.push(new KeptTable(chunk, at, headOf(entry, source, naming)));
    }
  }
  return [...same, ...made];
}

function sourceOf(table: Table | Unread<Table>): KeptTable | undefined {
  if (!(table instanceof Unread)) return written.get(table);
  return table.source instanceof KeptTable ? table.source : undefined;
}

function headOf(
  [key, table]: Entry,
  source: KeptTable | undefined,
  naming: Naming | undefined,
): TableHead {
  if (table instanceof Unread && source !== undefined) return source.head;
  const own = table instanceof Unread ? table.value : table;
  const claims = naming === undefined ? [] : claimTexts(naming, own);
  return { key, claims, targets: [...targetsOf(own)] };
}

/**
 * The whole table as one line of JSON, for ourselves: every property as the model has it, absent
 * ones left out.
 *
 * @throws TypeError for a default that JSON cannot say.
 */
function tableText(given: Table | Unread<Table>): string {
  const table = given instanceof Unread ? given.value : given;
  const isPlain = table.fields.every((field) => field.default?.kind !== "literal");
  return JSON.stringify(isPlain ? table : { ...table, fields: table.fields.map(plainField) });
}

/** The table that {@link tableText} wrote. @throws when it is none. */
function tableOf(kept: KeptTable): Table {
  const data: Table = JSON.parse(kept.text);
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
  written.set(table, kept);
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
