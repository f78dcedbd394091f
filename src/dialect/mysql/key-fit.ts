import type { Field } from "../../schema/field.js";
import type { ForeignKey, Table } from "../../schema/table.js";
import { DialectError } from "../dialect-error.js";
import { isText } from "./columns.js";

/** The types of the two columns of a foreign key. */
export interface Sides {
  readonly left: string;
  readonly right: string;
}

/** Both sides of each field of the key; none when one of the tables is not there. */
export function sidesOf(
  key: ForeignKey,
  holder: Table | undefined,
  other: {
    readonly target: Table | undefined;
    readonly typeOf: (field: Field, table: Table) => string;
  },
): readonly Sides[] {
  const { target, typeOf } = other;
  if (holder === undefined || target === undefined) return [];
  const type = (table: Table, name: string | undefined): string => {
    const field = table.fields.find((one) => one.name === name);
    return field === undefined ? "" : typeOf(field, table);
  };
  const targets = key.targetFields.length > 0 ? key.targetFields : target.primaryKey?.fields;
  return key.fields.map((name, at) => ({
    left: type(holder, name),
    right: type(target, targets?.[at]),
  }));
}

/** @throws DialectError when both sides fitted and would do so no more: the key cannot come back. */
export function requireFit(change: {
  readonly table: string;
  readonly key: ForeignKey;
  readonly before: readonly Sides[];
  readonly after: readonly Sides[];
}): void {
  const { table, key, before, after } = change;
  const bad = after.find((sides, at) => {
    const was = before[at];
    return was !== undefined && fits(was) && !fits(sides);
  });
  if (bad === undefined) return;
  throw new DialectError({
    code: "DIALECT_UNSUPPORTED",
    message: `foreign key "${key.name}" of table "${table}" would be ${bad.left} that refers to ${bad.right}, which MySQL and MariaDB refuse`,
    hint: "Drop the foreign key first, alter both fields, and add it again behind; a field of the type foreign_key follows by itself.",
  });
}

/** Texts may differ in length, all others in nothing. */
function fits({ left, right }: Sides): boolean {
  return kindOf(left) === kindOf(right);
}

function kindOf(type: string): string {
  return isText(type) && !/^(?:enum|set)\b/i.test(type) ? "text" : type.toUpperCase();
}
