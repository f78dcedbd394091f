import { shortName } from "../../schema/constraint-name.js";
import type { Field } from "../../schema/field.js";
import { resolveFieldType } from "../../schema/resolve-field-type.js";
import { type Schema, tableKey } from "../../schema/schema.js";
import type { Table } from "../../schema/table.js";
import { noOptions, StandardChanges } from "../changes.js";
import type { ColumnChange, TableChange } from "../schema-change.js";
import type { Statement, Statements } from "../statement.js";
import { lostMembers } from "../table-difference.js";
import { enumName, enumOrigin, enumType, hasEnumType, isEnumField } from "./enum-name.js";
import { type EnumChange, enumChange } from "./enum-values.js";
import type { PostgresqlRows } from "./rows.js";
import { readPostgresqlType, UNBOUNDED } from "./type-reader.js";

const NUMBERS = [
  "smallint",
  "integer",
  "bigint",
  "decimal",
  "float",
  "double",
  "serial",
  "bigserial",
];

const TEXTS = ["text", "varchar", "char"];

const MOMENTS = ["date", "timestamp", "timestamptz"];

const JSONS = ["json", "jsonb"];

/** Groups within which PostgreSQL converts by itself, and complains instead of cutting. */
const GROUPS = [NUMBERS, TEXTS, MOMENTS, JSONS];

/** How a column changes: its type, its enum type, its counter, NULL and default. */
export class PostgresqlChanges extends StandardChanges<PostgresqlRows> {
  override alterColumn(column: ColumnChange): Statements {
    const { change, newField } = column;
    const clear = this.#clearsDefault(column);
    const counting = this.rows.counters.change(column);
    return [
      ...this.#ungenerated(column),
      ...this.#renamedEnum(column),
      ...counting.before,
      ...(clear ? [this.ddl.alterColumn(change.to, newField, "DROP DEFAULT")] : []),
      ...super.alterColumn(column),
      ...counting.after,
    ];
  }

  override typeChanges(column: ColumnChange): boolean {
    const kind = this.#enumChange(column)?.kind;
    if (kind !== undefined) return kind === "rebuild";
    return column.options.using !== undefined || super.typeChanges(column);
  }

  /** Is the type of the column replaced by another enum type (or by none)? */
  replacesType(column: ColumnChange): boolean {
    const { change, oldField, newField } = column;
    const enums = hasEnumType(oldField, change.before) || hasEnumType(newField, change.after);
    return enums && this.typeChanges(column);
  }

  /** The enum type of a field that has another one from now on, once no field has it any more. */
  dropLeftEnum({ change, oldField, newField }: ColumnChange): Statements {
    const left = isEnumField(oldField, change.before) && !isEnumField(newField, change.after);
    return left ? [this.ddl.dropEnum(change.from, oldField)] : [];
  }

  /** Columns that refer to an enum whose type is made anew; here, as they are after that. */
  enumFollowers(column: ColumnChange): readonly ColumnChange[] {
    const { change, newField } = column;
    if (!isEnumField(newField, change.after) || !this.replacesType(column)) return [];
    return [...change.after.tables.values()].flatMap((table) =>
      table.fields
        .filter((field) => {
          const origin = enumOrigin(field, this.place(table, change.after));
          return (
            origin?.field.name === newField.name && tableKey(origin.table) === tableKey(change.to)
          );
        })
        .map((field) => ({
          change: { before: change.after, after: change.after, from: table, to: table },
          oldField: field,
          newField: field,
          options: noOptions,
        })),
    );
  }

  /** What refers to an enum follows a new name of its type by itself. */
  override followers(column: ColumnChange): readonly ColumnChange[] {
    const { change, oldField, newField } = column;
    const stays = isEnumField(oldField, change.before) && isEnumField(newField, change.after);
    return stays ? this.enumFollowers(column) : super.followers(column);
  }

