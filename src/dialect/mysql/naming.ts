import type { Claim, Naming } from "../../schema/naming.js";
import type { MysqlServer } from "./server.js";
import { needsTrigger, updateTriggerName } from "./trigger.js";

/**
 * In a database of MySQL and MariaDB foreign keys have one name, and so have triggers; on MySQL checks
 * as well. Indexes count in their table.
 */
const common: Naming = Object.freeze({
  // Their names meet nothing else, and whether they have a case is the file system's affair.
  table: () => [],
  member: (kind, { name }) => (kind === "foreign key" ? claim("foreign keys", name) : undefined),
  sides: (field, table) =>
    needsTrigger(field)
      ? [{ ...claim("triggers", updateTriggerName(table, field)), side: "auto_update" } as const]
      : [],
} satisfies Naming);

const mysql: Naming = Object.freeze({
  ...common,
  member: (kind, member, table) =>
    kind === "check" ? claim("checks", member.name) : common.member(kind, member, table),
} satisfies Naming);

/** While nobody knows which of the two it will be, what holds for both. */
export function mysqlNaming(server: MysqlServer | undefined): Naming {
  return server === "mysql" ? mysql : common;
}

function claim(room: string, name: string): Claim {
  return { room, name: name.toLowerCase() };
}
