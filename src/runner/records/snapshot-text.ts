import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { AppliedMigration } from "../../migration/applied-stand-in.js";
import type { EnumType } from "../../schema/enum-type.js";
import { type Schema, schemaOf } from "../../schema/schema.js";
import type { SchemaObject } from "../../schema/schema-object.js";
import { tableOfText, tableText } from "../../schema/table-text.js";

/** Bytes of the lines: more is neither written nor read. */
const LARGEST = 256 * 1024 * 1024;
/** Characters of the text: what a statement may hold on every server as it is installed. */
const LARGEST_TEXT = 8 * 1024 * 1024;
/** Of nine. The texts of tables are alike: another level costs three times as much and gains a tenth. */
const LEVEL = 1;

/** What a snapshot holds. */
export interface SnapshotContent {
  readonly migrations: readonly AppliedMigration[];
  /** Without the naming: it is the dialect's. */
  readonly schema: Schema;
}

/** What is no table. */
interface Head extends Pick<Schema, "defaults" | "typeMappings"> {
  readonly migrations: readonly AppliedMigration[];
  readonly enums: readonly EnumType[];
  readonly objects: readonly SchemaObject[];
}

/** One line of JSON about everything else, and one a table; compressed, in base64. undefined: too large. */
export function snapshotText({ migrations, schema }: SnapshotContent): string | undefined {
  const { defaults, typeMappings, enums, objects, tables } = schema;
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
  } satisfies Head;
  const lines = [JSON.stringify(head), ...[...tables.values()].map(tableText)].join("\n");
  if (lines.length > LARGEST) return undefined;
  const text = deflateRawSync(lines, { level: LEVEL }).toString("base64");
  return text.length > LARGEST_TEXT ? undefined : text;
}

/** What {@link snapshotText} wrote. @throws when it is anything else. */
export function readSnapshotText(text: string): SnapshotContent {
  const bytes = inflateRawSync(Buffer.from(text, "base64"), { maxOutputLength: 2 * LARGEST });
  const [first = "", ...lines] = bytes.toString("utf8").split("\n");
  const { migrations, enums, objects, ...maps }: Head = JSON.parse(first);
  const schema = schemaOf({
    ...maps,
    enums,
    objects: objects.map((one) => ({ ...one, database: one.database })),
    tables: lines.map(tableOfText),
  });
  return { migrations, schema };
}