  override alterType(column: ColumnChange): Statements {
    const { change, newField } = column;
    const values = this.#enumChange(column);
    if (values !== undefined) {
      return [...this.#renameValues(column), ...this.#changeEnum(column, values)];
    }
    if (!this.typeChanges(column)) return [];
    return [
      ...(isEnumField(newField, change.after) ? [this.ddl.createEnum(change.to, newField)] : []),
      this.#setType(column),
      ...this.rows.counters.widen(column),
    ];
  }

  override alterDefault(column: ColumnChange): Statements {
    if (!this.#clearsDefault(column)) return super.alterDefault(column);
    const sql = this.dialect.defaultSql(column.newField, column.change.after);
    if (sql === undefined) return [];
    return [this.ddl.alterColumn(column.change.to, column.newField, `SET DEFAULT ${sql}`)];
  }

  /**
   * Where every statement stands alone, a check that is validated first spares the table the scan
   * under an exclusive lock (version 12 and later).
   */
  override alterNull(column: ColumnChange): Statements {
    const plain = super.alterNull(column);
    if (this.context.transaction !== false || plain.length === 0) return plain;
    const { change, newField } = column;
    const table = change.to;
    const name = shortName(`ck_${table.name}_${newField.name}_not_null`);
    if (!this.tightens(column)) {
      // Rows without a value may have stopped the way here behind the check.
      const own = table.checks.some((check) => check.name === name);
      return [...plain, ...(own ? [] : [this.ddl.dropLeftCheck(table, name)])];
    }
    const check = this.columns.checkClause({
      name,
      expression: `${this.quote(newField.name)} IS NOT NULL`,
    });
    return [
      ...this.ddl.constraintStatements(table, check, name),
      ...plain,
      ...this.ddl.dropConstraint(table, name, "check"),
    ];
  }

  /** Where every statement stands alone, the old key serves while the index of the new one is built. */
  override exchange(change: TableChange): Statements {
    const { from, to } = change;
    const both = lostMembers(from, to).primaryKey !== undefined && to.primaryKey !== undefined;
    if (this.context.transaction !== false || !both) return super.exchange(change);
    const rest = { ...change, from: { ...from, primaryKey: to.primaryKey } };
    return [...this.lose(rest), ...this.ddl.exchangePrimaryKeys(from, to), ...this.gain(rest)];
  }

  /** A default of the old type is in the way of the new one. */
  #clearsDefault(column: ColumnChange): boolean {
    if (!this.typeChanges(column)) return false;
    return this.dialect.defaultSql(column.oldField, column.change.before) !== undefined;
  }

  #ungenerated({ change, oldField, newField }: ColumnChange): Statements {
    if (oldField.generated === undefined || newField.generated !== undefined) return [];
    return [this.ddl.alterColumn(change.to, newField, "DROP EXPRESSION")];
  }

