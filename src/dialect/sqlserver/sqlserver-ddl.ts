import type { Field } from "../../schema/field.js";
import type { FieldPlace } from "../../schema/resolve-field-type.js";
import type { Schema } from "../../schema/schema.js";
import type { Index, Table } from "../../schema/table.js";
import type { Statement } from "../statement.js";
import { changedFields } from "../table-difference.js";
import {
  isCounter,
  isEnum,
  isFiltered,
  SqlserverClauses,
  uniqueAsIndex,
} from "./sqlserver-clauses.js";
import { defaultName, enumCheckName, unlessUpdated, updateTriggerName } from "./sqlserver-names.js";

/** Longest extended property, in UTF-16 units: 7,500 bytes. */
const LONGEST_COMMENT = 3750;

/** One statement of DDL each, in the words of SQL Server. */
export class SqlserverDdl extends SqlserverClauses {
  protected override renameTableStatement(from: Table, to: Table): Statement {
    return this.rename(this.tableName(from), to.name, "OBJECT");
  }

  protected override renameColumnStatement(
    table: Table,
    oldName: string,
    newName: string,
  ): Statement {
    return this.rename(`${this.tableName(table)}.${this.quote(oldName)}`, newName, "COLUMN");
  }

  protected override renameIndexStatements(
    table: Table,
    oldIndex: Index,
    newIndex: Index,
  ): readonly Statement[] {
    const name = `${this.tableName(table)}.${this.quote(oldIndex.name)}`;
    return [this.rename(name, newIndex.name, "INDEX")];
  }

  /** The old name is SQL and quoted, the new one is text: its quotes would become part of it. */
  protected rename(name: string, newName: string, kind: "OBJECT" | "COLUMN" | "INDEX"): Statement {
    this.quote(newName);
    return this.make({
      sql: `EXEC sp_rename @objname = ${this.literal(name)}, @newname = ${this.literal(newName)}, @objtype = N'${kind}'`,
    });
  }

  /** The names of ours that hold the name of the table or the column follow it. */
  protected renameConstraint(table: Table, from: string, to: string): readonly Statement[] {
    if (from === to) return [];
    const own = this.dialect.quoteTable({ name: from, namespace: table.namespace });
    return [
      this.make({
        sql: `IF OBJECT_ID(${this.literal(own)}) IS NOT NULL EXEC sp_rename @objname = ${this.literal(own)}, @newname = ${this.literal(to)}, @objtype = N'OBJECT'`,
      }),
    ];
  }

  /** `WITH VALUES`, or rows that exist would stay NULL. */
  protected override addColumnStatement(field: Field, place: FieldPlace): Statement {
    const { table } = place;
    const definition = this.columnDefinition(field, place);
    const [given] = this.isNullable(field, table) ? this.defaultClause(field, place) : [];
    const filled =
      given === undefined || field.generated !== undefined
        ? definition
        : definition.replace(given, () => `${given} WITH VALUES`);
    return this.make({ sql: `ALTER TABLE ${this.tableName(table)} ADD ${filled}` });
  }

  /** The default and the checks of a column, whatever their names, are found when this runs. */
  protected dropColumnConstraints(table: Table, field: string): Statement {
    const column = `${this.objectId(table)} AND c.name = ${this.literal(field)}`;
    const drop = `N${this.#text(`ALTER TABLE ${this.tableName(table)} DROP CONSTRAINT `)} + QUOTENAME(k.name)`;
    const from = (catalogue: string): string =>
      `SELECT ${drop} AS statement FROM sys.${catalogue} AS k INNER JOIN sys.columns AS c ON c.object_id = k.parent_object_id AND c.column_id = k.parent_column_id WHERE c.object_id = ${column}`;
    return this.make({
      sql: `${from("default_constraints")} UNION ALL ${from("check_constraints")}`,
      comment: `Drop the default and the checks of column ${field} of ${table.name}, whatever their names`,
      executeRows: true,
    });
  }

