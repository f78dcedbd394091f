import type { Field } from "../../schema/field.js";
import { tableKey } from "../../schema/schema.js";
import type { Index, IndexPart, Table } from "../../schema/table.js";
import { mapExpressions } from "../../schema/table-expressions.js";
import { type ColumnType, Expected } from "../expected.js";
import { enumValues, isAutoincrement, knownOptions } from "./columns.js";
import { normalText, unqualified } from "./sql-text.js";
import { readSqliteType } from "./types.js";

/** A schema as SQLite would report it. */
export class SqliteExpected extends Expected {
  /** There are no namespaces: they become part of the name. */
  protected override table(table: Table): Table {
    const plain = mapExpressions(table, (sql) => unqualified(sql, table.name));
    return { ...super.table(plain), name: tableKey(table), namespace: undefined };
  }

  protected override readType(sql: string, field: Field, table: Table): ColumnType {
    const type = readSqliteType(sql);
    if (isAutoincrement(field, table)) return { ...type, type: "serial" };
    const values = enumValues(field, this.place(table));
    return values.length === 0 ? type : { ...type, type: "enum", values: [...values] };
  }

  protected override expression(sql: string): string {
    return normalText(sql);
  }

  protected override primaryKey(table: Table): Table["primaryKey"] {
    const key = super.primaryKey(table);
    return key && { ...key, name: table.primaryKey?.name };
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
