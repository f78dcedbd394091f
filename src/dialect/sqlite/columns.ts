import type { Field } from "../../schema/field.js";
import type { FieldPlace } from "../../schema/resolve-field-type.js";
import { tableKey } from "../../schema/schema.js";
import type { ForeignKey, Index, IndexPart, Table } from "../../schema/table.js";
import { mapExpressions } from "../../schema/table-expressions.js";
import { StandardColumns } from "../columns.js";
import { DialectError } from "../dialect-error.js";
import { enumValues, isAutoincrement, isBareDefault, isSerial, optionWords } from "./clauses.js";
import { commentText, unqualified } from "./sql-text.js";

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
    if (isSerial(field) && !isAutoincrement(field, place.table)) {
      throw new DialectError({
        code: "DIALECT_UNSUPPORTED",
        message: `field "${field.name}" of table "${tableKey(place.table)}" is a ${field.type} but not the whole primary key; SQLite counts only there`,
        hint: "Make it the primary key, or an integer.",
      });
    }
    const type = this.dialect.columnTypeAt(field, place);
    const name = this.quote(field.name) + comment(field.comment);
    return [name, type, ...this.columnAttributes(field, place)]
      .filter((part) => part !== "")
      .join(" ");
  }

  override columnAttributes(field: Field, place: FieldPlace): readonly string[] {
    const values = enumValues(field, place);
    const list = values.map((value) => this.literal(value)).join(", ");
    const check = values.length === 0 ? [] : [`CHECK (${this.quote(field.name)} IN (${list}))`];
    return [...super.columnAttributes(field, place), ...check];
  }

  override identityClause(field: Field, { table }: FieldPlace): readonly string[] {
    if (!isAutoincrement(field, table)) return [];
    const name = table.primaryKey?.name;
    return [
      `${name === undefined ? "" : `CONSTRAINT ${this.quote(name)} `}PRIMARY KEY AUTOINCREMENT`,
    ];
  }

  override primaryKeyClauses(table: Table): readonly string[] {
    const counts = table.fields.some((field) => isAutoincrement(field, table));
    return counts ? [] : super.primaryKeyClauses(table);
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

  override indexPart(part: IndexPart, index: Index): string {
    return super.indexPart({ ...part, nulls: undefined }, index);
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

function comment(text: string | undefined): string {
  return text === undefined || text === "" ? "" : ` ${commentText(text)}`;
}
