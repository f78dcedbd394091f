import { shownJson } from "../text/shown-json.js";
import { changedTables } from "./changed-tables.js";
import type { PerDatabase, Schema } from "./schema.js";
import type { Table } from "./table.js";

/** Are they the same, but for the order of indexes and constraints? */
export function equalSchemas(a: Schema, b: Schema): boolean {
  return a === b || diffSchemas(a, b).length === 0;
}

/**
 * One line a difference, sorted by table: `posts.fields.title.length: 200 | 100`, the first schema
 * before the bar; `-` is what is not there. The order of fields counts, that of indexes and
 * constraints does not, and `concurrently` is not compared.
 */
export function diffSchemas(a: Schema, b: Schema): readonly string[] {
  const lines: string[] = [];
  for (const key of [...changedTables(a, b)].sort()) {
    const [left, right] = [a.tables.get(key), b.tables.get(key)];
    if (left === undefined || right === undefined) {
      lines.push(`${key}: ${left ? "table" : "-"} | ${right ? "table" : "-"}`);
    } else {
      compare(comparable(left), comparable(right), { path: key, lines });
    }
  }
  compare(new Map(a.enums), new Map(b.enums), { path: "enums", lines });
  compare(new Map(a.objects), new Map(b.objects), { path: "objects", lines });
  compare(plainMaps(a.defaults), plainMaps(b.defaults), { path: "defaults", lines });
  compare(plainMaps(a.typeMappings), plainMaps(b.typeMappings), { path: "typeMappings", lines });
  return lines;
}

/** A table in which everything with a name is found by it. */
function comparable(table: Table): Readonly<Record<string, unknown>> {
  return {
    ...table,
    fields: byName(table.fields),
    order: table.fields.map(({ name }) => name).join(", "),
    indexes: byName(table.indexes.map(({ concurrently: _, ...index }) => index)),
    foreignKeys: byName(table.foreignKeys),
    uniques: byName(table.uniques),
    checks: byName(table.checks),
    exclusions: byName(table.exclusions),
  };
}

function byName<T extends { readonly name: string }>(list: readonly T[]): Map<string, T> {
  return new Map(list.map((member) => [member.name, member]));
}

function plainMaps(maps: PerDatabase): Map<string, Map<string, string>> {
  return new Map(
    Object.entries(maps)
      .filter(([, entries]) => Object.keys(entries).length > 0)
      .map(([database, entries]) => [database, new Map(Object.entries(entries))]),
  );
}

interface Place {
  readonly path: string;
  readonly lines: string[];
}

function compare(a: unknown, b: unknown, { path, lines }: Place): void {
  const [left, right] = [entriesOf(a), entriesOf(b)];
  if (left === undefined || right === undefined) {
    if (!Object.is(a, b)) lines.push(`${path}: ${show(a)} | ${show(b)}`);
    return;
  }
  for (const key of new Set([...left.keys(), ...right.keys()])) {
    compare(left.get(key), right.get(key), { path: `${path}.${key}`, lines });
  }
}

/** Keys with a value; undefined for anything that is no object. */
function entriesOf(value: unknown): Map<unknown, unknown> | undefined {
  if (value instanceof Map) return value;
  if (typeof value !== "object" || value === null) return undefined;
  return new Map(Object.entries(value).filter(([, one]) => one !== undefined));
}

function show(value: unknown): string {
  if (value === undefined) return "-";
  if (typeof value === "bigint") return `${value}n`;
  const plain = value instanceof Map ? Object.fromEntries(value) : value;
  return shownJson(plain);
}
