import { counts } from "../../schema/counter.js";
import { type ColumnUpdate, StandardRows } from "../rows.js";
import type { TableChange, Upsert } from "../schema-change.js";
import type { Statements } from "../statement.js";
import type { UpsertBatch } from "../upsert-batch.js";
import { autoUpdateName } from "./columns.js";
import { PostgresqlCounters } from "./counters.js";
import type { PostgresqlDdl } from "./ddl.js";

/** How rows are written: triggers rest meanwhile, counters follow. */
export class PostgresqlRows extends StandardRows<PostgresqlDdl> {
  readonly counters = new PostgresqlCounters(this.ddl);

  /**
   * Our triggers rest meanwhile. What keeps other sessions from writing then is the lock of DISABLE
   * TRIGGER, so all of it is one transaction: where every statement stands alone, one block.
   */
  override update(change: TableChange, update: ColumnUpdate): Statements {
    const table = change.to;
    const plain = super.update(change, update);
    const resting = table.fields
      .filter(({ autoUpdate, name }) => autoUpdate && name !== update.field.name)
      .map((field) => this.quote(autoUpdateName(table.name, field)));
    if (resting.length === 0) return plain;
    const { parameters = [] } = update;
    const set = (state: "DISABLE" | "ENABLE"): string =>
      `ALTER TABLE ${this.tableName(table)} ${resting.map((name) => `${state} TRIGGER ${name}`).join(", ")}`;
    // A block takes no parameters.
    if (this.context.transaction !== false || parameters.length > 0) {
      const rest = this.ddl.make({
        sql: set("DISABLE"),
        comment: "Fields keep the time they have",
      });
      return [rest, ...plain, this.ddl.make({ sql: set("ENABLE") })];
    }
    return plain.map((statement) => {
      const body = `BEGIN ${set("DISABLE")}; ${statement.sql}; ${set("ENABLE")}; END`;
      return { ...statement, sql: `DO ${this.literal(body)}` };
    });
  }

  /** Rows that bring their own numbers move the counter behind them. */
  override upsert(upsert: Upsert): Statements {
    const counted = upsert.table.fields.filter(
      (field) => counts(field) && upsert.rows.some((row) => row[field.name] !== undefined),
    );
    return [
      ...super.upsert(upsert),
      ...counted.map((field) => this.counters.advance(upsert.table, field)),
    ];
  }

  /** The numbers of rows that bring them, where else the database gives its own. */
  override insertWords({ upsert, columns }: UpsertBatch): string {
    const numbered = upsert.table.fields.some(
      (field) => field.identity === "always" && columns.includes(field.name),
    );
    return numbered ? " OVERRIDING SYSTEM VALUE" : "";
  }

  /** A number that only the database gives cannot be changed. */
  override updatable({ upsert, others }: UpsertBatch): readonly string[] {
    const always = upsert.table.fields.filter(({ identity }) => identity === "always");
    return others.filter((name) => !always.some((field) => field.name === name));
  }

  /** A parameter in a SELECT list is text unless it is told otherwise. */
  override selected(column: string, { upsert }: UpsertBatch, value: string): string {
    const field = upsert.table.fields.find(({ name }) => name === column);
    if (field === undefined) return value;
    const type = this.dialect.columnTypeAt(field, this.place(upsert.table, upsert.schema));
    return `CAST(${value} AS ${type})`;
  }
}
