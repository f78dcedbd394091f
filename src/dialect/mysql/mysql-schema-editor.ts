import type { Field } from "../../schema/field.js";
import type { Reference } from "../../schema/references-to.js";
import type { FieldPlace } from "../../schema/resolve-field-type.js";
import { tableKey } from "../../schema/schema.js";
import type { ForeignKey, Index, Table } from "../../schema/table.js";
import type { ColumnChange, ColumnUpdate } from "../ddl-statements.js";
import { targetFields } from "../foreign-key-target.js";
import type { AlterOptions, TableChange, Upsert } from "../schema-change.js";
import type { WholeTable } from "../standard-schema-editor.js";
import type { Statement } from "../statement.js";
import { lostMembers } from "../table-difference.js";
import { isMemberOf, withoutMembers } from "../table-members.js";
import type { UpsertBatch } from "../upsert-batch.js";
import { isCounter, usualPrefix } from "./mysql-clauses.js";
import { plainType, sameKey } from "./mysql-column-editor.js";
import { isCovered, leads } from "./mysql-key-cover.js";
import { requireFit, type Sides, sidesOf } from "./mysql-key-fit.js";
import { foreignKeyNotices, generatedNotices, noticeText } from "./mysql-notices.js";
import { meetsNoOtherKey } from "./mysql-other-keys.js";
import { indexRows, primaryKeyProbe, RUN_AGAIN, triggerProbe } from "./mysql-probe.js";
import { rawProbe } from "./mysql-raw-probe.js";
import { MysqlRenameEditor } from "./mysql-rename-editor.js";
import { mysqlText } from "./mysql-text.js";
import { needsTrigger, updateTriggerName } from "./mysql-trigger.js";
import { unlikeIndexes, unlikeKey } from "./unlike-members.js";

/**
 * DDL of MySQL and MariaDB. Every statement commits by itself, so every one carries the question
 * whether it happened, or does no harm when it runs twice.
 */
export class MysqlSchemaEditor extends MysqlRenameEditor {
  override createTable({ before, after, table }: WholeTable): readonly Statement[] {
    const [first, ...rest] = super.createTable({
      before,
      after,
      table: { ...table, indexes: [] },
    });
    if (first === undefined) return [];
    const whole = this.createTableStatement(this.place(table, after));
    const notices = [
      ...table.fields.flatMap(generatedNotices),
      ...table.indexes.flatMap((index) => this.noticesOf(table, index)),
      ...table.foreignKeys.flatMap(foreignKeyNotices),
    ];
    return [{ ...whole, comment: noticeText(notices) }, ...rest];
  }

  override addField(
    change: TableChange,
    field: Field,
    backfill: string | undefined,
  ): readonly Statement[] {
    const takesKey =
      isCounter(field) &&
      change.to.primaryKey?.fields.includes(field.name) === true &&
      change.from.primaryKey === undefined;
    const { primaryKey } = change.to;
    const through = takesKey ? { ...change, from: { ...change.from, primaryKey } } : change;
    const place = this.place(change.to, change.after);
    return [
      ...(backfill === undefined && this.lacksValue(field, place)
        ? [this.stopStatement(change.to, field.name)]
        : []),
      ...super.addField(through, field, takesKey ? undefined : backfill),
    ];
  }

  /**
   * An index that holds another part of a column, because its type changes, is made anew, and so is a
   * primary key over a column that is emptied while its values are converted.
   */
  override alterField(
    change: TableChange,
    oldField: Field,
    newField: Field,
    options: AlterOptions,
  ): readonly Statement[] {
    const type = this.dialect.columnTypeAt(oldField, this.place(change.from, change.before));
    const newType = this.dialect.columnTypeAt(newField, this.place(change.to, change.after));
    const cut = usualPrefix(type) !== usualPrefix(newType);
    const indexed = cut ? unlikeIndexes(change.from, oldField.name) : change.from;
    const converts = this.conversion({ change, oldField, newField, options }) !== undefined;
    const from = converts ? unlikeKey(indexed, oldField.name) : indexed;
    return [
      ...this.#lookFirst(change, oldField, newField, converts),
      ...super.alterField({ ...change, from }, oldField, newField, options),
    ];
  }

