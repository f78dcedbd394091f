import type { Field } from "../../schema/field.js";
import { resolveFieldType } from "../../schema/resolve-field-type.js";
import type { ForeignKey, Index, IndexPart, ReferentialAction, Table } from "../../schema/table.js";
import { Canonicalizer, type ColumnType } from "../canonical.js";
import { impliedFields, isCounter, isEnum, isFiltered, uniqueAsIndex } from "./columns.js";
import { withoutBrackets } from "./sqlserver-expression.js";
import { readSqlserverType } from "./sqlserver-type-reader.js";

const COUNTERS: Readonly<Record<string, string>> = { integer: "serial", bigint: "bigserial" };

/** What the model calls a column that counts. */
export function counterType(type: ColumnType): ColumnType {
  const counter = COUNTERS[type.type];
  if (counter !== undefined) return { ...type, type: counter };
  return { ...type, type: "native", native: `${type.native ?? type.type} identity` };
}

/**
 * The schema as the introspector reads it, as far as that can be known without asking the server;
 * how the server spells expressions, only it knows: see `normalizeSqlserver`.
 */
export class SqlserverCanonicalizer extends Canonicalizer {
  protected override table(table: Table): Table {
    const canonical = super.table(table);
    const filtered = table.uniques.filter(({ fields }) => isFiltered(fields, table));
    const names = filtered.map(({ name }) => name);
    return {
      ...canonical,
      uniques: canonical.uniques.filter(({ name }) => !names.includes(name)),
      indexes: [
        ...canonical.indexes,
        ...filtered.map((unique) => this.index(uniqueAsIndex(unique), table)),
      ],
    };
  }

  protected override field(field: Field, table: Table): Field {
    const canonical = super.field(field, table);
    const counts = isCounter(field);
    return {
      ...canonical,
      nullable: canonical.nullable && !counts,
      default: counts ? undefined : canonical.default,
    };
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
    return isCounter(field) ? counterType(type) : type;
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
    const canonical = super.index(index, table);
    const plain = { ...index, nullsNotDistinct: false };
    return {
      ...canonical,
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
