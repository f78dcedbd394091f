import { namings } from "../../schema/constraint-name.js";
import type { Field } from "../../schema/field.js";
import type { EnumType, Schema } from "../../schema/schema.js";
import type { Table } from "../../schema/table.js";
import { schemaOfTables } from "../expected.js";
import { groupBy } from "../group-by.js";
import { enumName } from "./enum-name.js";

interface Use {
  readonly table: Table;
  readonly field: Field;
}

/**
 * A schema of tables whose fields name their enum types, and of types that no field may have. A type
 * that is named as the own one of the only field that has it is that field's own: nothing in a
 * database tells the two apart.
 */
export function schemaWithEnums(tables: Iterable<Table>, types: Iterable<EnumType>): Schema {
  const all = [...tables];
  const uses = usesOf(all);
  const own = new Set([...uses].flatMap(([name, found]) => (isOwn(name, found) ? [name] : [])));
  const values = new Map([...types].map((type) => [type.name, type.values]));
  for (const [name, [use]] of uses) values.set(name, use?.field.values ?? []);
  const shared = [...values.keys()].filter((name) => !own.has(name)).sort();
  return {
    ...schemaOfTables(all.map((table) => withOwn(table, own))),
    enums: new Map(shared.map((name) => [name, { name, values: values.get(name) ?? [] }])),
  };
}

function usesOf(tables: readonly Table[]): ReadonlyMap<string, readonly Use[]> {
  const all = tables.flatMap((table) => table.fields.map((field) => ({ table, field })));
  const uses = groupBy(all, ({ field }) => field.enum ?? "");
  uses.delete("");
  return uses;
}

function isOwn(type: string, [use, ...others]: readonly Use[]): boolean {
  if (use === undefined || others.length > 0 || use.table.namespace !== undefined) return false;
  return namings(use.field.name, "enum").some((one) => enumName(use.table.name, one) === type);
}

function withOwn(table: Table, own: ReadonlySet<string>): Table {
  const fields = table.fields.map((field) => {
    const { enum: shared, ...rest } = field;
    return shared !== undefined && own.has(shared) ? rest : field;
  });
  return { ...table, fields };
}
