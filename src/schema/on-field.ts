import type { ForeignKey, PrimaryKey } from "./table.js";

/** Has the primary key nothing but its fields? */
export function isBareKey({ name, ...key }: PrimaryKey): boolean {
  const { deferrable, include, options } = key;
  return [name, deferrable, include, options].every((one) => one === undefined);
}

/** Can the foreign key be written on the one field that it has? */
export function isOnOneField({ fields, targetFields, match, onDeleteFields }: ForeignKey): boolean {
  const plain = match === undefined && onDeleteFields === undefined;
  return plain && fields.length === 1 && targetFields.length < 2;
}
