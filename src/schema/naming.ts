import type { Field, SideObject } from "./field.js";
import { partFields, type Table } from "./table.js";

/** What of a table has a name. */
type MemberKind = "index" | "unique" | "foreign key" | "check" | "exclusion" | "primary key";

/** A name in the scope where no other may be the same. */
export interface Claim {
  /** `relations of shop`: only compared, never shown. */
  readonly scope: string;
  /** As the database compares it. */
  readonly name: string;
}

/** The name of something beside a column. */
export interface SideClaim extends Claim {
  readonly side: SideObject;
}

/**
 * Where the names of a database count beyond their table. Told to a {@link Schema} at the beginning
 * of a replay, so that a name which the tool chooses is one that is free.
 */
export interface Naming {
  /** Another one has another; with other rules it gets a new one. Kept with what was made by them. */
  readonly id: string;
  /** The scopes in which a table has its name. */
  table(table: Table): readonly Claim[];
  /** undefined: the name counts inside the table only. */
  member(kind: MemberKind, member: NamedMember, table: Table): Claim | undefined;
  /** What this database makes beside the column. */
  sides(field: Field, table: Table): readonly SideClaim[];
}

interface NamedMember {
  readonly name: string;
  readonly fields: readonly string[];
}

/** A member of a table and of which kind it is. */
export interface KindOfMember {
  readonly kind: MemberKind;
  readonly member: NamedMember;
}

/** Everything in the table that has a name, fields apart. */
export function membersOf(table: Table): readonly KindOfMember[] {
  const members: KindOfMember[] = [];
  for (const { name, parts } of table.indexes) {
    const fields = partFields(parts);
    members.push({ kind: "index", member: { name, fields } });
  }
  for (const member of table.uniques) members.push({ kind: "unique", member });
  for (const member of table.foreignKeys) members.push({ kind: "foreign key", member });
  for (const { name } of table.checks)
    members.push({ kind: "check", member: { name, fields: [] } });
  for (const { name } of table.exclusions) {
    members.push({ kind: "exclusion", member: { name, fields: [] } });
  }
  const { name, fields = [] } = table.primaryKey ?? {};
  if (name !== undefined) members.push({ kind: "primary key", member: { name, fields } });
  return members;
}

/** Every name of the table that counts beyond it. */
export function claimsOf(naming: Naming, table: Table): readonly Claim[] {
  const claims: Claim[] = [...naming.table(table)];
  for (const { kind, member } of membersOf(table)) {
    const claim = naming.member(kind, member, table);
    if (claim !== undefined) claims.push(claim);
  }
  for (const field of table.fields) claims.push(...naming.sides(field, table));
  return claims;
}
