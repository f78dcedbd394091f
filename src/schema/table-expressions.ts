import type { Table } from "./table.js";

/** The table with every SQL text that may name a field of it changed by `change`. */
export function mapExpressions(table: Table, change: (sql: string) => string): Table {
  return {
    ...table,
    fields: table.fields.map((field) =>
      field.generated === undefined
        ? field
        : {
            ...field,
            generated: { ...field.generated, expression: change(field.generated.expression) },
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
