import { constraintName } from "../../schema/constraint-name.js";
import type { Field } from "../../schema/field.js";
import { tableKey } from "../../schema/schema.js";
import type { Index, IndexPart, Table, Unique } from "../../schema/table.js";
import { mapExpressions } from "../../schema/table-expressions.js";
import { bareType, type ColumnType, Expected } from "../expected.js";
import { enumValues, isAutoincrement, knownOptions } from "./columns.js";
import { knownTraits } from "./key-traits.js";
import { normalText, textLiteral, unqualified } from "./sql-text.js";
import { isTextAlone, readKeyType, readSqliteType } from "./types.js";

/** A schema as SQLite would report it. */
export class SqliteExpected extends Expected {
  /** There are no namespaces: they become part of the name. */
  protected override table(table: Table): Table {
    const plain = mapExpressions(table, (sql) => unqualified(sql, table.name));
    const made = super.table(plain);
    const checks = [...made.checks, ...this.#lists(plain)];
    return { ...made, checks, name: tableKey(table), namespace: undefined };
  }

  /** Where an enum is declared as more than a text, its list is a check like any other without a name. */
  #lists(table: Table): Table["checks"] {
    const place = this.place(table);
    return table.fields
      .map((field) => ({ name: field.name, values: enumValues(field, place), field }))
      .filter(
        ({ values, field }) =>
          values.length > 0 &&
          !isTextAlone(readSqliteType(this.dialect.columnTypeAt(field, place))),
      )
      .map(({ name, values }, at) => {
        const parts = [String(table.checks.length + at + 1)];
        const list = values.map(textLiteral).join(", ");
        return {
          name: constraintName({ prefix: "ck", table: tableKey(table), fields: parts }),
          expression: this.expression(`"${name.replaceAll('"', '""')}" IN (${list})`),
        };
      });
  }

  protected override readType(sql: string, field: Field, table: Table): ColumnType {
    if (isAutoincrement(field, table)) return { ...bareType, type: "serial" };
    const key = table.primaryKey?.fields;
    const isKey = key?.length === 1 && key[0] === field.name;
    const type = isKey ? readKeyType(sql) : readSqliteType(sql);
    const values = enumValues(field, this.place(table));
    const isEnum = values.length > 0 && isTextAlone(type);
    return isEnum ? { ...type, type: "enum", values: [...values] } : type;
  }

  protected override expression(sql: string): string {
    return normalText(sql);
  }

  protected override primaryKey(table: Table): Table["primaryKey"] {
    const key = super.primaryKey(table);
    return key && { ...key, name: table.primaryKey?.name, ...knownTraits(table.primaryKey ?? {}) };
  }

  protected override unique(unique: Unique): Unique {
    return { ...super.unique(unique), ...knownTraits(unique) };
  }

  protected override field(field: Field, table: Table): Field {
    const expected = super.field(field, table);
    const says = field.nullable && table.primaryKey?.fields.includes(field.name) !== true;
    return { ...expected, ...(says ? {} : knownTraits(field)) };
  }

  /** It may refer to a table that is not there. */
  protected override holds(): boolean {
    return true;
  }

  protected override index(index: Index, table: Table): Index {
    return {
      ...super.index(index, table),
      method: undefined,
      include: [],
      nullsNotDistinct: false,
    };
  }

  protected override indexPart(part: IndexPart, index: Index, table: Table): IndexPart {
    const known = super.indexPart(part, index, table);
    return { ...known, nulls: undefined, opclass: undefined, prefix: undefined };
  }

  protected override options(table: Table): Table["options"] {
    return knownOptions(table);
  }
}
