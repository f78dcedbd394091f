import { shortName } from "../../schema/constraint-name.js";
import {
  type Index,
  makeIndex,
  type PrimaryKey,
  type Table,
  type Unique,
} from "../../schema/table.js";

/** Bytes of a name. */
const LONGEST = 63;

const ENDING = "_pkey";

/** The name of a primary key when it is not the one that the server gives by itself. */
export function chosenKeyName(table: string, name: string | undefined): string | undefined {
  return name === usualKeyName(table) ? undefined : name;
}

/** A long name of the table loses its end, whole characters of it. */
export function usualKeyName(table: string): string {
  const bytes = new TextEncoder().encode(table).slice(0, LONGEST - ENDING.length);
  const text = new TextDecoder("utf-8", { fatal: false }).decode(bytes, { stream: true });
  return text + ENDING;
}

/** What stands behind a key: as an index until the constraint takes it over. */
export function keyIndex(name: string, key: Unique | PrimaryKey): Index {
  const { nullsNotDistinct } = key as Partial<Unique>;
  return makeIndex({
    name,
    parts: key.fields,
    unique: true,
    include: key.include,
    nullsNotDistinct,
  });
}

/** While the old key is there, it has the name that the new one will have. */
export function builtKeyName({ name }: Table, { fields }: PrimaryKey): string {
  return shortName(["pk", name, ...fields, "new"].join("_"));
}