  #lookFirst(
    { before, from }: TableChange,
    oldField: Field,
    newField: Field,
    converts: boolean,
  ): readonly Statement[] {
    const place = { table: from, schema: before };
    if (oldField.generated?.stored !== newField.generated?.stored) {
      return this.knownDependents(place, oldField.name);
    }
    return converts ? [this.knownStatement(place, [oldField], false)] : [];
  }

  /** A column under a foreign key has its type changed only while the key is away, on either side. */
  protected override referencesAround(
    column: ColumnChange,
    followers: readonly ColumnChange[],
  ): readonly Reference[] {
    const { change, oldField } = column;
    const known = super.referencesAround(column, followers);
    if (!this.typeChanges(column)) return known;
    const own = tableKey(change.from);
    const others = [...change.before.tables].flatMap(([table, holder]) =>
      holder.foreignKeys
        .filter((key) => change.before.tables.has(key.table))
        .filter((key) => !known.some((one) => one.table === table && one.key === key))
        .filter(
          (key) =>
            (table === own && key.fields.includes(oldField.name)) ||
            (key.table === own &&
              targetFields(key, this.place(holder, change.before)).includes(oldField.name)),
        )
        .map((key) => ({ table, key })),
    );
    for (const { table, key } of others) this.#requireFit(change, table, key);
    return [...known, ...others];
  }

  #requireFit({ before, after }: TableChange, table: string, key: ForeignKey): void {
    const kept = after.tables.get(table)?.foreignKeys.find(({ name }) => name === key.name);
    if (kept === undefined) return;
    const sides = (schema: FieldPlace["schema"], one: ForeignKey): readonly Sides[] =>
      sidesOf(one, schema.tables.get(table), {
        target: schema.tables.get(one.table),
        typeOf: (field, of) => this.dialect.columnTypeAt(field, this.place(of, schema)),
      });
    requireFit({
      table,
      key: kept,
      before: sides(before, key),
      after: sides(after, kept),
    });
  }

  override dropIndex(change: TableChange, index: Index): readonly Statement[] {
    const { from } = change;
    const indexes = from.indexes.filter(({ name }) => name !== index.name);
    return [...this.#ownIndexes(from, { ...from, indexes }), ...super.dropIndex(change, index)];
  }

  protected override loseStatements(
    change: TableChange,
    gone: readonly Reference[] = [],
  ): readonly Statement[] {
    const { from, to } = change;
    const kept = withoutMembers(from, (member) => !isMemberOf(to, member));
    const foreignKeys = kept.foreignKeys.filter((key) => !gone.some((one) => one.key === key));
    const primaryKey = lostMembers(from, to).primaryKey === undefined ? from.primaryKey : undefined;
    return [
      ...this.#ownIndexes(from, { ...kept, foreignKeys, primaryKey }),
      ...super.loseStatements(change, gone),
    ];
  }

  /**
   * The index that a foreign key leans on may be one that goes: then the key gets its own, unless it
   * has one from an earlier time.
   */
  #ownIndexes(from: Table, left: Table): readonly Statement[] {
    const bare = left.foreignKeys.filter((key) => isCovered(from, key) && !isCovered(left, key));
    return bare.map((key) => {
      const action = `ALTER TABLE ${this.tableName(from)} ADD KEY ${this.quote(key.name)} (${this.quoteList(key.fields)})`;
      const rows = indexRows(from, key.name);
      return {
        ...this.make({
          sql: `SELECT ${mysqlText(action)} AS statement FROM DUAL WHERE NOT EXISTS (SELECT * FROM ${rows})`,
          comment: `Foreign key ${key.name} needs an index of its own now`,
          executeRows: true,
        }),
        probe: RUN_AGAIN,
      };
    });
  }

  protected override addIndexStatements(table: Table, index: Index): readonly Statement[] {
    const comment = noticeText(this.noticesOf(table, index));
    return super.addIndexStatements(table, index).map((statement) => ({ ...statement, comment }));
  }

  protected override addForeignKeyStatements(
    place: FieldPlace,
    key: ForeignKey,
  ): readonly Statement[] {
    const comment = noticeText(foreignKeyNotices(key));
    return super
      .addForeignKeyStatements(place, key)
      .map((statement) => ({ ...statement, comment }));
  }

  protected override dropIndexStatements(table: Table, index: Index): readonly Statement[] {
    return [this.dropKey(table, index.name)];
  }

  protected dropKey(table: Table, name: string): Statement {
    return this.make({
      sql: `ALTER TABLE ${this.tableName(table)} DROP INDEX ${this.quote(name)}`,
      fact: { kind: "index", table, name, exists: false },
    });
  }

  protected override renameIndexStatements(
    table: Table,
    oldIndex: Index,
    newIndex: Index,
  ): readonly Statement[] {
    return [
      this.make({
        sql: `ALTER TABLE ${this.tableName(table)} RENAME INDEX ${this.quote(oldIndex.name)} TO ${this.quote(newIndex.name)}`,
        fact: { kind: "index", table, name: newIndex.name, exists: true },
      }),
    ];
  }

  protected override dropConstraintStatements(
    table: Table,
    name: string,
    kind: "unique" | "check" | "exclusion" | "foreign key",
  ): readonly Statement[] {
    if (kind === "unique") return [this.dropKey(table, name)];
    if (kind !== "foreign key") return super.dropConstraintStatements(table, name, kind);
    return [
      this.make({
        sql: `ALTER TABLE ${this.tableName(table)} DROP FOREIGN KEY ${this.quote(name)}`,
        fact: { kind: "constraint", table, name, exists: false },
      }),
    ];
  }

  /** The server made an index for the key and leaves it behind. */
  protected override dropForeignKeyStatements(table: Table, key: ForeignKey): readonly Statement[] {
    const dropped = super.dropForeignKeyStatements(table, key);
    if (table.indexes.some(({ name }) => name === key.name)) return dropped;
    if (table.uniques.some(({ name }) => name === key.name)) return dropped;
    const heir = table.foreignKeys.find(
      (other) =>
        other.name !== key.name && !isCovered(table, other) && leads(key.fields, other.fields),
    );
    const target = `ALTER TABLE ${this.tableName(table)} `;
    const action =
      heir === undefined
        ? `${target}DROP INDEX ${this.quote(key.name)}`
        : `${target}RENAME INDEX ${this.quote(key.name)} TO ${this.quote(heir.name)}`;
    const rows = indexRows(table, key.name);
    return [
      ...dropped,
      {
        ...this.make({
          sql: `SELECT ${mysqlText(action)} AS statement FROM ${rows} LIMIT 1`,
          comment: `Remove the index that was made for foreign key ${key.name}`,
          executeRows: true,
        }),
        probe: RUN_AGAIN,
      },
    ];
  }

  protected override addConstraintStatement(
    table: Table,
    clause: string,
    name?: string,
  ): Statement {
    const made = super.addConstraintStatement(table, clause, name);
    return name === undefined ? { ...made, probe: primaryKeyProbe(table, true) } : made;
  }

  /** A counter begins to count when its key is there. */
  protected override gainStatements(change: TableChange): readonly Statement[] {
    const { from, to, after } = change;
    this.checkUniques(to, lostMembers(to, from).uniques);
    const counters = sameKey(from, to)
      ? []
      : to.fields.filter(
          (field) => isCounter(field) && from.fields.some(({ name }) => name === field.name),
        );
    return [
      ...super.gainStatements(change),
      ...counters.map((field) => {
        const place = this.place(to, after);
        return this.modify(to, field, {
          from: this.columnDefinition({ ...field, type: plainType(field) }, place),
          to: this.columnDefinition(field, place),
        });
      }),
    ];
  }

  protected override commentStatements(from: Table | undefined, to: Table): readonly Statement[] {
    if (from === undefined || (from.comment ?? "") === (to.comment ?? "")) return [];
    const sql = `ALTER TABLE ${this.tableName(to)} COMMENT = ${this.literal(to.comment ?? "")}`;
    return [this.again({ sql })];
  }

  /** Types that cannot say ON UPDATE get a trigger. */
  protected override autoUpdateStatements(
    table: Table,
    field: Field,
    schema: FieldPlace["schema"],
  ): readonly Statement[] {
    if (!needsTrigger(field)) return [];
    const name = updateTriggerName(table, field);
    const now = this.dialect.currentTime(field, schema);
    return [
      {
        ...this.make({
          sql:
            `CREATE TRIGGER ${this.quote(name)} BEFORE UPDATE ON ${this.tableName(table)} ` +
            `FOR EACH ROW SET NEW.${this.quote(field.name)} = ${now}`,
          comment: `Keep ${field.name} of ${table.name} current`,
        }),
        probe: triggerProbe(name, true),
      },
    ];
  }

  protected override dropAutoUpdateStatements(table: Table, field: Field): readonly Statement[] {
    if (!needsTrigger(field)) return [];
    const name = updateTriggerName(table, field);
    return [
      {
        ...this.make({ sql: `DROP TRIGGER ${this.quote(name)}` }),
        probe: triggerProbe(name, false),
      },
    ];
  }

  /** `ON UPDATE` leaves alone what the UPDATE sets itself. */
  protected override assignedToKeep({ fields }: Table): readonly Field[] {
    return fields.filter(
      (field) => field.autoUpdate && field.generated === undefined && !needsTrigger(field),
    );
  }

  /** A trigger asks nothing: it is away meanwhile. */
  protected override updateStatements(
    change: TableChange,
    update: ColumnUpdate,
  ): readonly Statement[] {
    const { to, after } = change;
    const triggered = to.fields.filter(({ name }) => name !== update.field.name);
    return [
      ...triggered.flatMap((field) => this.dropAutoUpdateStatements(to, field)),
      ...super.updateStatements(change, update),
      ...triggered.flatMap((field) => this.autoUpdateStatements(to, field, after)),
    ];
  }

  protected override fromNothing(): string {
    return " FROM DUAL";
  }

  /** InnoDB checks references row by row: those of a table to itself go one at a time, last first. */
  override removeUpserted(upsert: Upsert): readonly Statement[] {
    const key = tableKey(upsert.table);
    if (!upsert.table.foreignKeys.some(({ table }) => table === key)) {
      return super.removeUpserted(upsert);
    }
    const parts = upsert.rows
      .toReversed()
      .map((row) => super.removeUpserted({ ...upsert, rows: [row] }));
    return [...parts.flatMap((part) => part.slice(0, -1)), ...(parts.at(-1)?.slice(-1) ?? [])];
  }

  /** ON DUPLICATE KEY does not ask which key: another unique one would change a stranger's row. */
  protected override isExact(batch: UpsertBatch): boolean {
    const fresh = (field: Field): boolean =>
      isCounter(field) || this.dialect.defaultSql(field, batch.upsert.schema) === undefined;
    return super.isExact(batch) && meetsNoOtherKey(batch, fresh);
  }

  /** VALUES() is old on MySQL, but the only form that MariaDB has too. */
  protected override conflictClause(batch: UpsertBatch): string {
    const names = batch.others.length === 0 ? batch.upsert.conflictKeys.slice(0, 1) : batch.others;
    const sets = names.map((name) =>
      batch.others.length === 0
        ? `${this.quote(name)} = ${this.quote(name)}`
        : `${this.quote(name)} = VALUES(${this.quote(name)})`,
    );
    return `ON DUPLICATE KEY UPDATE ${sets.join(", ")}`;
  }

  override raw(sql: string, comment?: string): readonly Statement[] {
    return super
      .raw(sql, comment)
      .map((statement) => ({ ...statement, probe: rawProbe(statement.sql) }));
  }
}