  protected dropDefaultStatement(table: Table, field: string): Statement {
    const drop = `N${this.#text(`ALTER TABLE ${this.tableName(table)} DROP CONSTRAINT `)} + QUOTENAME(k.name)`;
    return this.make({
      sql: `SELECT ${drop} AS statement FROM sys.default_constraints AS k INNER JOIN sys.columns AS c ON c.object_id = k.parent_object_id AND c.column_id = k.parent_column_id WHERE c.object_id = ${this.objectId(table)} AND c.name = ${this.literal(field)}`,
      comment: `Drop the default of column ${field} of ${table.name}, whatever its name`,
      executeRows: true,
    });
  }

  protected addDefaultStatements(field: Field, place: FieldPlace): readonly Statement[] {
    const sql = isCounter(field) ? undefined : this.dialect.defaultSql(field, place.schema);
    if (sql === undefined) return [];
    const { table } = place;
    const name = this.quote(defaultName(table.name, field));
    return [
      this.make({
        sql: `ALTER TABLE ${this.tableName(table)} ADD CONSTRAINT ${name} DEFAULT (${sql}) FOR ${this.quote(field.name)}`,
      }),
    ];
  }

  protected dropEnumCheck(field: Field, place: FieldPlace): readonly Statement[] {
    if (!isEnum(field, place)) return [];
    const name = this.quote(enumCheckName(place.table.name, field));
    return [
      this.make({
        sql: `ALTER TABLE ${this.tableName(place.table)} DROP CONSTRAINT IF EXISTS ${name}`,
      }),
    ];
  }

  protected addEnumCheck(field: Field, place: FieldPlace): readonly Statement[] {
    return this.enumClause(field, place).map((clause) =>
      this.addConstraintStatement(place.table, clause),
    );
  }

  /** The server named it, or somebody did: it is found when this runs. */
  protected override dropPrimaryKeyStatements(table: Table): readonly Statement[] {
    const drop = `N${this.#text(`ALTER TABLE ${this.tableName(table)} DROP CONSTRAINT `)} + QUOTENAME(k.name)`;
    return [
      this.make({
        sql: `SELECT ${drop} AS statement FROM sys.key_constraints AS k WHERE k.parent_object_id = ${this.objectId(table)} AND k.type = N'PK'`,
        comment: `Drop the primary key of ${table.name}, whatever its name`,
        executeRows: true,
      }),
    ];
  }

  protected override dropIndexStatements(table: Table, index: Index): readonly Statement[] {
    return [this.make({ sql: `DROP INDEX ${this.quote(index.name)} ON ${this.tableName(table)}` })];
  }

  protected override dropConstraintStatements(
    table: Table,
    name: string,
    kind: "unique" | "check" | "exclusion" | "foreign key",
  ): readonly Statement[] {
    const unique = kind === "unique" && table.uniques.find((each) => each.name === name);
    if (unique && isFiltered(unique.fields, table)) {
      return this.dropIndexStatements(table, uniqueAsIndex(unique));
    }
    return super.dropConstraintStatements(table, name, kind);
  }

  /** A comment is an extended property; what is there under its name is replaced. */
  protected override commentStatements(from: Table | undefined, to: Table): readonly Statement[] {
    return [
      ...((from?.comment ?? "") === (to.comment ?? "") ? [] : [this.describe(to, to.comment)]),
      ...changedFields(from, to)
        .filter(({ old, field }) => (field.comment ?? "") !== (old?.comment ?? ""))
        .map(({ field }) => this.describe(to, field.comment, field.name)),
    ];
  }

