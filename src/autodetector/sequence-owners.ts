import type { Table } from "../schema/table.js";

/** A sequence in a default: `nextval('shop.tickets'::regclass)`. */
const NEXT_NUMBER = /\bnextval\s*\(\s*'((?:[^']|'')*)'/gi;

/**
 * Tells of a table which of the others own a sequence that one of its defaults counts by: the
 * database wants them first, and lets them go last.
 */
export function sequenceOwners(tables: Iterable<Table>): (table: Table) => readonly Table[] {
  const owners = new Map<string, Table>();
  for (const table of tables) {
    for (const { name, sequence } of table.fields) {
      if (sequence === undefined) continue;
      owners.set(sequence.name ?? `${table.name}_${name}_seq`, table);
    }
  }
  if (owners.size === 0) return () => [];
  return (table) =>
    table.fields.flatMap(({ default: given }) => {
      if (given?.kind !== "sql") return [];
      return [...given.sql.matchAll(NEXT_NUMBER)].flatMap(([, name = ""]) => {
        const owner = owners.get(bareName(name.replaceAll("''", "'")));
        return owner === undefined || owner === table ? [] : owner;
      });
    });
}

/** `a"b` of `shop."a""b"`. */
function bareName(name: string): string {
  const last = name.match(/"(?:[^"]|"")*"|[^".]+/g)?.at(-1) ?? "";
  return last.startsWith('"') ? last.slice(1, -1).replaceAll('""', '"') : last;
}
