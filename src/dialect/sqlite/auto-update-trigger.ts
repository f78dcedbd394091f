import { sideName } from "../../schema/constraint-name.js";
import type { SideNamed } from "../../schema/field.js";
import type { Table } from "../../schema/table.js";

/** The trigger that keeps an `autoUpdate` field current; the introspector knows it by this name. */
export function autoUpdateTrigger(table: string, field: SideNamed): string {
  const limit = Number.MAX_SAFE_INTEGER;
  return sideName(`mm_auto_update_${table}_${field.name}`, {
    table,
    field,
    side: "auto_update",
    limit,
  });
}

interface TriggerParts {
  readonly table: Table;
  /** The quoted names and the SQL of the current time. */
  readonly trigger: string;
  readonly tableName: string;
  readonly column: string;
  readonly now: string;
  readonly quote: (name: string) => string;
}

/**
 * Sets the field when a row changes and the change does not set it itself. The second condition
 * ends the recursion where `recursive_triggers` is on: the trigger's own UPDATE satisfies it not.
 */
export function autoUpdateTriggerSql(parts: TriggerParts): string {
  const { trigger, tableName, column, now } = parts;
  return (
    `CREATE TRIGGER ${trigger} AFTER UPDATE ON ${tableName} FOR EACH ROW` +
    ` WHEN NEW.${column} IS OLD.${column} AND NEW.${column} IS NOT ${now}` +
    ` BEGIN UPDATE ${tableName} SET ${column} = ${now} WHERE ${rowCondition(parts)}; END`
  );
}

function rowCondition({ table, quote }: TriggerParts): string {
  if (table.options.without_rowid === "true") {
    const fields = table.primaryKey?.fields ?? [];
    return fields.map((name) => `${quote(name)} = NEW.${quote(name)}`).join(" AND ");
  }
  // A column of that name would hide it; SQLite has three names for the row's number.
  const taken = new Set(table.fields.map(({ name }) => name.toLowerCase()));
  const rowid = ["rowid", "_rowid_", "oid"].find((name) => !taken.has(name)) ?? "rowid";
  return `${rowid} = NEW.${rowid}`;
}
