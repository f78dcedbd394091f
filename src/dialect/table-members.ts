import { isDeepStrictEqual } from "node:util";
import { namesField } from "../schema/rename-in-sql.js";
import type { Check, Exclusion, ForeignKey, Index, Table, Unique } from "../schema/table.js";

/** An index or a constraint of a table. */
type Member =
  | { readonly kind: "index"; readonly value: Index }
  | { readonly kind: "unique"; readonly value: Unique }
  | { readonly kind: "check"; readonly value: Check }
  | { readonly kind: "exclusion"; readonly value: Exclusion }
  | { readonly kind: "foreign key"; readonly value: ForeignKey };

/** The table without the members that the question names. */
export function withoutMembers(table: Table, gone: (member: Member) => boolean): Table {
  return {
    ...table,
    indexes: table.indexes.filter((value) => !gone({ kind: "index", value })),
    uniques: table.uniques.filter((value) => !gone({ kind: "unique", value })),
    checks: table.checks.filter((value) => !gone({ kind: "check", value })),
    exclusions: table.exclusions.filter((value) => !gone({ kind: "exclusion", value })),
    foreignKeys: table.foreignKeys.filter((value) => !gone({ kind: "foreign key", value })),
  };
}

/** The table without these fields and all that stands on them; itself when there are none. */
export function withoutFields(table: Table, names: readonly string[]): Table {
  if (names.length === 0) return table;
  const key = table.primaryKey;
  const keyed = key?.fields.some((name) => names.includes(name)) === true;
  return {
    ...withoutMembers(table, (member) => hasField(member, names) || namesAny(member, names, table)),
    fields: table.fields.filter(({ name }) => !names.includes(name)),
    primaryKey: keyed ? undefined : key,
  };
}

/** Has the table this very member? */
export function isMemberOf(table: Table, { kind, value }: Member): boolean {
  return membersOf(table, kind).some((one) => isDeepStrictEqual(one, value));
}

/** Has the table a member of that kind and name? */
export function hasMember(table: Table, { kind, value }: Member): boolean {
  return membersOf(table, kind).some(({ name }) => name === value.name);
}

function membersOf(table: Table, kind: Member["kind"]): readonly Member["value"][] {
  const lists = {
    index: table.indexes,
    unique: table.uniques,
    check: table.checks,
    exclusion: table.exclusions,
    "foreign key": table.foreignKeys,
  };
  return lists[kind];
}

/** Is one of these fields a part of it? */
export function hasField(member: Member, names: readonly string[]): boolean {
  return fieldsOf(member).some((name) => names.includes(name));
}

/** Does it name one of these fields in an expression? */
export function namesAny(member: Member, names: readonly string[], table: Table): boolean {
  const named = (sql: string) => names.some((name) => namesField(sql, name, table.name));
  return expressionsOf(member).some(named);
}

/** The SQL expressions that a member holds. */
export function expressionsOf(member: Member): readonly string[] {
  switch (member.kind) {
    case "index":
      return [member.value.where, ...member.value.parts.map(({ expression }) => expression)].filter(
        (sql) => sql !== undefined,
      );
    case "check":
      return [member.value.expression];
    case "exclusion":
      return [member.value.definition];
    case "unique":
    case "foreign key":
      return [];
    default:
      return member satisfies never;
  }
}

function fieldsOf(member: Member): readonly string[] {
  switch (member.kind) {
    case "index": {
      const { parts, include } = member.value;
      return [...parts.flatMap(({ field }) => (field === undefined ? [] : [field])), ...include];
    }
    case "unique":
    case "foreign key":
      return member.value.fields;
    case "check":
    case "exclusion":
      return [];
    default:
      return member satisfies never;
  }
}
