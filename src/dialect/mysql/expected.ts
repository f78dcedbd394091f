import { counts } from "../../schema/counter.js";
import type { Field } from "../../schema/field.js";
import { type Options, optionTexts } from "../../schema/options.js";
import { tableKey } from "../../schema/schema.js";
import {
  type ForeignKey,
  type Index,
  type IndexPart,
  makeIndex,
  type Table,
} from "../../schema/table.js";
import { type ColumnType, countingType, Expected } from "../expected.js";
import { clauseText } from "./clause-text.js";
import { expectedDefault, givenDefault } from "./column-default.js";
import { isSpecial, prefixOf, referredCollation, typesOf } from "./columns.js";
import { mysqlExpression } from "./expression.js";
import {
  fieldOptions,
  indexOptions,
  isClause,
  isSqlOption,
  shownIndexOptions,
  tableOptions,
  USUAL_OPTIONS,
} from "./options.js";
import { startingAt } from "./start-values.js";
import { readMysqlType } from "./type-reader.js";

const TEXTUAL = new Set(["char", "varchar", "text", "uuid", "enum", "native"]);

/**
 * The schema as {@link MysqlIntrospector} reads it, as far as that can be known without asking the
 * server; how the server spells expressions, only it knows: see `withServerExpressions`.
 */
export class MysqlExpected extends Expected {
  /** The table at hand: its fields are told from functions and keywords in expressions. */
  #fields: readonly string[] = [];
  #collation: string | undefined;

  protected override table(table: Table): Table {
    this.#fields = table.fields.map(({ name }) => name);
    this.#collation = tableOptions(table).collate;
    const expected = super.table(table);
    // A unique constraint is a unique index here, and there are no namespaces.
    return {
      ...expected,
      name: tableKey(table),
      namespace: undefined,
      indexes: [
        ...expected.indexes,
        ...expected.uniques.map(({ name, fields }) =>
          makeIndex({ name, parts: fields, unique: true }),
        ),
      ],
      uniques: [],
    };
  }

  protected override field(field: Field, table: Table): Field {
    const expected = super.field(field, table);
    const type = this.dialect.columnTypeAt(field, this.place(table));
    const sql = counts(field) ? undefined : this.dialect.defaultSql(field, this.source);
    const options = this.#fieldOptions(field);
    const counter = counts(field) ? startingAt(field.counter?.start) : undefined;
    const referred = referredCollation({ field, place: this.place(table), type });
    return {
      ...expected,
      collation: expected.collation ?? referred?.toLowerCase(),
      nullable: field.generated !== undefined || (expected.nullable && !counts(field)),
      default: givenDefault(sql && expectedDefault(sql, type), field.autoUpdate),
      ...(options !== undefined && { options }),
      ...(counter !== undefined && { counter }),
    };
  }

  protected override columnType(field: Field, table: Table): ColumnType {
    const type = super.columnType(field, table);
    return counts(field) ? countingType(type, "by_default") : type;
  }

  #fieldOptions(field: Field): Options | undefined {
    const { check, ...others } = fieldOptions(field);
    return optionTexts({
      ...others,
      ...(check !== undefined && { check: this.expression(check) }),
    });
  }

  protected override readType(sql: string): ColumnType {
    return readMysqlType(sql);
  }

  protected override expression(sql: string): string {
    return mysqlExpression(sql, this.#fields);
  }

  protected override collation(column: Field): string | undefined {
    const { collation, type } = column;
    return collation === this.#collation || !TEXTUAL.has(type) ? undefined : collation;
  }

  protected override foreignKey(key: ForeignKey, table: Table): ForeignKey {
    return { ...super.foreignKey(key, table), deferrable: false };
  }

  protected override index(index: Index, table: Table): Index {
    const expected = super.index(index, table);
    const method = isSpecial(index.method) ? index.method?.toLowerCase() : undefined;
    const options = shownIndexOptions(indexOptions(index), tableOptions(table).engine);
    const { comment } = index;
    return makeIndex({
      ...expected,
      method,
      include: [],
      nullsNotDistinct: false,
      comment,
      options,
    });
  }

  protected override indexPart(part: IndexPart, index: Index, table: Table): IndexPart {
    const expected = super.indexPart(part, index, table);
    const prefix = prefixOf(part, index, typesOf(this.dialect, this.place(table)));
    return { ...expected, prefix, nulls: undefined, opclass: undefined, collation: undefined };
  }

  protected override options(table: Table): Table["options"] {
    const options = tableOptions(table);
    const charset = options.charset ?? options.collate?.split("_")[0];
    const clauses = Object.entries(options)
      .filter(([key]) => isClause(key))
      .map(([key, value]) => [key, clauseText(value, this.#fields)] as const);
    return unusualOptions({
      ...options,
      ...Object.fromEntries(clauses),
      ...(charset === undefined ? {} : { charset }),
    });
  }
}

/** What a table says beyond the usual engine. */
export function unusualOptions(options: Readonly<Record<string, string>>): Table["options"] {
  return Object.fromEntries(
    Object.entries(options)
      .map(([key, value]): [string, string] => [
        key,
        key === "engine" || isSqlOption(key) ? value : value.toLowerCase(),
      ])
      .filter(([key, value]) => value.toLowerCase() !== USUAL_OPTIONS[key]?.toLowerCase()),
  );
}
