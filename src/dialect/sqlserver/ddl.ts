import { counts } from "../../schema/counter.js";
import type { Field, SideNamed } from "../../schema/field.js";
import { type FieldPlace, resolveFieldType } from "../../schema/resolve-field-type.js";
import type { Schema } from "../../schema/schema.js";
import type { Index, Table } from "../../schema/table.js";
import { StandardDdl } from "../ddl.js";
import { quoteText } from "../literals.js";
import type { LiveColumn, Statement, Statements } from "../statement.js";
import { changedFields } from "../table-difference.js";
import {
  isEnum,
  isFiltered,
  keepsCurrent,
  type SqlserverColumns,
  uniqueAsIndex,
} from "./columns.js";
import { defaultName, enumCheckName, unlessUpdated, updateTriggerName } from "./names.js";

/** Longest extended property, in UTF-16 units: 7,500 bytes. */
const LONGEST_COMMENT = 3750;

export type Keeps = Extract<LiveColumn, { readonly kind: "altered" }>["keeps"];

/** A field and what its type depends on. */
interface FieldAt {
  readonly field: Field;
  readonly place: FieldPlace;
}

/** One statement of DDL each, in the words of SQL Server. */
export class SqlserverDdl extends StandardDdl<SqlserverColumns> {
  override renameTable(from: Table, to: Table): Statement {
    return this.rename(this.tableName(from), to.name, "OBJECT");
  }

  override renameColumn(table: Table, oldName: string, newName: string): Statement {
    return this.rename(`${this.tableName(table)}.${this.quote(oldName)}`, newName, "COLUMN");
  }

  override renameIndex(table: Table, oldIndex: Index, newIndex: Index): Statements {
    const name = `${this.tableName(table)}.${this.quote(oldIndex.name)}`;
    return [this.rename(name, newIndex.name, "INDEX")];
  }

  /** The old name is SQL and quoted, the new one is text: its quotes would become part of it. */
  rename(name: string, newName: string, kind: "OBJECT" | "COLUMN" | "INDEX"): Statement {
    this.quote(newName);
    return this.sql(
      `EXEC sp_rename @objname = ${this.literal(name)}, @newname = ${this.literal(newName)}, @objtype = N'${kind}'`,
    );
  }

  /** The names of ours that hold the name of the table or the column follow it. */
  renameConstraint(table: Table, from: string, to: string): Statements {
    if (from === to) return [];
    const own = this.dialect.quoteTable({ name: from, namespace: table.namespace });
    return [
      this.sql(
        `IF OBJECT_ID(${this.literal(own)}) IS NOT NULL EXEC sp_rename @objname = ${this.literal(own)}, @newname = ${this.literal(to)}, @objtype = N'OBJECT'`,
      ),
    ];
  }

  /** `WITH VALUES`, or rows that exist would stay NULL. */
  override addColumn(field: Field, place: FieldPlace): Statement {
    const { table } = place;
    const definition = this.columns.columnDefinition(field, place);
    const [given] = this.columns.isNullable(field, table)
      ? this.columns.defaultClause(field, place)
      : [];
    const filled =
      given === undefined || field.generated !== undefined
        ? definition
        : definition.replace(given, () => `${given} WITH VALUES`);
    return this.make({
      sql: `ALTER TABLE ${this.tableName(table)} ADD ${filled}`,
      comment: this.noticeOf([field]),
    });
  }

  /** The default and the checks of a column, whatever their names, are found when this runs. */
  dropColumnConstraints(table: Table, field: string): Statement {
    const queries = ["default_constraints", "check_constraints"].map((catalogue) =>
      this.#dropsOf(table, `${catalogue} AS k ${this.#atColumn(table, field)}`),
    );
    return this.make({
      sql: queries.join(" UNION ALL "),
      comment: `Drop the default and the checks of column ${field} of ${table.name}, whatever their names`,
      executeRows: true,
    });
  }

  dropDefaultStatement(table: Table, field: string): Statement {
    return this.make({
      sql: this.#dropsOf(table, `default_constraints AS k ${this.#atColumn(table, field)}`),
      comment: `Drop the default of column ${field} of ${table.name}, whatever its name`,
      executeRows: true,
    });
  }