  protected describe(table: Table, comment: string | undefined, field?: string): Statement {
    const schema = table.namespace === undefined ? "SCHEMA_NAME()" : this.literal(table.namespace);
    const id = this.objectId(table);
    const column =
      field === undefined ? "0" : `COLUMNPROPERTY(${id}, ${this.literal(field)}, N'ColumnId')`;
    const place =
      "@name = N'MS_Description', @level0type = N'SCHEMA', @level0name = @schema, " +
      "@level1type = N'TABLE', @level1name = @table" +
      (field === undefined ? "" : ", @level2type = N'COLUMN', @level2name = @column");
    const text = comment === undefined || comment === "" ? undefined : comment;
    if (text !== undefined && text.length > LONGEST_COMMENT) {
      const of = field === undefined ? "" : ` on field "${field}"`;
      throw this.lacks(
        `a comment${of} of ${text.length} characters (${LONGEST_COMMENT} at the most)`,
        table,
      );
    }
    return this.make({
      sql: [
        `DECLARE @schema SYSNAME = ${schema}, @table SYSNAME = ${this.literal(table.name)}` +
          (field === undefined ? "" : `, @column SYSNAME = ${this.literal(field)}`) +
          (text === undefined
            ? ""
            : `, @value NVARCHAR(${LONGEST_COMMENT}) = ${this.literal(text)}`),
        `IF EXISTS (SELECT 1 FROM sys.extended_properties WHERE class = 1 AND major_id = ${id} AND minor_id = ${column} AND name = N'MS_Description') EXEC sp_dropextendedproperty ${place}`,
        ...(text === undefined ? [] : [`EXEC sp_addextendedproperty @value = @value, ${place}`]),
      ].join(";\n"),
      comment: `Comment on ${field === undefined ? "" : `${field} of `}${table.name}`,
    });
  }

  protected override autoUpdateStatements(
    table: Table,
    field: Field,
    schema: Schema,
  ): readonly Statement[] {
    return keepsCurrent(field) ? this.autoUpdatesOf(table, schema) : [];
  }

  protected override dropAutoUpdateStatements(table: Table, field: Field): readonly Statement[] {
    return keepsCurrent(field) ? this.dropAutoUpdatesOf(table) : [];
  }

  /**
   * A trigger does what no column attribute can; a value that an UPDATE sets itself stays. It does
   * not answer to its own updates, whatever the database's RECURSIVE_TRIGGERS says.
   */
  protected override autoUpdatesOf(table: Table, schema: Schema): readonly Statement[] {
    const fields = table.fields.filter(keepsCurrent);
    const [first] = fields;
    if (first === undefined) return [];
    const key = table.primaryKey?.fields ?? [];
    if (key.length === 0) {
      throw this.lacks(`auto_update of field "${first.name}" without a primary key`, table);
    }
    const same = key
      .map((name) => `target.${this.quote(name)} = inserted.${this.quote(name)}`)
      .join(" AND ");
    return [
      this.make({
        sql: [
          `CREATE OR ALTER TRIGGER ${this.#trigger(table)} ON ${this.tableName(table)} AFTER UPDATE AS`,
          "BEGIN",
          "  SET NOCOUNT ON;",
          "  IF TRIGGER_NESTLEVEL(@@PROCID, 'AFTER', 'DML') > 1 RETURN;",
          ...fields.flatMap((field) => [
            `  ${unlessUpdated(field.name)}`,
            `    UPDATE target SET ${this.quote(field.name)} = ${this.dialect.currentTime(field, schema)} FROM ${this.tableName(table)} AS target INNER JOIN inserted ON ${same};`,
          ]),
          "END",
        ].join("\n"),
        comment: `Keep ${fields.map(({ name }) => name).join(", ")} of ${table.name} current`,
      }),
    ];
  }

  /** The trigger leaves alone what the UPDATE sets itself. */
  protected override assignedToKeep({ fields }: Table): readonly Field[] {
    return fields.filter(keepsCurrent);
  }

  protected override dropAutoUpdatesOf(table: Table): readonly Statement[] {
    if (!table.fields.some(keepsCurrent)) return [];
    return [this.make({ sql: `DROP TRIGGER ${this.#trigger(table)}` })];
  }

  #trigger(table: Table): string {
    const name = updateTriggerName(table.name);
    return this.dialect.quoteTable({ name, namespace: table.namespace });
  }

  /** A literal in front of which an N stands. */
  #text(sql: string): string {
    return `'${sql.replaceAll("'", "''")}'`;
  }
}

/** Does a trigger set the field whenever its row changes? */
export function keepsCurrent({ autoUpdate, generated }: Field): boolean {
  return autoUpdate && generated === undefined;
}