  #renamedEnum({ change, oldField, newField }: ColumnChange): Statements {
    const both = isEnumField(oldField, change.before) && isEnumField(newField, change.after);
    if (!both) return [];
    return this.ddl.renameEnum(
      { table: change.from, field: oldField },
      { table: change.to, field: newField },
    );
  }

  /** undefined: they are not both enums of the same shape. */
  #enumChange({ change, oldField, newField, options }: ColumnChange): EnumChange | undefined {
    const both = isEnumField(oldField, change.before) && isEnumField(newField, change.after);
    if (!both || oldField.type !== newField.type) return undefined;
    const { renamed } = options;
    if (renamed === undefined && options.using !== undefined) return { kind: "rebuild" };
    const before = (oldField.values ?? []).map((value) => renamed?.get(value) ?? value);
    const values = enumChange(before, newField.values ?? []);
    if (values.kind !== "add") return values;
    // A value that was added cannot be used before the transaction ends; one of a new type can.
    const used = `${this.dialect.defaultSql(newField, change.after) ?? ""} ${options.backfill ?? ""}`;
    return values.values.some(({ value }) => used.includes(this.literal(value)))
      ? { kind: "rebuild" }
      : values;
  }

  /** Rows, and columns that refer to the enum, follow by themselves. */
  #renameValues({ change, newField, options }: ColumnChange): Statements {
    const { renamed = new Map() } = options;
    return this.ddl.renameValues(enumType(change.to, newField), renamed);
  }

  #changeEnum(column: ColumnChange, values: EnumChange): Statements {
    const { change, newField } = column;
    const type = enumType(change.to, newField);
    switch (values.kind) {
      case "none":
        return [];
      case "add":
        return this.ddl.addValues(type, values.values);
      case "rebuild":
        return this.#rebuildEnum(column, this.tableName(type));
      default:
        return values satisfies never;
    }
  }

  #rebuildEnum(column: ColumnChange, type: string): Statements {
    const { change, newField } = column;
    const old = shortName(`${enumName(change.to.name, newField)}_old`);
    return [
      this.ddl.sql(`ALTER TYPE ${type} RENAME TO ${this.quote(old)}`),
      this.ddl.createEnum(change.to, newField),
      this.#setType(column),
      ...this.enumFollowers(column).flatMap((follower) => this.#takeType(follower)),
      this.ddl.sql(`DROP TYPE ${this.ddl.beside(change.to, old)}`),
    ];
  }

  /** Gives a column the type that it should have already; a default of the old one is in the way. */
  #takeType(column: ColumnChange): Statements {
    const { change, newField } = column;
    const sql = this.dialect.defaultSql(newField, change.after);
    if (sql === undefined) return [this.#setType(column)];
    return [
      this.ddl.alterColumn(change.to, newField, "DROP DEFAULT"),
      this.#setType(column),
      this.ddl.alterColumn(change.to, newField, `SET DEFAULT ${sql}`),
    ];
  }

  #setType(column: ColumnChange): Statement {
    const { change, oldField, newField, options } = column;
    const place = this.place(change.to, change.after);
    const type = this.dialect.columnTypeAt(newField, place);
    const { collation } = resolveFieldType(newField, place);
    const from = this.#typeName(oldField, change.from, change.before);
    const to = this.#typeName(newField, change.to, change.after);
    const using =
      options.using === undefined || options.renamed !== undefined
        ? usingExpression({ from, to, column: this.quote(newField.name), type })
        : givenUsing(options.using, to, type);
    const action = [
      `SET DATA TYPE ${type}`,
      ...(collation === undefined ? [] : [`COLLATE ${this.columns.collationName(collation)}`]),
      ...(using === undefined ? [] : [`USING ${using}`]),
    ];
    const statement = this.ddl.alterColumn(change.to, newField, action.join(" "));
    const before = resolveFieldType(oldField, this.place(change.from, change.before)).collation;
    return {
      ...statement,
      rows: [tableKey(change.to)],
      live: {
        kind: "retype",
        table: this.tableName(change.to),
        field: newField.name,
        type,
        keepsCollation: collation === undefined && before === undefined,
      },
    };
  }

  #typeName(field: Field, table: Table, schema: Schema): string {
    const place = this.place(table, schema);
    if (hasEnumType(resolveFieldType(field, place), schema)) return "enum";
    const { type, native } = readPostgresqlType(this.dialect.columnTypeAt(field, place));
    return native === UNBOUNDED ? "varchar" : type;
  }
}

interface Conversion {
  /** The model's types (`native` for anything else). */
  readonly from: string;
  readonly to: string;
  /** The column, quoted. */
  readonly column: string;
  /** The new SQL type. */
  readonly type: string;
}

/**
 * The `USING` that a change of type needs where PostgreSQL has no assignment cast, undefined where
 * it has one. Never a cast to a shorter text: an explicit one would cut without a word.
 */
function usingExpression({ from, to, column, type }: Conversion): string | undefined {
  if (from === to && to !== "enum" && to !== "native") return undefined;
  if (GROUPS.some((group) => group.includes(from) && group.includes(to))) return undefined;
  if (from === "bytes" && TEXTS.includes(to)) return `convert_from(${column}, 'UTF8')`;
  if (TEXTS.includes(to)) return undefined;
  if (from === "boolean" && NUMBERS.includes(to)) return `${column}::integer::${type}`;
  if (NUMBERS.includes(from) && to === "boolean") return `${column} <> 0`;
  if (TEXTS.includes(from) && to === "bytes") return `convert_to(${column}, 'UTF8')`;
  if (to === "enum" || from === "enum") return `${column}::text::${type}`;
  return `${column}::${type}`;
}

/** What an author gives is a text as a rule, and from a text to an enum there is no cast but this. */
function givenUsing(expression: string, to: string, type: string): string {
  if (to !== "enum") return expression;
  return `(${expression})::text${type.endsWith("[]") ? "[]" : ""}::${type}`;
}
