import type { Field } from "../schema/field.js";
import type { Schema } from "../schema/schema.js";
import type { Index, Table } from "../schema/table.js";
import type { Uncompared } from "./live-objects.js";

/**
 * Where the server could not be asked how it spells an expression, another text of it need not be another expression: it is taken
 * for the one that is there, and named. `asText`: keys of such tables, and why.
 */
export function withTextsAsThere(
  expected: Schema,
  live: Schema,
  asText: ReadonlyMap<string, string>,
): { readonly schema: Schema; readonly unknown: readonly Uncompared[] } {
  if (asText.size === 0) return { schema: expected, unknown: [] };
  const unknown: Uncompared[] = [];
  const tables = [...expected.tables].map(([key, table]) => {
    const [there, why] = [live.tables.get(key), asText.get(key)];
    if (there === undefined || why === undefined) return [key, table] as const;
    const name = (kind: string, member: string): void => {
      const reason = `its expression can be compared as text alone, and that differs: ${why}`;
      unknown.push({ kind, name: `${key}.${member}`, why: reason });
    };
    return [key, asThere(table, there, name)] as const;
  });
  return { schema: { ...expected, tables: new Map(tables) }, unknown };
}

type Naming = (kind: string, member: string) => void;

function asThere(table: Table, there: Table, name: Naming): Table {
  return {
    ...table,
    fields: table.fields.map((field) => {
      const found = there.fields.find((one) => one.name === field.name);
      return found === undefined ? field : fieldAsThere(field, found, name);
    }),
    checks: table.checks.map((check) => {
      const found = there.checks.find((one) => one.name === check.name);
      if (found === undefined || found.expression === check.expression) return check;
      name("check", check.name);
      return { ...check, expression: found.expression };
    }),
    exclusions: table.exclusions.map((exclusion) => {
      const found = there.exclusions.find((one) => one.name === exclusion.name);
      if (found === undefined || found.definition === exclusion.definition) return exclusion;
      name("exclusion", exclusion.name);
      return { ...exclusion, definition: found.definition };
    }),
    indexes: table.indexes.map((index) => {
      const found = there.indexes.find((one) => one.name === index.name);
      return found === undefined ? index : indexAsThere(index, found, name);
    }),
  };
}

function fieldAsThere(field: Field, found: Field, name: Naming): Field {
  const { default: preset, generated, native } = field;
  const isOther =
    (preset?.kind === "sql" && found.default?.kind === "sql" && preset.sql !== found.default.sql) ||
    (generated !== undefined &&
      found.generated !== undefined &&
      generated.expression !== found.generated.expression) ||
    (native !== undefined && found.native !== undefined && native !== found.native);
  if (!isOther) return field;
  name("field", field.name);
  return {
    ...field,
    ...(preset?.kind === "sql" && found.default?.kind === "sql" && { default: found.default }),
    ...(generated !== undefined &&
      found.generated !== undefined && {
        generated: { ...generated, expression: found.generated.expression },
      }),
    ...(native !== undefined && found.native !== undefined && { native: found.native }),
  };
}

/** The same members and a predicate on both sides, or it is another index. */
function indexAsThere(index: Index, found: Index, name: Naming): Index {
  const parts = index.parts.map((part, at) => {
    const expression = found.parts[at]?.expression;
    return part.expression === undefined || expression === undefined
      ? part
      : { ...part, expression };
  });
  const where = index.where === undefined ? undefined : (found.where ?? index.where);
  const isOther =
    where !== index.where ||
    parts.some((part, at) => part.expression !== index.parts[at]?.expression);
  if (!isOther) return index;
  name("index", index.name);
  return { ...index, parts, where };
}
