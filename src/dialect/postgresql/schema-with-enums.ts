import type { Field } from "../../schema/field.js";
import type { EnumType, Schema } from "../../schema/schema.js";
import type { Table } from "../../schema/table.js";
import { schemaOfTables } from "../expected.js";
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
  const uses = new Map<string, Use[]>();
  for (const table of tables) {
    for (const field of table.fields) {
      if (field.enum === undefined) continue;
      const others = uses.get(field.enum);
      if (others === undefined) uses.set(field.enum, [{ table, field }]);
      else others.push({ table, field });
    }
  }
  return uses;
}

function isOwn(type: string, [use, ...others]: readonly Use[]): boolean {
  if (use === undefined || others.length > 0 || use.table.namespace !== undefined) return false;
  const { name } = use.field;
  const apart = { name, apart: ["enum"] } as const;
  return [{ name }, apart].some((field) => enumName(use.table.name, field) === type);
}

function withOwn(table: Table, own: ReadonlySet<string>): Table {
  const fields = table.fields.map((field) => {
    const { enum: shared, ...rest } = field;
    return shared !== undefined && own.has(shared) ? rest : field;
  });
  return { ...table, fields };
}
