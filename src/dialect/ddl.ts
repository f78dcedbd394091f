import type { SqlValue } from "../driver/driver.js";
import type { Field } from "../schema/field.js";
import type { FieldPlace } from "../schema/resolve-field-type.js";
import type { Schema } from "../schema/schema.js";
import type { SchemaObject } from "../schema/schema-object.js";
import type { ForeignKey, Index, Table } from "../schema/table.js";
import type { StandardColumns } from "./columns.js";
import { EditorPart } from "./editor-part.js";
import type { LiveColumn, LiveTable, Statement, Statements } from "./statement.js";

/**
 * What a statement of DDL makes true. A dialect that can be cut off half-way (no transactional DDL)
 * turns it into the probe that tells, after a crash, whether the statement happened.
 */
export type StatementFact = { readonly table: TableName; readonly exists: boolean } & (
  | { readonly kind: "table" }
  | { readonly kind: "column" | "index" | "constraint"; readonly name: string }
);

export interface TableName {
  readonly name: string;
  readonly namespace: string | undefined;
}

/** All that a statement may say about itself; what is left out has its plain value. */
export interface StatementParts {
  readonly sql: string;
  readonly parameters?: readonly SqlValue[];
  readonly comment?: string | undefined;
  readonly transactional?: boolean;
  readonly rows?: readonly string[];
  readonly executeRows?: boolean;
  readonly live?: LiveTable | LiveColumn | undefined;
  /** What it makes true, for {@link StandardDdl.probe}; or the probe itself. */
  readonly fact?: StatementFact;
  readonly probe?: string;
}

/**
 * One statement of DDL each, in the standard's words. All are hooks: a dialect overrides the one
 * where its words differ.
 */
export class StandardDdl<Columns extends StandardColumns = StandardColumns> extends EditorPart {
  readonly columns: Columns;

  constructor(columns: Columns) {
    super(columns.dialect, columns.context);
    this.columns = columns;
  }

  /** A statement that says nothing else about itself. */
  sql(sql: string): Statement {
    return this.make({ sql });
  }

  make(parts: StatementParts): Statement {
    return {
      kind: "sql",
      sql: parts.sql,
      parameters: parts.parameters ?? [],
      comment: parts.comment,
      transactional: parts.transactional ?? true,
      probe: parts.probe ?? (parts.fact && this.probe(parts.fact)),
      rows: parts.rows ?? [],
      ...(parts.executeRows === true ? { executeRows: true } : {}),
      ...(parts.live === undefined ? {} : { live: parts.live }),
    };
  }

  /**
   * SQL that answers `done` = 1 when the fact holds, 0 when not. Undefined where one migration is
   * one transaction: there nothing can be half done.
   */
  probe(_fact: StatementFact): string | undefined {
    return undefined;
  }

  createTable(place: FieldPlace): Statement {
    const { table } = place;
    const body = this.columns.tableBody(place).map((line) => `\n  ${line}`);
    return this.make({
      sql: `CREATE TABLE ${this.columns.createdName(table)} (${body.join(",")}\n)${this.columns.tableOptions(table)}`,
      comment: this.noticeOf(table.fields),
      fact: { kind: "table", table, exists: true },
    });
  }

  /** What is left out of these fields, as the comment of a statement. */
  noticeOf(fields: readonly Field[]): string | undefined {
    return noticeText(fields.flatMap((field) => this.columns.fieldNotice(field) ?? []));
  }

  /** Makes a namespace unless it is there, where the database has them. */
  createNamespace(_namespace: string): Statements {
    return [];
  }

  dropTable(table: Table): Statement {
    return this.make({
      sql: `DROP TABLE ${this.tableName(table)}`,
      fact: { kind: "table", table, exists: false },
    });
  }

  /** Where the namespace is part of the name, the new one has it, too. */
  renameTable(from: Table, to: Table): Statement {
    const name = this.dialect.features.namespaces ? this.quote(to.name) : this.tableName(to);
    return this.make({
      sql: `ALTER TABLE ${this.tableName(from)} RENAME TO ${name}`,
      fact: { kind: "table", table: to, exists: true },
    });
  }

  addColumn(field: Field, place: FieldPlace): Statement {
    const { table } = place;
    return this.make({
      sql: `ALTER TABLE ${this.tableName(table)} ADD COLUMN ${this.columns.columnDefinition(field, place)}`,
      comment: this.noticeOf([field]),
      fact: { kind: "column", table, name: field.name, exists: true },
    });
  }

  dropColumn(table: Table, field: Field): Statement {
    return this.make({
      sql: `ALTER TABLE ${this.tableName(table)} DROP COLUMN ${this.quote(field.name)}`,
      fact: { kind: "column", table, name: field.name, exists: false },
    });
  }

