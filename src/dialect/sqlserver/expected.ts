import { counts } from "../../schema/counter.js";
import type { Field } from "../../schema/field.js";
import { resolveFieldType } from "../../schema/resolve-field-type.js";
import type { ForeignKey, Index, IndexPart, ReferentialAction, Table } from "../../schema/table.js";
import { type ColumnType, Expected } from "../expected.js";
import { impliedFields, isEnum, isFiltered, uniqueAsIndex } from "./columns.js";
import { identityType, spelledIdentity } from "./counter.js";
import { withoutBrackets } from "./expression.js";
import { readSqlserverType } from "./type-reader.js";

/**
 * The schema as the introspector reads it, as far as that can be known without asking the server;
 * how the server spells expressions, only it knows: see `withServerExpressions`.
 */
export class SqlserverExpected extends Expected {
  protected override table(table: Table): Table {
    const expected = super.table(table);
    const filtered = table.uniques.filter(({ fields }) => isFiltered(fields, table));
    const names = filtered.map(({ name }) => name);
    return {
      ...expected,
      uniques: expected.uniques.filter(({ name }) => !names.includes(name)),
      indexes: [
        ...expected.indexes,
        ...filtered.map((unique) => this.index(uniqueAsIndex(unique), table)),
      ],
    };
  }

  protected override field(field: Field, table: Table): Field {
    const expected = super.field(field, table);
    const counter = counts(expected);
    return {
      ...expected,
      nullable: expected.nullable && !counter,
      default: counter ? undefined : expected.default,
    };
  }

  protected override primaryKey(table: Table): Table["primaryKey"] {
    const key = super.primaryKey(table);
    return key && { ...key, name: table.primaryKey?.name };
  }

  protected override columnType(field: Field, table: Table): ColumnType {
    const place = this.place(table);
    const type = super.columnType(field, table);
    const column = resolveFieldType(field, place);
    if (field.type === "enum" && isEnum(column, place)) {
      return {
        ...type,
        type: "enum",
        length: undefined,
        values: [...(column.values ?? [])].sort(),
      };
    }
    if (counts(field)) return identityType(type, field.counter ?? {});
    return spelledIdentity(type) ?? type;
  }

  protected override readType(sql: string): ColumnType {
    return readSqlserverType(sql);
  }

  protected override expression(sql: string): string {
    return withoutBrackets(sql);
  }

  protected override action(action: ReferentialAction): ReferentialAction {
    return action === "PROTECT" || action === "RESTRICT" ? "NO_ACTION" : action;
  }

  protected override foreignKey(key: ForeignKey, table: Table): ForeignKey {
    return { ...super.foreignKey(key, table), deferrable: false };
  }

  protected override index(index: Index, table: Table): Index {
    const expected = super.index(index, table);
    const plain = { ...index, nullsNotDistinct: false };
    return {
      ...expected,
      method: /^clustered$/i.test(index.method ?? "") ? "clustered" : undefined,
      // Where no member may be NULL there is nothing to tell apart.
      nullsNotDistinct: index.nullsNotDistinct && impliedFields(plain, table).length > 0,
    };
  }

  protected override indexPart(part: IndexPart, index: Index, table: Table): IndexPart {
    return {
      ...super.indexPart(part, index, table),
      nulls: undefined,
      opclass: undefined,
      collation: undefined,
      prefix: undefined,
    };
  }
}
