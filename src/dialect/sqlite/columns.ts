import { counts } from "../../schema/counter.js";
import type { Field } from "../../schema/field.js";
import { type FieldPlace, resolveFieldType } from "../../schema/resolve-field-type.js";
import { tableKey } from "../../schema/schema.js";
import type { ForeignKey, Index, PrimaryKey, Table, Unique } from "../../schema/table.js";
import { mapExpressions } from "../../schema/table-expressions.js";
import { sqlTokens } from "../../text/sql-lexer.js";
import { StandardColumns } from "../columns.js";
import { DialectError } from "../dialect-error.js";
import { conflictClause, memberOrders } from "./key-traits.js";
import { sqliteSql } from "./sql-rules.js";
import { commentText, unqualified } from "./sql-text.js";

/** A table option: members of the primary key take NULL, as they do in SQLite unless they say not. */
const NULLABLE_KEY = "nullable_key";
/** Table options of SQLite and the words that they become. */
const OPTIONS: Readonly<Record<string, string>> = {
  strict: "STRICT",
  without_rowid: "WITHOUT ROWID",
};

/** The clauses of SQLite's DDL where they differ from the standard's. */
export class SqliteColumns extends StandardColumns {
  /** A foreign key to a table that is not there yet is no error. */
  override inlineForeignKeys({ table }: FieldPlace): readonly ForeignKey[] {
    return table.foreignKeys;
  }

  /** CREATE TABLE under another name; references to itself keep its own. */
  createSql(name: string, place: FieldPlace): string {
    const table = mapExpressions(place.table, (sql) => unqualified(sql, place.table.name));
    const body = this.tableBody({ ...place, table }).map((line) => `\n  ${line}`);
    return `CREATE TABLE ${name}${comment(table.comment)} (${body.join(",")}\n)${optionWords(table)}`;
  }

  override createdName(table: Table): string {
    return this.tableName(table) + comment(table.comment);
  }

  override tableOptions(table: Table): string {
    return optionWords(table);
  }

  override columnDefinition(field: Field, place: FieldPlace): string {
    if (counts(field) && !isAutoincrement(field, place.table)) {
      throw new DialectError({
        code: "DIALECT_UNSUPPORTED",
        message: `field "${field.name}" of table "${tableKey(place.table)}" counts but is not the whole primary key; SQLite counts only there`,
        hint: "Make it the primary key, or an integer that does not count.",
      });
    }
    // No other word than this one counts.
    const type = counts(field) ? "INTEGER" : this.dialect.columnTypeAt(field, place);
    const name = this.quote(field.name) + comment(field.comment);
    const head = type === "" ? name : `${name} ${type}`;
    return [head, ...this.columnAttributes(field, place)].join(" ");
  }

  override isNullable(field: Field, table: Table): boolean {
    const isMember = table.primaryKey?.fields.includes(field.name) === true;
    return isMember && hasOption(table, NULLABLE_KEY) ? true : super.isNullable(field, table);
  }

  override columnAttributes(field: Field, place: FieldPlace): readonly string[] {
    const attributes = super.columnAttributes(field, place);
    const values = enumValues(field, place);
    if (values.length === 0) return attributes;
    const list = values.map((value) => this.literal(value)).join(", ");
    return [...attributes, `CHECK (${this.quote(field.name)} IN (${list}))`];
  }

  override identityClause(field: Field, { table }: FieldPlace): readonly string[] {
    if (!isAutoincrement(field, table)) return [];
    const key = table.primaryKey;
    const name = key?.name === undefined ? "" : `CONSTRAINT ${this.quote(key.name)} `;
    const conflict = key === undefined ? "" : conflictClause(key, keyPlace(table));
    return [`${name}PRIMARY KEY${conflict} AUTOINCREMENT`];
  }

  override nullClause(field: Field, table: Table): readonly string[] {
    const clauses = super.nullClause(field, table);
    if (field.options === undefined) return clauses;
    const place = `field "${field.name}" of table "${tableKey(table)}"`;
    return clauses.map((clause) => clause + conflictClause(field, place));
  }

