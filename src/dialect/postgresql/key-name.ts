import { shortName } from "../../schema/constraint-name.js";
import {
  type Index,
  makeIndex,
  type PrimaryKey,
  type Table,
  type Unique,
} from "../../schema/table.js";
import { cutName } from "../kept-names.js";
import { LONGEST_NAME } from "./longest-name.js";

const ENDING = "_pkey";

/** The name of a primary key when it is not the one that the server gives by itself. */
export function chosenKeyName(table: string, name: string | undefined): string | undefined {
  return name === usualKeyName(table) ? undefined : name;
}

/** A long name of the table loses its end, whole characters of it. */
export function usualKeyName(table: string): string {
  return cutName(table, LONGEST_NAME - ENDING.length) + ENDING;
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
