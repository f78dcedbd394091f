import type { Field, SideObject } from "./field.js";
import type { Table } from "./table.js";

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
  const of = (kind: MemberKind, list: readonly NamedMember[]): KindOfMember[] =>
    list.map((member) => ({ kind, member }));
  const bare = ({ name }: { readonly name: string }): NamedMember => ({ name, fields: [] });
  const { primaryKey: key } = table;
  return [
    ...of(
      "index",
      table.indexes.map(({ name, parts }) => ({
        name,
        fields: parts.flatMap(({ field }) => field ?? []),
      })),
    ),
    ...of("unique", table.uniques),
    ...of("foreign key", table.foreignKeys),
    ...of("check", table.checks.map(bare)),
    ...of("exclusion", table.exclusions.map(bare)),
    ...(key?.name === undefined ? [] : of("primary key", [{ ...key, name: key.name }])),
  ];
}

/** Every name of the table that counts beyond it. */
export function claimsOf(naming: Naming, table: Table): readonly Claim[] {
  return [
    ...naming.table(table),
    ...membersOf(table).flatMap(({ kind, member }) => naming.member(kind, member, table) ?? []),
    ...table.fields.flatMap((field) => naming.sides(field, table)),
  ];
}
