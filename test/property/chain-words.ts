import type { ModelField, ModelIndex, ModelTable } from "./chain-model.js";

/** Names that a careless tool breaks on. */
export const HOSTILE = [
  "order",
  "select",
  "a b",
  "it's",
  'q"uote',
  "back`tick",
  "brack]et",
  "ünï",
  "back\\slash",
];

export const PLAIN_TYPES: readonly Readonly<Record<string, unknown> & { readonly type: string }>[] =
  [
    { type: "integer" },
    { type: "bigint" },
    { type: "smallint" },
    { type: "varchar", length: 40 },
    { type: "text" },
    { type: "decimal", precision: 12, scale: 3 },
    { type: "boolean" },
    { type: "timestamp" },
    { type: "date" },
    { type: "double" },
    { type: "uuid" },
    { type: "json" },
    { type: "bytes" },
  ];

/** Types whose values a wider type keeps. */
export const WIDER: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>> = {
  smallint: [{ type: "integer" }, { type: "bigint" }],
  integer: [{ type: "bigint" }],
  varchar: [{ type: "varchar", length: 80 }],
  decimal: [{ type: "decimal", precision: 16, scale: 3 }],
};

export const UNTOUCHED = { loosened: false, filled: false };

export const INDEXABLE = new Set([
  "integer",
  "bigint",
  "smallint",
  "varchar",
  "decimal",
  "date",
  "timestamp",
]);
export const DISTINCT = new Set(["integer", "bigint", "varchar"]);

export function refersTo(table: ModelTable, name: string): boolean {
  const targets = table.references.map((reference) => reference.target);
  return [...targets, ...table.former].includes(name);
}

export function needsBackfill({ data }: ModelField): boolean {
  return data.nullable === false && data.default === undefined;
}

export function isUnique(table: ModelTable, field: string): boolean {
  const unique = table.indexes.filter((index) => index.unique).map((index) => index.field);
  return [...unique, ...table.formerUnique].includes(field);
}

export function indexData(index: ModelIndex): Readonly<Record<string, unknown>> {
  const { name, field, order, unique, where } = index;
  return { name, fields: [{ field, order }], unique, ...(where === undefined ? {} : { where }) };
}

/** Only ever asked for names that the generator made. */
export function quoteStandard(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** SQL that fills a field that may not be NULL, in words that all databases share. */
export function zeroOf(type: string, emptyBytes: string): string {
  switch (type) {
    case "varchar":
    case "text":
      return "''";
    case "boolean":
      return "'0'";
    case "timestamp":
      return "'2020-01-01 00:00:00'";
    case "date":
      return "'2020-01-01'";
    case "uuid":
      return "'00000000-0000-0000-0000-000000000000'";
    case "json":
      return "'{}'";
    case "bytes":
      return emptyBytes;
    default:
      return "0";
  }
}
