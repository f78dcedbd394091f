import { isDeepStrictEqual } from "node:util";
import type { Field, SideNamed } from "../../schema/field.js";
import { type FieldPlace, resolveFieldType } from "../../schema/resolve-field-type.js";
import type { ColumnChange } from "../ddl-statements.js";
import { keyFreePlace } from "../key-free-place.js";
import type { LiveColumn, Statement } from "../statement.js";
import { isCounter, isEnum } from "./sqlserver-clauses.js";
import { SqlserverDdl } from "./sqlserver-ddl.js";
import { defaultName, enumCheckName, scratchName } from "./sqlserver-names.js";
import { readSqlserverType } from "./sqlserver-type-reader.js";

type Keeps = Extract<LiveColumn, { readonly kind: "altered" }>["keeps"];

/** A field and what its type depends on. */
interface FieldAt {
  readonly field: Field;
  readonly place: FieldPlace;
}

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
    const keeps = this.#kept(column);
    return [
      // One that no migration knows comes back with the column.
      ...(keeps.includes("default") ? [] : [this.dropDefaultStatement(change.to, newField.name)]),
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
                    keeps.filter((what) => what !== "null"),
                  ),
                ]
              : []),
            ...this.fillStatements(change, newField, fill, true),
          ]),
      this.setColumn(newField, place, keeps),
      ...this.addEnumCheck(newField, place),
      ...this.addDefaultStatements(newField, place),
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
    return [
      ...(type(oldField, before) === type(newField, after) ? (["type"] as const) : []),
      ...(collation(oldField, before) === collation(newField, after)
        ? (["collation"] as const)
        : []),
      ...(this.isNullable(oldField, change.from) === this.isNullable(newField, change.to)
        ? (["null"] as const)
        : []),
      ...(presets.every((sql) => sql === undefined) ? (["default"] as const) : []),
    ];
  }

  /** Everything the column is, apart from default and constraints: what is left out is reset. */
  protected setColumn(field: Field, place: FieldPlace, keeps: Keeps): Statement {
    const type = this.dialect.columnTypeAt(field, place);
    const words = [
      this.quote(field.name),
      type,
      ...this.collationClause(field, place),
      ...this.nullClause(field, place.table),
    ];
    const table = this.tableName(place.table);
    return this.make({
      sql: `ALTER TABLE ${table} ALTER COLUMN ${words.join(" ")}`,
      live: {
        kind: "altered",
        table,
        field: field.name,
        type,
        collation: resolveFieldType(field, place).collation,
        nullable: this.isNullable(field, place.table),
        keeps,
      },
    });
  }

  /**
   * Looks, before anything is done, for what the column has and its successor would not.
   *
   * @param fresh the successor, unless it is the computed column as it was.
   */
  protected replacedStatement(old: FieldAt, fresh?: FieldAt): Statement {
    const { field, place } = old;
    const { table } = place;
    const ways = fresh === undefined ? [old] : [old, fresh];
    const has = (what: (way: FieldAt) => unknown): boolean =>
      ways.some((way) => what(way) !== undefined);
    const plain = fresh !== undefined && fresh.field.generated === undefined;
    const own = isEnum(resolveFieldType(field, place), place);
    return this.make({
      sql: `SELECT c.name FROM sys.columns AS c WHERE c.object_id = ${this.objectId(table)} AND c.name = ${this.literal(field.name)}`,
      comment: `Stop if ${field.name} of ${table.name} has what this would lose and no migration knows`,
      live: {
        kind: "replaced",
        table: this.tableName(table),
        field: field.name,
        ...(plain ? { type: this.dialect.columnTypeAt(fresh.field, fresh.place) } : {}),
        knows: [
          ...(has((way) => resolveFieldType(way.field, way.place).collation)
            ? (["collation"] as const)
            : []),
          ...(has((way) => this.dialect.defaultSql(way.field, way.place.schema))
            ? (["default"] as const)
            : []),
          ...(has((way) => way.field.comment) ? (["comment"] as const) : []),
        ],
        checks: [
          ...table.checks.map(({ name }) => name),
          ...(own ? [enumCheckName(table.name, field)] : []),
        ],
      },
    });
  }

  protected override alterNull(column: ColumnChange): readonly Statement[] {
    const { change, newField } = column;
    return [this.setColumn(newField, this.place(change.to, change.after), ["type", "collation"])];
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
    const before = {
      ...this.place(change.from, change.before),
      table: { ...change.from, name: table.name },
    };
    return [
      this.replacedStatement(
        { field: { ...oldField, name: newField.name }, place: before },
        { field: newField, place },
      ),
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
      ...(this.isNullable(newField, table) ? [] : [this.setColumn(newField, place, [])]),
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
