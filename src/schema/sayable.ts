import type { Field } from "./field.js";
import { memberNames } from "./member-names.js";
import type { Schema } from "./schema.js";
import type { ForeignKey, Table } from "./table.js";
import { isNewName, isWrittenName } from "./written-name.js";

/** What of a database can be written down. */
export interface SayableSchema {
  readonly schema: Schema;
  /** What was left out, a line each. */
  readonly unsaid: readonly string[];
}

/**
 * The tables of a database without what no schema file can hold: a name that cannot be written, a
 * second constraint under one name, a foreign key to what is not there. `made`: what migrations have
 * made all the same stays.
 */
export function sayableSchema(live: Schema, made?: Schema): SayableSchema {
  const unsaid: string[] = [];
  const tables = new Map<string, Table>();
  const enums = new Map(
    [...live.enums].filter(([name]) => isNewName(name) || made?.enums.has(name)),
  );
  for (const name of live.enums.keys()) {
    if (!enums.has(name)) unsaid.push(`enum "${name}", whose name cannot be written`);
  }
  for (const [key, found] of live.tables) {
    const table = withOwnValues(found, enums);
    if (made?.tables.has(key) || hasWrittenNames(table)) tables.set(key, table);
    else unsaid.push(`table "${key}", which has a name that cannot be written`);
  }
  for (const [key, table] of tables) {
    const kept = new Set(made?.tables.get(key)?.foreignKeys.map(({ name }) => name));
    const left = withoutLost(table, (one) => kept.has(one.name) || refers(one, tables));
    const clear = withoutDoubles(left.table);
    const lines = [...left.unsaid, ...clear.unsaid];
    if (lines.length > 0) tables.set(key, clear.table);
    unsaid.push(...lines.map((line) => `${line} of table "${key}"`));
  }
  return { schema: unsaid.length === 0 ? live : { ...live, tables, enums }, unsaid };
}

interface SayableTable {
  readonly table: Table;
  readonly unsaid: readonly string[];
}

function hasWrittenNames({ name, namespace, fields, primaryKey }: Table): boolean {
  const names = [name, namespace ?? name, ...fields.map((field) => field.name)];
  return names.every(isNewName) && isWrittenName(primaryKey?.name ?? name);
}

/** Without the name of its enum a field still has the values. */
function withOwnValues(table: Table, enums: Schema["enums"]): Table {
  const isNamed = ({ enum: name }: Field) => name === undefined || enums.has(name);
  if (table.fields.every(isNamed)) return table;
  const fields = table.fields.map((field) => {
    if (isNamed(field)) return field;
    const { enum: _, ...own } = field;
    return own;
  });
  return { ...table, fields };
}

function withoutLost(table: Table, stays: (key: ForeignKey) => boolean): SayableTable {
  const lost = table.foreignKeys.filter((key) => !stays(key));
  return {
    table: { ...table, foreignKeys: table.foreignKeys.filter(stays) },
    unsaid: lost.map(
      (key) => `foreign key "${key.name}" to "${key.table}", where it finds nothing,`,
    ),
  };
}

function refers({ table, targetFields }: ForeignKey, tables: ReadonlyMap<string, Table>): boolean {
  const target = tables.get(table);
  const fields = new Set(target?.fields.map(({ name }) => name));
  return target !== undefined && targetFields.every((name) => fields.has(name));
}

/** Each member has a name of its own that can be written. */
function withoutDoubles(table: Table): SayableTable {
  const names = memberNames(table);
  if (names.every(isWrittenName) && new Set(names).size === names.length) {
    return { table, unsaid: [] };
  }
  const unsaid: string[] = [];
  const seen = new Set<string>();
  const clear = <Member extends { readonly name: string }>(
    what: string,
    list: readonly Member[],
  ): readonly Member[] =>
    list.filter(({ name }) => {
      const why = !isWrittenName(name) ? "which cannot be written" : "which another one has";
      const stays = isWrittenName(name) && !seen.has(name);
      seen.add(name);
      if (!stays) unsaid.push(`${what} "${name}", ${why},`);
      return stays;
    });
  const cleared = {
    ...table,
    indexes: clear("index", table.indexes),
    foreignKeys: clear("foreign key", table.foreignKeys),
    uniques: clear("unique constraint", table.uniques),
    checks: clear("check", table.checks),
    exclusions: clear("exclusion", table.exclusions),
  };
  return { table: cleared, unsaid };
}
