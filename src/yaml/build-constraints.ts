import { constraintName } from "../schema/constraint-name.js";
import { optionTexts } from "../schema/options.js";
import {
  type Check,
  type ForeignKey,
  makeCheck,
  makeForeignKey,
  makePrimaryKey,
  makeUnique,
  type PrimaryKey,
  type Unique,
} from "../schema/table.js";
import { actionOf } from "./build-field.js";
import type { TableEntry } from "./document-shape.js";

type Entry<Key extends keyof TableEntry> = NonNullable<TableEntry[Key]>;
type UniqueEntry = Entry<"unique">[number];
type CheckEntry = Entry<"checks">[number];
type ForeignKeyEntry = Entry<"foreign_keys">[number];

/** The primary key that an entry of a table means. */
export function buildPrimaryKey(entry: Entry<"primary_key">): PrimaryKey {
  if (!("fields" in entry)) return makePrimaryKey({ fields: entry });
  const { name, fields, deferrable, include } = entry;
  return makePrimaryKey({
    name,
    fields,
    deferrable,
    include,
    options: optionTexts(entry.options),
  });
}

/** The unique constraint that an entry means. `table` is the bare name of its table. */
export function buildUnique(
  entry: Pick<UniqueEntry, "fields"> & Partial<UniqueEntry>,
  table: string,
): Unique {
  const { fields, deferrable, include } = entry;
  return makeUnique({
    name: entry.name ?? constraintName({ prefix: "uq", table, fields }),
    fields,
    deferrable,
    include,
    nullsNotDistinct: entry.nulls_not_distinct === true,
    options: optionTexts(entry.options),
  });
}

/** The check that an entry means. */
export function buildCheck({ name, expression, ...entry }: CheckEntry): Check {
  return makeCheck({
    name,
    expression,
    noInherit: entry.no_inherit === true,
    notValid: entry.not_valid === true,
  });
}

/** The foreign key that an entry of a table means. `table` is the bare name of its table. */
export function buildForeignKey(entry: ForeignKeyEntry, table: string): ForeignKey {
  const { fields, references } = entry;
  return makeForeignKey({
    name: entry.name ?? constraintName({ prefix: "fk", table, fields }),
    fields,
    table: references.table,
    targetFields: references.fields,
    onDelete: actionOf(entry.on_delete),
    onUpdate: actionOf(entry.on_update),
    deferrable: entry.deferrable,
    match: entry.match,
    onDeleteFields: entry.on_delete_fields,
    notValid: entry.not_valid === true,
  });
}
