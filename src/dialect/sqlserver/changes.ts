import { isDeepStrictEqual } from "node:util";
import { counts } from "../../schema/counter.js";
import type { Field } from "../../schema/field.js";
import { type FieldPlace, resolveFieldType } from "../../schema/resolve-field-type.js";
import { keyFreePlace, StandardChanges } from "../changes.js";
import type { ColumnChange } from "../schema-change.js";
import type { Statements } from "../statement.js";
import type { Keeps } from "./ddl.js";
import { scratchName } from "./names.js";
import type { SqlserverRows } from "./rows.js";
import { readSqlserverType } from "./type-reader.js";

const KEPT = ["type", "collation", "null", "default"] as const satisfies Keeps;

/** How one column changes: type and NULL in one statement, its default as a constraint. */
export class SqlserverChanges extends StandardChanges<SqlserverRows> {
  /** Does the column itself change, not only its default? */
  altersColumn(column: ColumnChange): boolean {
    const { change, oldField, newField } = column;
    if (newField.generated !== undefined) return false;
    const nullable = this.columns.isNullable(oldField, change.from);
    return (
      column.options.using !== undefined ||
      this.typeChanges(column) ||
      counts(oldField) !== counts(newField) ||
      nullable !== this.columns.isNullable(newField, change.to) ||
      !isDeepStrictEqual(oldField.values, newField.values)
    );
  }

  override alterColumn(column: ColumnChange): Statements {
    const { change, oldField, newField } = column;
    if (newField.generated !== undefined) return [];
    const [before, after] = [oldField, newField].map((field) => this.columns.identityClause(field));
    if (before?.[0] !== after?.[0] && counts(oldField) && counts(newField)) {
      throw this.lacks(`another start or step of the counter "${newField.name}"`, change.to);
    }
    if (!this.altersColumn(column)) return this.alterDefault(column);
    if (counts(newField) && !counts(oldField)) {
      throw this.lacks(
        `a counter out of field "${newField.name}" (make a new field or table)`,
        change.to,
      );
    }
    if (this.#needsNewColumn(column)) return this.#replace(column);
    const place = this.place(change.to, change.after);
    const fill = this.filling(column);
    const keeps = this.#kept(column);
    return [
      // One that no migration knows comes back with the column.
      ...(keeps.includes("default")
        ? []
        : [this.ddl.dropDefaultStatement(change.to, newField.name)]),
      ...this.ddl.dropEnumCheck(
        { ...oldField, name: newField.name },
        this.place(change.to, change.before),
      ),
      ...(fill === undefined
        ? []
        : [
            ...(this.typeChanges(column)
              ? [
                  this.ddl.setColumn(
                    { ...newField, nullable: true },
                    keyFreePlace(place, newField.name),
                    keeps.filter((what) => what !== "null"),
                  ),
                ]
              : []),
            ...this.rows.fill(change, newField, fill, true),
          ]),
      this.ddl.setColumn(newField, place, keeps),
      ...this.ddl.addEnumCheck(newField, place),
      ...this.ddl.addDefaultStatements(newField, place),
    ];
  }

  /** What the change leaves as it is. */
  #kept(column: ColumnChange): Keeps {
    const { change, oldField, newField } = column;
    const [before, after] = [
      this.place(change.from, change.before),
      this.place(change.to, change.after),
    ];
    const type = (field: Field, place: FieldPlace) => this.dialect.columnTypeAt(field, place);
    const collation = (field: Field, place: FieldPlace) => resolveFieldType(field, place).collation;
    const presets = [
      this.dialect.defaultSql(oldField, change.before),
      this.dialect.defaultSql(newField, change.after),
    ];
    const wasNullable = this.columns.isNullable(oldField, change.from);
    const kept = {
      type: type(oldField, before) === type(newField, after),
      collation: collation(oldField, before) === collation(newField, after),
      null: wasNullable === this.columns.isNullable(newField, change.to),
      default: presets.every((sql) => sql === undefined),
    };
    return KEPT.filter((what) => kept[what]);
  }

  override alterNull(column: ColumnChange): Statements {
    const { change, newField } = column;
    return [
      this.ddl.setColumn(newField, this.place(change.to, change.after), ["type", "collation"]),
    ];
  }

  override alterDefault({ change, oldField, newField }: ColumnChange): Statements {
    if (counts(newField)) return [];
    const before = this.dialect.defaultSql(oldField, change.before);
    if (before === this.dialect.defaultSql(newField, change.after)) return [];
    return [
      ...(before === undefined ? [] : [this.ddl.dropDefaultStatement(change.to, newField.name)]),
      ...this.ddl.addDefaultStatements(newField, this.place(change.to, change.after)),
    ];
  }

  /** IDENTITY cannot be taken away, nor can a column be converted by an expression. */
  #needsNewColumn(column: ColumnChange): boolean {
    const { change, oldField, newField, options } = column;
    if (options.using !== undefined || counts(oldField) !== counts(newField)) return true;
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
  #replace(column: ColumnChange): Statements {
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
    const fill = this.filling(column);
    const before = {
      ...this.place(change.from, change.before),
      table: { ...change.from, name: table.name },
    };
    return [
      this.ddl.replacedStatement(
        { field: { ...oldField, name: newField.name }, place: before },
        { field: newField, place },
      ),
      this.ddl.addColumn(scratch, keyFreePlace(place, scratch.name)),
      ...this.rows.update(change, {
        field: newField,
        column: name,
        value: `(${value})`,
        where: undefined,
        comment: `Convert ${newField.name} of ${table.name}`,
      }),
      this.ddl.dropColumnConstraints(table, newField.name),
      this.ddl.dropColumn(table, { ...oldField, name: newField.name }),
      this.ddl.renameColumn(table, name, newField.name),
      ...(fill === undefined ? [] : this.rows.fill(change, newField, fill, true)),
      ...(this.columns.isNullable(newField, table)
        ? []
        : [this.ddl.setColumn(newField, place, [])]),
      ...this.ddl.addEnumCheck(newField, place),
      ...this.ddl.addDefaultStatements(newField, place),
      ...(newField.comment === undefined
        ? []
        : [this.ddl.describe(table, newField.comment, newField.name)]),
    ];
  }
}
