import { noteFolded } from "../../plan/name-case.js";
import { noteClaims } from "../../schema/claimed-names.js";
import type { Naming } from "../../schema/naming.js";
import { noteTargets } from "../../schema/references-to.js";
import { type EnumType, type Schema, schemaOf } from "../../schema/schema.js";
import type { SchemaObject } from "../../schema/schema-object.js";
import { TableMap } from "../../schema/table-map.js";
import { AppliedLine, type AppliedLineData } from "./applied-line.js";
import { chunksOf, KeptTables } from "./kept-tables.js";
import { pack, unpack } from "./packed.js";
import { type ChunkPlace, TableChunk } from "./table-chunk.js";

/** Bytes of the lines: more is neither written nor read. */
const LARGEST = 256 * 1024 * 1024;
/** Characters of the text: what a statement may hold on every server as it is installed. */
const LARGEST_TEXT = 8 * 1024 * 1024;
/** Between the parts; base64 has none of it. */
const SEPARATOR = ".";

/** What a snapshot holds. */
export interface SnapshotContent {
  readonly applied: AppliedLine;
  readonly schema: Schema;
}

/** What a run always needs. */
interface Head extends Pick<Schema, "defaults" | "typeMappings"> {
  readonly applied: AppliedLineData;
  readonly enums: readonly EnumType[];
  readonly objects: readonly SchemaObject[];
  /** By which rules the chunks say what names their tables have. */
  readonly naming?: string | undefined;
  readonly chunks: readonly ChunkPlace[];
}

/**
 * What a run always needs, the applied migrations, and the tables in chunks of about a hundred; each part compressed, in
 * base64. A part of which the run changed nothing is taken over as it is, neither unpacked nor compressed again, so the
 * cost is that of what changed. undefined: too large.
 */
export function snapshotText({ applied, schema }: SnapshotContent): string | undefined {
  const { defaults, typeMappings, enums, objects, naming } = schema;
  const chunks = chunksOf(TableMap.from(schema.tables), naming);
  const head = {
    applied: applied.data,
    defaults,
    typeMappings,
    enums: [...enums.values()],
    objects: [...objects.values()],
    naming: naming?.id,
    chunks: chunks.map(({ place }) => place),
  } satisfies Head;
  const first = JSON.stringify(head);
  const length = chunks.reduce((sum, { characters }) => sum + characters, first.length);
  if (length > LARGEST) return undefined;
  const own = chunks.flatMap(({ names, texts }) => [names, texts]);
  const text = [pack(first), ...applied.parts, ...own].join(SEPARATOR);
  return text.length > LARGEST_TEXT ? undefined : text;
}

/**
 * What {@link snapshotText} wrote; a table is made when it is asked for.
 *
 * @param naming of the database that is connected.
 * @throws when it is anything else.
 */
export function readSnapshotText(text: string, naming: Naming | undefined): SnapshotContent {
  const [first = "", ...parts] = text.split(SEPARATOR);
  const {
    applied,
    enums,
    objects,
    naming: rules,
    chunks,
    ...maps
  }: Head = JSON.parse(unpack(first));
  const line = applied.parts.length;
  if (parts.length !== line + 2 * chunks.length) throw new RangeError("other parts than it has");
  const kept = new KeptTables(
    chunks.map((place, at) => TableChunk.at(place, parts.slice(line + 2 * at, line + 2 * at + 2))),
    rules,
  );
  const tables = TableMap.over(kept);
  noteTargets(tables, kept.byName("targets"));
  noteFolded(tables, kept.byName("folded"));
  const isNamed = rules === naming?.id;
  if (isNamed && naming !== undefined) noteClaims(tables, naming, kept.byName("claims"));
  const schema = schemaOf({
    ...maps,
    enums,
    objects: objects.map((one) => ({ ...one, database: one.database })),
    // What they say of their names is not so here: each is made, and written anew.
    tables: isNamed ? tables : TableMap.from([...tables]),
  });
  return {
    applied: AppliedLine.at(applied, parts.slice(0, line)),
    schema: Object.freeze({ ...schema, ...(naming && { naming }) }),
  };
}
