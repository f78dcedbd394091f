import { ownerOf } from "./claimed-names.js";
import { apartName, type ConstraintPrefix, constraintName, MOST_APART } from "./constraint-name.js";
import type { Field } from "./field.js";
import { type KindOfMember, membersOf, type SideClaim } from "./naming.js";
import { type Schema, tableKey } from "./schema.js";
import { type ForeignKey, type Index, partFields, type Table, type Unique } from "./table.js";

/** The index under a name that is free. */
export function freeIndex(schema: Schema, table: Table, index: Index): Index {
  const fields = partFields(index.parts);
  const prefix = index.unique ? "uq" : "idx";
  const { name } = index;
  return withName(
    index,
    freeName(schema, table, prefix, { kind: "index", member: { name, fields } }),
  );
}

/** The unique constraint under a name that is free. */
export function freeUnique(schema: Schema, table: Table, unique: Unique): Unique {
  return withName(unique, freeName(schema, table, "uq", { kind: "unique", member: unique }));
}

/** The foreign key under a name that is free. */
export function freeForeignKey(schema: Schema, table: Table, key: ForeignKey): ForeignKey {
  return withName(key, freeName(schema, table, "fk", { kind: "foreign key", member: key }));
}

/** A new table, its members and fields under names that are free. */
export function freeTable(schema: Schema, table: Table): Table {
  if (schema.naming === undefined) return table;
  const alone: Table = { ...table, indexes: [], uniques: [], foreignKeys: [] };
  return {
    ...table,
    fields: table.fields.map((field) => freeField(schema, table, field)),
    indexes: table.indexes.map((index) => freeIndex(schema, alone, index)),
    uniques: table.uniques.map((unique) => freeUnique(schema, alone, unique)),
    foreignKeys: table.foreignKeys.map((key) => freeForeignKey(schema, alone, key)),
  };
}

/**
 * The field, with a note of what must stand beside it under a name with a hash, because another
 * field has the usual one: `a_b.c` and `a.b_c`. What it has already (`old`) keeps its name.
 */
export function freeField(schema: Schema, table: Table, field: Field, old?: Field): Field {
  const { naming } = schema;
  if (naming === undefined) return field;
  const plain = field.apart === undefined ? field : withoutApart(field);
  const sides = naming.sides(plain, table);
  if (sides.length === 0) return Object.freeze(plain);
  const had = new Set(old && naming.sides(old, table).map(({ side }) => side));
  const asking = tableKey(table);
  const isApart = (claim: SideClaim): boolean =>
    had.has(claim.side)
      ? old?.apart?.includes(claim.side) === true
      : ownerOf(schema, claim, asking) !== undefined;
  const apart = sides.filter(isApart).map(({ side }) => side);
  return Object.freeze(apart.length === 0 ? plain : { ...plain, apart: Object.freeze(apart) });
}

function withoutApart({ apart: _, ...plain }: Field): Field {
  return plain;
}

/**
 * The usual name, or where it is taken one with a hash: in the scopes that the database has, and in
 * the table itself, where something kept it through a rename. A name that an author chose stays.
 */
function freeName(
  schema: Schema,
  table: Table,
  prefix: ConstraintPrefix,
  { kind, member }: KindOfMember,
): string {
  const { name, fields } = member;
  if (name !== constraintName({ prefix, table: table.name, fields })) return name;
  const here = new Map(membersOf(table).map((one) => [one.member.name, one.member]));
  // The same thing twice is a mistake, which is told to its author.
  if (here.get(name)?.fields.join("\0") === fields.join("\0")) return name;
  const asking = tableKey(table);
  for (let turn = 1; turn <= MOST_APART; turn += 1) {
    const wanted = turn === 1 ? name : apartName(name, turn);
    const claim = schema.naming?.member(kind, { name: wanted, fields }, table);
    const taken = claim !== undefined && ownerOf(schema, claim, asking) !== undefined;
    if (!taken && !here.has(wanted)) return wanted;
  }
  return name;
}

function withName<Item extends { readonly name: string }>(item: Item, name: string): Item {
  return item.name === name ? item : Object.freeze({ ...item, name });
}