  /** A statement for each constraint `k` of those that the catalogue has. */
  #dropsOf(table: Table, constraints: string): string {
    // A literal in front of which an N stands.
    const drop = quoteText(`ALTER TABLE ${this.tableName(table)} DROP CONSTRAINT `);
    return `SELECT N${drop} + QUOTENAME(k.name) AS statement FROM sys.${constraints}`;
  }

  #atColumn(table: Table, field: string): string {
    return `INNER JOIN sys.columns AS c ON c.object_id = k.parent_object_id AND c.column_id = k.parent_column_id WHERE c.object_id = ${this.columns.objectId(table)} AND c.name = ${this.literal(field)}`;
  }

  addDefaultStatements(field: Field, place: FieldPlace): Statements {
    const sql = counts(field) ? undefined : this.dialect.defaultSql(field, place.schema);
    if (sql === undefined) return [];
    const { table } = place;
    const name = this.quote(defaultName(table.name, field));
    return [
      this.sql(
        `ALTER TABLE ${this.tableName(table)} ADD CONSTRAINT ${name} DEFAULT (${sql}) FOR ${this.quote(field.name)}`,
      ),
    ];
  }

  dropEnumCheck(field: Field, place: FieldPlace): Statements {
    if (!isEnum(field, place)) return [];
    const name = this.quote(enumCheckName(place.table.name, field));
    return [
      this.sql(`ALTER TABLE ${this.tableName(place.table)} DROP CONSTRAINT IF EXISTS ${name}`),
    ];
  }

  addEnumCheck(field: Field, place: FieldPlace): Statements {
    return this.columns
      .enumClause(field, place)
      .map((clause) => this.addConstraint(place.table, clause));
  }

  /** Its name is the server's or was given by hand: it is found when this runs. */
  override dropPrimaryKey(table: Table): Statements {
    const keys = `key_constraints AS k WHERE k.parent_object_id = ${this.columns.objectId(table)} AND k.type = N'PK'`;
    return [
      this.make({
        sql: this.#dropsOf(table, keys),
        comment: `Drop the primary key of ${table.name}, whatever its name`,
        executeRows: true,
      }),
    ];
  }

  override createNamespace(namespace: string): Statements {
    return [
      this.make({
        sql: `SELECT ${this.literal(`CREATE SCHEMA ${this.quote(namespace)}`)} AS statement WHERE SCHEMA_ID(${this.literal(namespace)}) IS NULL`,
        comment: `Create the schema ${namespace} unless it is there`,
        executeRows: true,
      }),
    ];
  }

  override addPrimaryKey(table: Table): Statements {
    this.columns.checkKeys({ primaryKey: table.primaryKey, uniques: [] }, table);
    return super.addPrimaryKey(table);
  }

  override addUnique(table: Table, unique: Table["uniques"][number]): Statements {
    if (isFiltered(unique.fields, table)) return this.addIndex(table, uniqueAsIndex(unique));
    this.columns.checkKeys({ primaryKey: undefined, uniques: [unique] }, table);
    return super.addUnique(table, unique);
  }

  override dropIndex(table: Table, index: Index): Statements {
    return [this.sql(`DROP INDEX ${this.quote(index.name)} ON ${this.tableName(table)}`)];
  }

  override dropConstraint(
    table: Table,
    name: string,
    kind: "unique" | "check" | "exclusion" | "foreign key",
  ): Statements {
    const unique = kind === "unique" && table.uniques.find((each) => each.name === name);
    if (unique && isFiltered(unique.fields, table)) {
      return this.dropIndex(table, uniqueAsIndex(unique));
    }
    return super.dropConstraint(table, name, kind);
  }

  /** A comment is an extended property; what is there under its name is replaced. */
  override comment(from: Table | undefined, to: Table): Statements {
    return [
      ...((from?.comment ?? "") === (to.comment ?? "") ? [] : [this.describe(to, to.comment)]),
      ...changedFields(from, to)
        .filter(({ old, field }) => (field.comment ?? "") !== (old?.comment ?? ""))
        .map(({ field }) => this.describe(to, field.comment, field.name)),
    ];
  }

  describe(table: Table, comment: string | undefined, field?: string): Statement {
    const schema = table.namespace === undefined ? "SCHEMA_NAME()" : this.literal(table.namespace);
    const id = this.columns.objectId(table);
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

  override addAutoUpdate(table: Table, field: Field, schema: Schema): Statements {
    return keepsCurrent(field) ? this.addAutoUpdates(table, schema) : [];
  }

  override dropAutoUpdate(table: Table, field: Field): Statements {
    return keepsCurrent(field) ? this.dropAutoUpdates(table) : [];
  }

  /**
   * A trigger does what no column attribute can; a value that an UPDATE sets itself stays. It does
   * not answer to its own updates, whatever the database's RECURSIVE_TRIGGERS says.
   */
  override addAutoUpdates(table: Table, schema: Schema): Statements {
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

  override dropAutoUpdates(table: Table): Statements {
    if (!table.fields.some(keepsCurrent)) return [];
    return [this.sql(`DROP TRIGGER ${this.#trigger(table)}`)];
  }

  #trigger(table: Table): string {
    const name = updateTriggerName(table.name);
    return this.dialect.quoteTable({ name, namespace: table.namespace });
  }

  /** Everything the column is, apart from default and constraints: what is left out is reset. */
  setColumn(field: Field, place: FieldPlace, keeps: Keeps): Statement {
    const type = this.dialect.columnTypeAt(field, place);
    const words = [
      this.quote(field.name),
      type,
      ...this.columns.collationClause(field, place),
      ...this.columns.nullClause(field, place.table),
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
        nullable: this.columns.isNullable(field, place.table),
        keeps,
      },
    });
  }

  /**
   * Looks, before anything is done, for what the column has and its successor would not.
   *
   * @param fresh the successor, unless it is the computed column as it was.
   */
  replacedStatement(old: FieldAt, fresh?: FieldAt): Statement {
    const { field, place } = old;
    const { table } = place;
    const ways = fresh === undefined ? [old] : [old, fresh];
    const has = (what: (way: FieldAt) => unknown): boolean =>
      ways.some((way) => what(way) !== undefined);
    const facts = {
      collation: ({ field: one, place: at }: FieldAt) => resolveFieldType(one, at).collation,
      default: ({ field: one, place: at }: FieldAt) => this.dialect.defaultSql(one, at.schema),
      comment: ({ field: one }: FieldAt) => one.comment,
    };
    const plain = fresh !== undefined && fresh.field.generated === undefined;
    const own = isEnum(resolveFieldType(field, place), place);
    return this.make({
      sql: `SELECT c.name FROM sys.columns AS c WHERE c.object_id = ${this.columns.objectId(table)} AND c.name = ${this.literal(field.name)}`,
      comment: `Stop if ${field.name} of ${table.name} has what this would lose and no migration knows`,
      live: {
        kind: "replaced",
        table: this.tableName(table),
        field: field.name,
        ...(plain ? { type: this.dialect.columnTypeAt(fresh.field, fresh.place) } : {}),
        knows: (["collation", "default", "comment"] as const).filter((what) => has(facts[what])),
        checks: [
          ...table.checks.map(({ name }) => name),
          ...(own ? [enumCheckName(table.name, field)] : []),
        ],
      },
    });
  }

  /** Names of ours that hold the names of the table and the column. */
  renameOwnConstraints(
    from: { readonly place: FieldPlace; readonly field: Field },
    to: { readonly table: Table; readonly field: SideNamed },
  ): Statements {
    const { field, place } = from;
    const hasDefault = !counts(field) && this.dialect.defaultSql(field, place.schema) !== undefined;
    const names = [
      ...(hasDefault ? [defaultName] : []),
      ...this.columns.enumClause(field, place).map(() => enumCheckName),
    ];
    return names.flatMap((name) =>
      this.renameConstraint(to.table, name(place.table.name, field), name(to.table.name, to.field)),
    );
  }
}
