import type { Field } from "../../schema/field.js";
import type { Claim, Naming } from "../../schema/naming.js";
import type { Table } from "../../schema/table.js";
import { autoUpdateName } from "./auto-update.js";
import { enumName } from "./enum-name.js";

/**
 * What has one name in a schema of PostgreSQL: relations (tables, indexes, also those behind
 * constraints), types (a table is one as well), functions. Foreign keys, checks and triggers count in
 * their table.
 */
export const postgresqlNaming: Naming = Object.freeze({
  table: (table: Table) => ["relations", "types"].map((room) => claim(table, room, table.name)),
  member: (kind, { name }, table) =>
    kind === "foreign key" || kind === "check" ? undefined : claim(table, "relations", name),
  sides: (field, table) => [
    ...(isEnum(field)
      ? [{ ...claim(table, "types", enumName(table.name, field)), side: "enum" } as const]
      : []),
    ...(field.autoUpdate
      ? [
          {
            ...claim(table, "functions", autoUpdateName(table.name, field)),
            side: "auto_update",
          } as const,
        ]
      : []),
  ],
} satisfies Naming);

function isEnum({ type, native }: Field): boolean {
  return native === undefined && (type === "enum" || type === "enum[]");
}

function claim({ namespace }: Table, room: string, name: string): Claim {
  return { room: `${room} of ${namespace ?? ""}`, name };
}
