import type { Field } from "../../schema/field.js";
import { type FieldPlace, resolveFieldType } from "../../schema/resolve-field-type.js";
import type { Table } from "../../schema/table.js";
import { sqlTokens } from "../../text/sql-lexer.js";
import { sqliteSql } from "./sql-rules.js";

/** Table options of SQLite and the words that they become. */
const OPTIONS: Readonly<Record<string, string>> = {
  strict: "STRICT",
  without_rowid: "WITHOUT ROWID",
};

/** What follows CREATE TABLE's closing bracket; options of other databases mean nothing here. */
export function optionWords(table: Table): string {
  const words = Object.keys(OPTIONS).filter((name) => hasOption(table, name));
  return words.length === 0 ? "" : ` ${words.map((name) => OPTIONS[name]).join(", ")}`;
}

export function hasOption(table: Table, name: string): boolean {
  return table.options[name] === "true";
}

/** The options that SQLite has, as it would report them. */
export function knownOptions(table: Table): Table["options"] {
  const names = Object.keys(OPTIONS).filter((name) => hasOption(table, name));
  return Object.fromEntries(names.map((name) => [name, "true"]));
}

/** The one case in which SQLite counts: a `serial` that is the whole primary key. */
export function isAutoincrement(field: Field, table: Table): boolean {
  const key = table.primaryKey?.fields;
  return isSerial(field) && key?.length === 1 && key[0] === field.name;
}

export function isSerial(field: Field): boolean {
  return field.type === "serial" || field.type === "bigserial";
}

/** A literal: what ADD COLUMN takes as a default, and what needs no brackets. */
export function isConstant(sql: string): boolean {
  const tokens = [...sqlTokens(sql.trim(), sqliteSql)].filter(({ kind }) => kind !== "space");
  const [first, second, third] = tokens;
  if (first?.kind === "symbol" && /^[+-]$/.test(first.text)) {
    return second?.kind === "number" && third === undefined;
  }
  if (second !== undefined) return false;
  return (
    first?.kind === "number" ||
    first?.kind === "string" ||
    /^(?:true|false)$/i.test(first?.text ?? "")
  );
}

/** The current time as a keyword may stand without brackets, too. */
export function isBareDefault(sql: string): boolean {
  return isConstant(sql) || /^current_(?:timestamp|date|time)$/i.test(sql.trim());
}

/** A foreign key that stands at its column in ADD COLUMN. */
export function keyOfColumn(
  field: Field,
  { table }: FieldPlace,
): Table["foreignKeys"][number] | undefined {
  return table.foreignKeys.find((key) => key.fields.length === 1 && key.fields[0] === field.name);
}

/** The values that a check holds the column to; a list of enums is JSON, which no check reads. */
export function enumValues(field: Field, place: FieldPlace): readonly string[] {
  const { type, values } = resolveFieldType(field, place);
  return type === "enum" ? (values ?? []) : [];
}
