import { counts, type IntegerType } from "../../schema/counter.js";
import type { Field } from "../../schema/field.js";
import { originOf, resolveFieldType } from "../../schema/resolve-field-type.js";
import type { Schema } from "../../schema/schema.js";
import {
  type Check,
  type ForeignKey,
  type Index,
  type IndexPart,
  makeCheck,
  makeForeignKey,
  makePrimaryKey,
  makeUnique,
  type Table,
  type Unique,
} from "../../schema/table.js";
import { bareType, type ColumnType, Expected, sequenceType } from "../expected.js";
import { countedColumn, countsBy, numbersOf, sequenceOfField } from "./counter.js";
import { enumType, hasEnumType, isMapped } from "./enum-name.js";
import { simplifyDefault, withoutParentheses } from "./expression-text.js";
import { chosenKeyName } from "./key-name.js";
import { schemaWithEnums } from "./schema-with-enums.js";
import { postgresqlOptions } from "./table-options.js";
import { readPostgresqlType } from "./type-reader.js";

/** SERIAL and its like as a project may spell them itself: a column with a sequence of its own. */
const SERIALS: ReadonlyMap<string, IntegerType> = new Map([
  ["serial", "integer"],
  ["bigserial", "bigint"],
  ["smallserial", "smallint"],
  ["serial2", "smallint"],
]);

/**
 * The schema as {@link PostgresqlIntrospector} reads it, as far as that can be known without
 * asking the server; how the server spells expressions, only it knows: see `withServerExpressions`.
 */
export class PostgresqlExpected extends Expected {
  override schema(): Schema {
    const types = isMapped("enum", this.source) ? [] : this.source.enums.values();
    return schemaWithEnums(super.schema().tables.values(), types);
  }

  protected override field(field: Field, table: Table): Field {
    const expected = super.field(field, table);
    const type = this.#enumType(field, table);
    const counter = counts(expected);
    return {
      ...expected,
      ...(type !== undefined && { enum: type }),
      // A sequence that the field says itself is a default like others.
      nullable: expected.nullable && (!counter || field.sequence !== undefined),
      default: counter ? undefined : expected.default,
      // Stored is the only kind there is before version 18.
      generated: expected.generated && { ...expected.generated, stored: true },
    };
  }

  /** The name of the enum type that the column has, wherever it has it from. */
  #enumType(field: Field, table: Table): string | undefined {
    const origin = originOf(field, this.place(table));
    if (!hasEnumType(origin.field, this.source)) return undefined;
    const { name, namespace } = enumType(origin.table, origin.field);
    return namespace === undefined ? name : undefined;
  }

  protected override columnType(field: Field, table: Table): ColumnType {
    const column = resolveFieldType(field, this.place(table));
    const type = super.columnType(field, table);
    const serial = SERIALS.get(type.native ?? type.type);
    if (serial !== undefined) return sequenceType({ ...bareType, type: serial }, {});
    const by = countsBy(field, this.source);
    if (by === undefined && isMapped(column.type, this.source)) return type;
    if (column.type === "enum" || column.type === "enum[]") {
      return { ...type, type: column.type, native: undefined, values: [...(column.values ?? [])] };
    }
    if (by === undefined) return type;
    return countedColumn(type, {
      table: table.name,
      name: field.name,
      by: by === "sequence" ? by : (field.identity ?? "by_default"),
      sequence: {
        name: sequenceOfField(table, field).name,
        type: numbersOf({ type: type.type, sequence: field.sequence }),
      },
      options: field.counter ?? {},
    });
  }

  protected override readType(sql: string): ColumnType {
    return readPostgresqlType(sql);
  }

  protected override defaultText(sql: string, column: Field): string {
    return simplifyDefault(sql, column.type);
  }

  protected override expression(sql: string): string {
    return withoutParentheses(sql.replace(/^\s*EXCLUDE\s+/i, ""));
  }

  protected override primaryKey(table: Table): Table["primaryKey"] {
    const { primaryKey: key } = table;
    if (key === undefined) return undefined;
    return makePrimaryKey({
      ...key,
      name: chosenKeyName(table.name, key.name),
      options: undefined,
    });
  }

  protected override unique(unique: Unique): Unique {
    return makeUnique({ ...unique, options: undefined });
  }

  protected override check(check: Check): Check {
    return makeCheck({ ...check, ...super.check(check) });
  }

  protected override foreignKey(key: ForeignKey, table: Table): ForeignKey {
    const { deferrable, match, onDeleteFields, notValid } = key;
    const own = { deferrable, match, onDeleteFields, notValid };
    return makeForeignKey({ ...super.foreignKey(key, table), ...own });
  }

  protected override options(table: Table): Table["options"] {
    return postgresqlOptions(table.options);
  }

  protected override index(index: Index, table: Table): Index {
    const expected = super.index(index, table);
    const method = expected.method?.toLowerCase();
    return { ...expected, method: method === "btree" ? undefined : method };
  }

  protected override indexPart(part: IndexPart, index: Index, table: Table): IndexPart {
    const expected = super.indexPart(part, index, table);
    const usual = expected.nulls === (expected.order === "desc" ? "first" : "last");
    return { ...expected, nulls: usual ? undefined : expected.nulls, prefix: undefined };
  }
}
