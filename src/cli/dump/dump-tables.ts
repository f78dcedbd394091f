import { inDependencyOrder } from "../../autodetector/dependency-order.js";
import type { Dialect } from "../../dialect/dialect.js";
import type { RowReader, RowSelection } from "../../dialect/row-reader.js";
import { command, hint } from "../../errors.js";
import { type Schema, tableKey } from "../../schema/schema.js";
import type { ForeignKey, Table } from "../../schema/table.js";
import { suggestion } from "../../text/nearest-name.js";
import { CliError } from "../cli-error.js";
import { type Openness, openReferences } from "./open-references.js";

/** What is to be dumped. */
export interface DumpOptions {
  readonly tables: readonly string[];
  /** `condition` for every table, `table:condition` for one. */
  readonly where: readonly string[];
  /** `field,field` for every table, `table:field,field` for one. */
  readonly "conflict-key": readonly string[];
}

/** A table to dump, and how. */
export interface DumpTable {
  readonly key: string;
  readonly table: Table;
  /** Those that a row is given: all but the generated ones. */
  readonly fields: readonly string[];
  readonly selection: RowSelection;
  /** The fields of `selection.keys` are unique by a constraint. */
  readonly isUnique: boolean;
  readonly reader: RowReader;
  /** References that may wait for the rows that they refer to. */
  readonly open: ReadonlyMap<ForeignKey, Openness>;
}

/**
 * The tables as the migrations make them, those that others refer to first.
 *
 * @throws CliError CLI_UNKNOWN_TABLE, CLI_DUMP_KEY
 */
export function dumpTables(
  schema: Schema,
  dialect: Dialect,
  options: DumpOptions,
): readonly DumpTable[] {
  const keys = [...new Set(options.tables)];
  const perTable = (given: readonly string[], key: string): readonly string[] =>
    given.flatMap((text) => {
      const table = keys.find((one) => text.startsWith(`${one}:`));
      if (table === undefined) return [text];
      return table === key ? [text.slice(key.length + 1)] : [];
    });
  const tables = keys.map((key): DumpTable => {
    const table = requireKnown(schema, key);
    const conflict = perTable(options["conflict-key"], key).flatMap((text) =>
      text.split(",").map((name) => name.trim()),
    );
    const sets = uniqueSets(table);
    const chosen = conflict.length > 0 ? conflict : sets[0];
    if (chosen === undefined) throw noKey(key);
    requireFields(table, chosen);
    return {
      key,
      table,
      fields: table.fields.filter((one) => one.generated === undefined).map(({ name }) => name),
      selection: { where: perTable(options.where, key), keys: chosen },
      isUnique: sets.some((set) => set.every((name) => chosen.includes(name))),
      reader: dialect.createRowReader({ table, schema }),
      open: openReferences(table, { schema, dialect, keys: chosen }),
    };
  });
  return inDependencyOrder(tables, {
    needs: ({ key, table }) =>
      tables.filter(
        (one) => one.key !== key && table.foreignKeys.some((fk) => fk.table === one.key),
      ),
    first: (left) => [...left].find((one) => isOpen(one, left)) ?? [...left][0],
  });
}

/** Need its rows not wait for those of the others? */
function isOpen({ key, table, open }: DumpTable, left: ReadonlySet<DumpTable>): boolean {
  const others = new Set([...left].map((one) => one.key));
  others.delete(key);
  return table.foreignKeys.every((one) => !others.has(one.table) || open.has(one));
}

function requireKnown(schema: Schema, key: string): Table {
  const table = schema.tables.get(key);
  if (table !== undefined) return table;
  throw new CliError({
    code: "CLI_UNKNOWN_TABLE",
    message: `no migration makes a table "${key}"`,
    hint: suggestion(
      key,
      schema.tables.keys(),
      hint`Rows go where a table is: ${command("generate")} makes the migration of what the schema files have.`,
    ),
  });
}

/** Sets of fields that no two rows share, the key first; NULL would make a row that is not found. */
function uniqueSets(table: Table): readonly (readonly string[])[] {
  const optional = new Set(table.fields.filter((one) => one.nullable).map(({ name }) => name));
  const others = [
    ...table.uniques.map(({ fields }) => fields),
    ...table.indexes
      .filter(({ unique, where }) => unique && where === undefined)
      .map(({ parts }) => parts.map((part) => part.field ?? "")),
  ].filter((fields) => fields.every((name) => name !== "" && !optional.has(name)));
  return [...(table.primaryKey === undefined ? [] : [table.primaryKey.fields]), ...others];
}

function requireFields(table: Table, names: readonly string[]): void {
  const known = table.fields.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new CliError({
    code: "CLI_DUMP_KEY",
    message: `"${unknown}" of --conflict-key is no field of "${tableKey(table)}"`,
    hint: suggestion(unknown, known, "Name fields that are together unique, with commas between."),
  });
}

function noKey(key: string): CliError {
  return new CliError({
    code: "CLI_DUMP_KEY",
    message: `table "${key}" has no primary key and no other fields that tell its rows apart`,
    hint: `Name such fields: --conflict-key ${key}:field,field.`,
  });
}
