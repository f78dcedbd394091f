import { isDeepStrictEqual } from "node:util";
import type { Field, SideNamed } from "../../schema/field.js";
import { type FieldPlace, resolveFieldType } from "../../schema/resolve-field-type.js";
import type { ColumnChange } from "../ddl-statements.js";
import { keyFreePlace } from "../key-free-place.js";
import type { Statement } from "../statement.js";
import { isCounter } from "./sqlserver-clauses.js";
import { SqlserverDdl } from "./sqlserver-ddl.js";
import { defaultName, enumCheckName, scratchName } from "./sqlserver-names.js";
import { readSqlserverType } from "./sqlserver-type-reader.js";

/** How one column changes: type and NULL in one statement, its default as a constraint. */
export class SqlserverColumnEditor extends SqlserverDdl {
  /** Does the column itself change, not only its default? */
  protected altersColumn(column: ColumnChange): boolean {
    const { change, oldField, newField } = column;
    if (newField.generated !== undefined) return false;
    const nullable = this.isNullable(oldField, change.from);
    return (
      column.options.using !== undefined ||
      this.typeChanges(column) ||
      isCounter(oldField) !== isCounter(newField) ||
      nullable !== this.isNullable(newField, change.to) ||
      !isDeepStrictEqual(oldField.values, newField.values)
    );
  }

  protected override alterColumn(column: ColumnChange): readonly Statement[] {
    const { change, oldField, newField } = column;
    if (newField.generated !== undefined) return [];
    if (!this.altersColumn(column)) return this.alterDefault(column);
    if (isCounter(newField) && !isCounter(oldField)) {
      throw this.lacks(
        `a counter out of field "${newField.name}" (make a new field or table)`,
        change.to,
      );
    }
    if (this.#needsNewColumn(column)) return this.#replace(column);
    const place = this.place(change.to, change.after);
    const fill = this.#filling(column);
    return [
      this.dropDefaultStatement(change.to, newField.name),
      ...this.dropEnumCheck(
        { ...oldField, name: newField.name },
        this.place(change.to, change.before),
      ),
      ...(fill === undefined
        ? []
        : [
            ...(this.typeChanges(column)
              ? [
                  this.setColumn(
                    { ...newField, nullable: true },
                    keyFreePlace(place, newField.name),
                  ),
                ]
              : []),
            ...this.fillStatements(change, newField, fill, true),
          ]),
      this.setColumn(newField, place),
      ...this.addEnumCheck(newField, place),
      ...this.addDefaultStatements(newField, place),
    ];
  }

  /** Everything the column is, apart from default and constraints: what is left out is reset. */
  protected setColumn(field: Field, place: FieldPlace): Statement {
    const words = [
      this.quote(field.name),
      this.dialect.columnTypeAt(field, place),
      ...this.collationClause(field, place),
      ...this.nullClause(field, place.table),
    ];
    return this.make({
      sql: `ALTER TABLE ${this.tableName(place.table)} ALTER COLUMN ${words.join(" ")}`,
    });
  }

  protected override alterNull(column: ColumnChange): readonly Statement[] {
    return [this.setColumn(column.newField, this.place(column.change.to, column.change.after))];
  }

  protected override alterDefault({
    change,
    oldField,
    newField,
  }: ColumnChange): readonly Statement[] {
    if (isCounter(newField)) return [];
    const before = this.dialect.defaultSql(oldField, change.before);
    if (before === this.dialect.defaultSql(newField, change.after)) return [];
    return [
      ...(before === undefined ? [] : [this.dropDefaultStatement(change.to, newField.name)]),
      ...this.addDefaultStatements(newField, this.place(change.to, change.after)),
    ];
  }

  #filling(column: ColumnChange): string | undefined {
    if (!this.tightens(column)) return undefined;
    return column.options.backfill ?? this.fillingDefault(column);
  }

  /** IDENTITY cannot be taken away, nor can a column be converted by an expression. */
  #needsNewColumn(column: ColumnChange): boolean {
    const { change, oldField, newField, options } = column;
    if (options.using !== undefined || isCounter(oldField) !== isCounter(newField)) return true;
    const before = this.#kind(oldField, this.place(change.from, change.before));
    const after = this.#kind(newField, this.place(change.to, change.after));
    return before !== after;
  }

  /** Between bytes and other types nothing is converted unless it is written. */
  #kind(field: Field, place: FieldPlace): "bytes" | "other" {
    const type = readSqlserverType(this.dialect.columnTypeAt(field, place));
    const bytes = type.type === "bytes" || /^(?:var)?binary\b/.test(type.native ?? "");
    return bytes ? "bytes" : "other";
  }

  /** The values go over into a new column, which takes the name of the old one and stands last. */
  #replace(column: ColumnChange): readonly Statement[] {
    const { change, oldField, newField, options } = column;
    const table = change.to;
    const place = this.place(table, change.after);
    const name = scratchName(newField.name);
    const type = this.dialect.columnTypeAt(newField, place);
    const plain: Field = {
      ...resolveFieldType(newField, place),
      name,
      default: undefined,
      nullable: true,
      autoCreate: false,
      autoUpdate: false,
      values: undefined,
      comment: undefined,
    };
    const scratch: Field = { ...plain, type: "native", native: type };
    const value = options.using ?? `CAST(${this.quote(newField.name)} AS ${type})`;
    const fill = this.#filling(column);
    return [
      this.addColumnStatement(scratch, keyFreePlace(place, scratch.name)),
      ...this.updateStatements(change, {
        field: newField,
        column: name,
        value: `(${value})`,
        where: undefined,
        comment: `Convert ${newField.name} of ${table.name}`,
      }),
      this.dropColumnConstraints(table, newField.name),
      this.dropColumnStatement(table, { ...oldField, name: newField.name }),
      this.renameColumnStatement(table, name, newField.name),
      ...(fill === undefined ? [] : this.fillStatements(change, newField, fill, true)),
      ...(this.isNullable(newField, table) ? [] : [this.setColumn(newField, place)]),
      ...this.addEnumCheck(newField, place),
      ...this.addDefaultStatements(newField, place),
      ...(newField.comment === undefined
        ? []
        : [this.describe(table, newField.comment, newField.name)]),
    ];
  }

  /** Names of ours that hold the column's name. */
  protected renameColumnConstraints(
    place: FieldPlace,
    field: Field,
    renamed: SideNamed,
  ): readonly Statement[] {
    const { table } = place;
    return [
      ...(isCounter(field) || this.dialect.defaultSql(field, place.schema) === undefined
        ? []
        : this.renameConstraint(
            table,
            defaultName(table.name, field),
            defaultName(table.name, renamed),
          )),
      ...this.enumClause(field, place).flatMap(() =>
        this.renameConstraint(
          table,
          enumCheckName(table.name, field),
          enumCheckName(table.name, renamed),
        ),
      ),
    ];
  }
}
