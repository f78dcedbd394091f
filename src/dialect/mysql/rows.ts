import { counts } from "../../schema/counter.js";
import type { Field } from "../../schema/field.js";
import { isSameSet } from "../../schema/key-references.js";
import type { Table } from "../../schema/table.js";
import { type ColumnUpdate, StandardRows } from "../rows.js";
import type { TableChange } from "../schema-change.js";
import type { Statements } from "../statement.js";
import type { UpsertBatch } from "../upsert-batch.js";
import type { MysqlDdl } from "./ddl.js";
import { needsTrigger } from "./trigger.js";

/** How rows are written, and what keeps itself current meanwhile. */
export class MysqlRows extends StandardRows<MysqlDdl> {
  /** `ON UPDATE` leaves alone what the UPDATE sets itself. */
  override assignedToKeep({ fields }: Table): readonly Field[] {
    return fields.filter(
      (field) => field.autoUpdate && field.generated === undefined && !needsTrigger(field),
    );
  }

  /** A trigger asks nothing: it is away meanwhile. */
  override update(change: TableChange, update: ColumnUpdate): Statements {
    return this.withoutTriggers(super.update(change, update), change, update.field);
  }

  override fromNothing(): string {
    return " FROM DUAL";
  }

  /** InnoDB checks references row by row. */
  protected override readonly refusesAtOnce = true;

  /** ON DUPLICATE KEY does not ask which key: another unique one would change a row that is not meant. */
  override isExact(batch: UpsertBatch): boolean {
    const fresh = (field: Field): boolean =>
      counts(field) || this.dialect.defaultSql(field, batch.upsert.schema) === undefined;
    return super.isExact(batch) && meetsNoOtherKey(batch, fresh);
  }

  /** VALUES() is old on MySQL, but the only form that MariaDB has too. */
  override conflictClause(batch: UpsertBatch): string {
    const names = batch.others.length === 0 ? batch.upsert.conflictKeys.slice(0, 1) : batch.others;
    const sets = names.map((name) =>
      batch.others.length === 0
        ? `${this.quote(name)} = ${this.quote(name)}`
        : `${this.quote(name)} = VALUES(${this.quote(name)})`,
    );
    return `ON DUPLICATE KEY UPDATE ${sets.join(", ")}`;
  }
}

/**
 * Can the rows meet others by their conflict keys only?
 *
 * @param fresh does a field that is left out get a fresh number, or NULL, which equals nothing?
 */
function meetsNoOtherKey(batch: UpsertBatch, fresh: (field: Field) => boolean): boolean {
  const { table, conflictKeys } = batch.upsert;
  const others = [
    table.primaryKey?.fields ?? [],
    ...table.uniques.map(({ fields }) => fields),
    ...table.indexes
      .filter(({ unique }) => unique)
      .map(({ parts }) => parts.map((part) => part.field ?? "")),
  ].filter((fields) => fields.length > 0 && !isSameSet(fields, conflictKeys));
  const never = (name: string): boolean => {
    const field = table.fields.find((one) => one.name === name);
    return field !== undefined && !batch.columns.includes(name) && fresh(field);
  };
  return others.every((fields) => fields.some(never));
}
