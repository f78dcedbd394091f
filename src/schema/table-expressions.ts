import type { Options } from "./options.js";
import type { Table } from "./table.js";

/** The table with every SQL text that may name a field of it changed by `change`. */
export function mapExpressions(table: Table, change: (sql: string) => string): Table {
  return {
    ...table,
    options: inOptions(table.options, change),
    fields: table.fields.map((field) =>
      field.generated === undefined && field.options === undefined
        ? field
        : {
            ...field,
            ...(field.generated !== undefined && {
              generated: { ...field.generated, expression: change(field.generated.expression) },
            }),
            ...(field.options !== undefined && { options: inOptions(field.options, change) }),
          },
    ),
    checks: table.checks.map((check) => ({ ...check, expression: change(check.expression) })),
    exclusions: table.exclusions.map((exclusion) => ({
      ...exclusion,
      definition: change(exclusion.definition),
    })),
    indexes: table.indexes.map((index) => ({
      ...index,
      where: index.where === undefined ? undefined : change(index.where),
      parts: index.parts.map((part) =>
        part.expression === undefined ? part : { ...part, expression: change(part.expression) },
      ),
    })),
  };
}

/** Most options are a word; what has brackets, names in quotes or a comparison is SQL. */
function inOptions(options: Options, change: (sql: string) => string): Options {
  const entries = Object.entries(options).map(([key, value]) => [
    key,
    /[(`"<>=]/.test(value) ? change(value) : value,
  ]);
  return Object.freeze(Object.fromEntries(entries));
}