  override primaryKeyClauses(table: Table): readonly string[] {
    const keyed = table.fields.some((field) => isAutoincrement(field, table));
    const { primaryKey: key } = table;
    if (keyed || key === undefined) return [];
    const name = key.name === undefined ? "" : `CONSTRAINT ${this.quote(key.name)} `;
    return [`${name}PRIMARY KEY ${this.#keyMembers(key, keyPlace(table))}`];
  }

  override uniqueClause(unique: Unique, table: Table): string {
    // It refuses what SQLite has not.
    if (unique.nullsNotDistinct === true) return super.uniqueClause(unique, table);
    const place = `unique constraint "${unique.name}" of table "${tableKey(table)}"`;
    return `CONSTRAINT ${this.quote(unique.name)} UNIQUE ${this.#keyMembers(unique, place)}`;
  }

  #keyMembers(key: PrimaryKey | Unique, place: string): string {
    const orders = memberOrders(key, place);
    const members = key.fields.map((name, at) => this.quote(name) + orders[at]);
    return `(${members.join(", ")})${conflictClause(key, place)}`;
  }

  override defaultClause(field: Field, { schema }: FieldPlace): readonly string[] {
    const sql = this.dialect.defaultSql(field, schema);
    if (sql === undefined) return [];
    return [isBareDefault(sql) ? `DEFAULT ${sql.trim()}` : `DEFAULT (${sql})`];
  }

  override createIndexSql(table: Table, index: Index): string {
    if (index.nullsNotDistinct)
      throw this.lacks(`NULLS NOT DISTINCT of index "${index.name}"`, table);
    if (index.unique && index.parts.some(({ prefix }) => prefix !== undefined)) {
      throw this.lacks(`the unique index "${index.name}" over the beginning of a text`, table);
    }
    return super.createIndexSql(table, index);
  }

  /** NULLs stand where they stand. */
  override nullsOrder(): readonly string[] {
    return [];
  }

  /** None of it changes what a query answers, only how fast. */
  override indexNotice(index: Index): string | undefined {
    const left = [
      ...(index.method === undefined || index.method === "btree" ? [] : [`method ${index.method}`]),
      ...(index.include.length === 0 ? [] : ["INCLUDE"]),
      ...(index.parts.some(({ nulls }) => nulls !== undefined) ? ["NULLS FIRST/LAST"] : []),
      ...(index.parts.some(({ opclass }) => opclass !== undefined) ? ["operator class"] : []),
      ...(index.parts.some(({ prefix }) => prefix !== undefined) ? ["prefix length"] : []),
    ];
    if (left.length === 0) return undefined;
    return `SQLite has no ${left.join(", ")} for index ${index.name}: a plain index stands in`;
  }
}

function keyPlace(table: Table): string {
  return `the primary key of table "${tableKey(table)}"`;
}

function comment(text: string | undefined): string {
  return text === undefined || text === "" ? "" : ` ${commentText(text)}`;
}

/** What follows CREATE TABLE's closing bracket; options of other databases mean nothing here. */
function optionWords(table: Table): string {
  const words = Object.keys(OPTIONS).filter((name) => hasOption(table, name));
  return words.length === 0 ? "" : ` ${words.map((name) => OPTIONS[name]).join(", ")}`;
}

export function hasOption(table: Table, name: string): boolean {
  return table.options[name] === "true";
}

/** The options that SQLite has, as it would report them. */
export function knownOptions(table: Table): Table["options"] {
  const names = [NULLABLE_KEY, ...Object.keys(OPTIONS)].filter((name) => hasOption(table, name));
  return Object.fromEntries(names.map((name) => [name, "true"]));
}

/** The one case in which SQLite counts: a field that is the whole primary key. */
export function isAutoincrement(field: Field, table: Table): boolean {
  const key = table.primaryKey?.fields;
  return counts(field) && key?.length === 1 && key[0] === field.name;
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
function isBareDefault(sql: string): boolean {
  return /^current_(?:timestamp|date|time)$/i.test(sql.trim()) || isConstant(sql);
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
