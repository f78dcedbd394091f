import type { Field } from "../../schema/field.js";
import type { Reference } from "../../schema/references-to.js";
import type { FieldPlace } from "../../schema/resolve-field-type.js";
import { type Schema, tableKey } from "../../schema/schema.js";
import type { ForeignKey, Index, IndexPart, Table } from "../../schema/table.js";
import { mapExpressions } from "../../schema/table-expressions.js";
import { DialectError } from "../dialect-error.js";
import { StandardSchemaEditor } from "../standard-schema-editor.js";
import type { Statement } from "../statement.js";
import type { StatementFact } from "../statement-fact.js";
import { autoUpdateTrigger, autoUpdateTriggerSql } from "./auto-update-trigger.js";
import {
  enumValues,
  isAutoincrement,
  isBareDefault,
  isSerial,
  keyOfColumn,
  optionWords,
} from "./sqlite-clauses.js";
import { commentText, unqualified } from "./sqlite-text.js";

/** The words of SQLite's DDL where they differ from the standard's. */
export class SqliteDdl extends StandardSchemaEditor {
  /** A foreign key to a table that is not there yet is no error. */
  protected override inlineForeignKeys({ table }: FieldPlace): readonly ForeignKey[] {
    return table.foreignKeys;
  }

  protected override waitingFor(): readonly Reference[] {
    return [];
  }

  /** CREATE TABLE under another name; references to itself keep its own. */
  protected createSql(name: string, place: FieldPlace): string {
    const table = mapExpressions(place.table, (sql) => unqualified(sql, place.table.name));
    const body = this.tableBody({ ...place, table }).map((line) => `\n  ${line}`);
    return `CREATE TABLE ${name}${comment(table.comment)} (${body.join(",")}\n)${optionWords(table)}`;
  }

  protected override addColumnStatement(field: Field, place: FieldPlace): Statement {
    const key = keyOfColumn(field, place);
    const statement = super.addColumnStatement(field, place);
    if (key === undefined) return statement;
    const clause = `CONSTRAINT ${this.quote(key.name)} ${this.referencesClause(key, place)}`;
    return { ...statement, sql: `${statement.sql} ${clause}` };
  }

  /** It stands at the column. */
  protected override addForeignKeyStatements(): readonly Statement[] {
    return [];
  }

  protected override createdName(table: Table): string {
    return this.tableName(table) + comment(table.comment);
  }

  protected override tableOptions(table: Table): string {
    return optionWords(table);
  }

  protected override renameTableStatement(from: Table, to: Table): Statement {
    return this.make({
      sql: `ALTER TABLE ${this.tableName(from)} RENAME TO ${this.tableName(to)}`,
      fact: { kind: "table", table: to, exists: true },
    });
  }

  protected override columnDefinition(field: Field, place: FieldPlace): string {
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

  protected override columnAttributes(field: Field, place: FieldPlace): readonly string[] {
    const values = enumValues(field, place);
    const list = values.map((value) => this.literal(value)).join(", ");
    const check = values.length === 0 ? [] : [`CHECK (${this.quote(field.name)} IN (${list}))`];
    return [...super.columnAttributes(field, place), ...check];
  }

  protected override identityClause(field: Field, { table }: FieldPlace): readonly string[] {
    if (!isAutoincrement(field, table)) return [];
    const name = table.primaryKey?.name;
    return [
      `${name === undefined ? "" : `CONSTRAINT ${this.quote(name)} `}PRIMARY KEY AUTOINCREMENT`,
    ];
  }

  protected override primaryKeyClauses(table: Table): readonly string[] {
    const counts = table.fields.some((field) => isAutoincrement(field, table));
    return counts ? [] : super.primaryKeyClauses(table);
  }

  protected override defaultClause(field: Field, { schema }: FieldPlace): readonly string[] {
    const sql = this.dialect.defaultSql(field, schema);
    if (sql === undefined) return [];
    return [isBareDefault(sql) ? `DEFAULT ${sql.trim()}` : `DEFAULT (${sql})`];
  }

  protected override createIndexSql(table: Table, index: Index): string {
    if (index.nullsNotDistinct)
      throw this.lacks(`NULLS NOT DISTINCT of index "${index.name}"`, table);
    if (index.unique && index.parts.some(({ prefix }) => prefix !== undefined)) {
      throw this.lacks(`the unique index "${index.name}" over the beginning of a text`, table);
    }
    return super.createIndexSql(table, index);
  }

  protected override indexPart(part: IndexPart, index: Index): string {
    return super.indexPart({ ...part, nulls: undefined }, index);
  }

  /** None of it changes what a query answers, only how fast. */
  protected override indexNotice(index: Index): string | undefined {
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

  protected override autoUpdateStatements(
    table: Table,
    field: Field,
    schema: Schema,
  ): readonly Statement[] {
    if (!field.autoUpdate) return [];
    const sql = autoUpdateTriggerSql({
      table,
      trigger: this.quote(autoUpdateTrigger(tableKey(table), field)),
      tableName: this.tableName(table),
      column: this.quote(field.name),
      now: this.dialect.currentTime(field, schema),
      quote: (name) => this.quote(name),
    });
    return [this.make({ sql, comment: `Keep ${field.name} current` })];
  }

  protected override dropAutoUpdateStatements(table: Table, field: Field): readonly Statement[] {
    if (!field.autoUpdate) return [];
    const trigger = this.quote(autoUpdateTrigger(tableKey(table), field));
    return [this.make({ sql: `DROP TRIGGER IF EXISTS ${trigger}` })];
  }

  /** One statement is atomic; this is asked about migrations without a transaction. */
  protected override probe(fact: StatementFact): string | undefined {
    const found = this.#lookup(fact);
    return found && `SELECT ${fact.exists ? "" : "NOT "}EXISTS (${found}) AS done`;
  }

  #lookup(fact: StatementFact): string | undefined {
    const table = this.literal(tableKey(fact.table));
    switch (fact.kind) {
      case "table":
        return `SELECT 1 FROM main.sqlite_schema WHERE type = 'table' AND name = ${table}`;
      case "index":
        return `SELECT 1 FROM main.sqlite_schema WHERE type = 'index' AND name = ${this.literal(fact.name)}`;
      case "column":
        return `SELECT 1 FROM pragma_table_xinfo(${table}) WHERE name = ${this.literal(fact.name)}`;
      case "constraint":
        // Constraints come and go with a rebuild only.
        return undefined;
      default:
        return fact satisfies never;
    }
  }
}

function comment(text: string | undefined): string {
  return text === undefined || text === "" ? "" : ` ${commentText(text)}`;
}