  renameColumn(table: Table, oldName: string, newName: string): Statement {
    return this.make({
      sql: `ALTER TABLE ${this.tableName(table)} RENAME COLUMN ${this.quote(oldName)} TO ${this.quote(newName)}`,
      fact: { kind: "column", table, name: newName, exists: true },
    });
  }

  alterColumn(table: Table, field: Field, action: string): Statement {
    return this.sql(
      `ALTER TABLE ${this.tableName(table)} ALTER COLUMN ${this.quote(field.name)} ${action}`,
    );
  }

  /** The clause names the constraint itself; `name` is for the probe. */
  addConstraint(table: Table, clause: string, name?: string): Statement {
    return this.make({
      sql: `ALTER TABLE ${this.tableName(table)} ADD ${clause}`,
      ...(name === undefined ? {} : { fact: { kind: "constraint", table, name, exists: true } }),
    });
  }

  dropConstraint(
    table: Table,
    name: string,
    _kind: "unique" | "check" | "exclusion" | "foreign key",
  ): Statements {
    return [
      this.make({
        sql: `ALTER TABLE ${this.tableName(table)} DROP CONSTRAINT ${this.quote(name)}`,
        fact: { kind: "constraint", table, name, exists: false },
      }),
    ];
  }

  addPrimaryKey(table: Table): Statements {
    return this.columns.primaryKeyClauses(table).map((clause) => this.addConstraint(table, clause));
  }

  addUnique(table: Table, unique: Table["uniques"][number]): Statements {
    return [this.addConstraint(table, this.columns.uniqueClause(unique, table), unique.name)];
  }

  addCheck(table: Table, check: Table["checks"][number]): Statements {
    return [this.addConstraint(table, this.columns.checkClause(check), check.name)];
  }

  addExclusion(table: Table, exclusion: Table["exclusions"][number]): Statements {
    const clause = this.columns.exclusionClause(exclusion, table);
    return [this.addConstraint(table, clause, exclusion.name)];
  }

  dropPrimaryKey(table: Table): Statements {
    return [this.sql(`ALTER TABLE ${this.tableName(table)} DROP PRIMARY KEY`)];
  }

  addForeignKey(place: FieldPlace, key: ForeignKey): Statements {
    const clause = this.columns.foreignKeyClause(key, place);
    return [this.addConstraint(place.table, clause, key.name)];
  }

  dropForeignKey(table: Table, key: ForeignKey): Statements {
    return this.dropConstraint(table, key.name, "foreign key");
  }

  addIndex(table: Table, index: Index): Statements {
    return [
      this.make({
        sql: this.columns.createIndexSql(table, index),
        comment: this.columns.indexNotice(index),
        fact: { kind: "index", table, name: index.name, exists: true },
      }),
    ];
  }

  dropIndex(table: Table, index: Index): Statements {
    return [
      this.make({
        sql: `DROP INDEX ${this.quote(index.name)}`,
        fact: { kind: "index", table, name: index.name, exists: false },
      }),
    ];
  }

  /** Databases without a statement for it drop the index and make it again. */
  renameIndex(table: Table, oldIndex: Index, newIndex: Index): Statements {
    return [...this.dropIndex(table, oldIndex), ...this.addIndex(table, newIndex)];
  }

  dropObjectSql({ kind, name }: SchemaObject, _schema: Schema): string {
    const at = name.indexOf("(");
    const [bare, signature] = at < 0 ? [name, ""] : [name.slice(0, at), name.slice(at)];
    const quoted = bare.split(".").map((part) => this.quote(part.trim()));
    return `DROP ${kind.toUpperCase()} ${quoted.join(".")}${signature}`;
  }

  /** Options that differ; those of other databases mean nothing. */
  alterOptions(_from: Table, _to: Table): Statements {
    return [];
  }

  /** Comments on the table and its columns that differ from those it had. */
  comment(_from: Table | undefined, _to: Table): Statements {
    return [];
  }

  /** What keeps an `autoUpdate` field current, where it is not part of the column. */
  addAutoUpdate(_table: Table, _field: Field, _schema: Schema): Statements {
    return [];
  }

  dropAutoUpdate(_table: Table, _field: Field): Statements {
    return [];
  }

  /** The same for all `autoUpdate` fields of a table. */
  addAutoUpdates(table: Table, schema: Schema): Statements {
    return table.fields.flatMap((field) => this.addAutoUpdate(table, field, schema));
  }

  dropAutoUpdates(table: Table): Statements {
    return table.fields.flatMap((field) => this.dropAutoUpdate(table, field));
  }
}

/** As the comment of a statement. */
export function noticeText(notices: readonly string[]): string | undefined {
  return notices.length === 0 ? undefined : notices.join("; ");
}
