import type { SchemaObject } from "../../schema/schema-object.js";
import { groupBy } from "../group-by.js";
import { FOREIGN_KEY } from "./object-words.js";
import { madeOnTables } from "./parts-of-tables.js";
import type { RowSecurity } from "./row-security.js";

/** A row of `SETTINGS_OF_TABLES`. */
export interface SettingRow {
  readonly kind: string;
  /** The key of the table. */
  readonly on: string;
  readonly name: string;
  readonly definition: string;
  readonly drop: string;
  readonly needs: string | undefined;
  readonly opaque: boolean;
  readonly covered: boolean;
}

/** Something on a table that is an object of its own. */
interface OnTable {
  readonly kind: string;
  readonly name: string;
  readonly on: string | undefined;
  readonly definition: string | undefined;
}

/** What is known of the objects of migrations. */
interface Made {
  readonly objects: readonly SchemaObject[];
  readonly security: RowSecurity;
  /** Keys of tables. */
  readonly tables: ReadonlySet<string>;
}

/**
 * What is set on tables and is an object of its own. On a table that is kept whole it is a part of its definition, unless migrations have made
 * it, or the index that it is of, as an object. Row security is said by policies; where migrations have made all of these and say no word
 * of it, it is there by itself.
 */
export function settingsApart(
  settings: readonly SettingRow[],
  found: readonly OnTable[],
  made: Made,
): readonly SettingRow[] {
  const asObjects = new Set(made.objects.map(({ kind, name }) => `${kind} ${name}`));
  const indexes = groupBy(found.filter(isIndex), ({ on }) => on);
  const policies = groupBy(
    found.filter(({ kind }) => kind === "policy"),
    ({ on }) => on,
  );
  const isMade = madeOnTables(made.objects);
  return settings.filter((row) => {
    const { kind, name, on, needs, opaque, covered, definition } = row;
    if (indexes.get(on)?.some((index) => isOfIndex(row, index))) return !isParameters(row);
    if (kind === "row security" && asObjects.has(`${kind} ${name}`)) return true;
    if (opaque || made.tables.has(on)) return needs?.startsWith(FOREIGN_KEY) === false;
    if (!covered || made.objects.length === 0) return !covered;
    return !made.security.saysAll(on, definition) && policies.get(on)?.every(isMade) === true;
  });
}

/** The definition of a table that is kept whole, without the indexes that are objects of their own and what is set on these. */
export function withoutIndexes(
  definition: string,
  indexes: readonly OnTable[],
  settings: readonly SettingRow[],
): string {
  const parts = indexes.filter(isIndex).flatMap((index) => {
    const set = settings.filter((row) => row.on === index.on && isOfIndex(row, index));
    return [index.definition ?? "", ...set.map((row) => row.definition)];
  });
  return parts.reduce((text, part) => text.replace(`;\n${part}`, () => ""), definition);
}

function isIndex({ kind }: OnTable): boolean {
  return kind === "index";
}

/** Where an index is made by SQL of its own, that says them. */
function isParameters({ name, on }: SettingRow): boolean {
  return name.startsWith(`${on} parameters of index `);
}

function isOfIndex({ kind, on, name }: SettingRow, { name: index }: OnTable): boolean {
  const about = name.slice(on.length + 1);
  return kind === "comment"
    ? about === `index ${index}`
    : about === `parameters of index ${index}` || about.startsWith(`statistics of index ${index} `);
}
