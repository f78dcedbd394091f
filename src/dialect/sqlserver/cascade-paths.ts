import { type Schema, tableKey } from "../../schema/schema.js";
import type { ForeignKey, ReferentialAction, Table } from "../../schema/table.js";
import { DialectError } from "../dialect-error.js";

/** A foreign key that passes a change on, from the table it refers to to the one that holds it. */
interface Edge {
  readonly from: string;
  readonly to: string;
  readonly name: string;
}

type Side = "onDelete" | "onUpdate";

const PASSED_ON: readonly ReferentialAction[] = ["CASCADE", "SET_NULL", "SET_DEFAULT"];

/**
 * SQL Server refuses (error 1785) a foreign key by which one DELETE or UPDATE could reach a table
 * twice, or itself. It says so here, before anything runs, and names the two ways.
 *
 * @throws DialectError `DIALECT_CASCADE_PATHS`.
 */
export function checkCascades(key: ForeignKey, table: Table, schema: Schema): void {
  for (const side of ["onDelete", "onUpdate"] as const) {
    if (!PASSED_ON.includes(key[side])) continue;
    const own: Edge = { from: key.table, to: tableKey(table), name: key.name };
    if (own.from === own.to) throw tooMany(key, table, `it refers to its own table`);
    const others = edgesOf(schema, side).filter(
      ({ name, to }) => name !== own.name || to !== own.to,
    );
    const back = reach(others, own.to).get(own.from);
    if (back !== undefined) throw tooMany(key, table, `"${back.join('", "')}" leads back`);
    const other = secondPath(own, others);
    if (other !== undefined) throw tooMany(key, table, other);
  }
}

function secondPath(own: Edge, others: readonly Edge[]): string | undefined {
  const sources = [own.from, ...reach(reversed(others), own.from).keys()];
  const ends = [own.to, ...reach(others, own.to).keys()];
  for (const source of sources) {
    const direct = reach(others, source);
    for (const end of ends) {
      const path = direct.get(end);
      if (path !== undefined) {
        return `"${end}" is reached from "${source}" by "${path.join('", "')}" already`;
      }
    }
  }
  return undefined;
}

function edgesOf(schema: Schema, side: Side): readonly Edge[] {
  return [...schema.tables].flatMap(([to, { foreignKeys }]) =>
    foreignKeys
      .filter((key) => PASSED_ON.includes(key[side]) && schema.tables.has(key.table))
      .map((key) => ({ from: key.table, to, name: key.name })),
  );
}

function reversed(edges: readonly Edge[]): readonly Edge[] {
  return edges.map(({ from, to, name }) => ({ from: to, to: from, name }));
}

/** Every table that can be reached, with the foreign keys on the way there. */
function reach(edges: readonly Edge[], start: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  const waiting: (readonly [string, readonly string[]])[] = [[start, []]];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const [at, path] = next;
    for (const edge of edges) {
      if (edge.from !== at || found.has(edge.to)) continue;
      found.set(edge.to, [...path, edge.name]);
      waiting.push([edge.to, [...path, edge.name]]);
    }
  }
  return found;
}

function tooMany(key: ForeignKey, table: Table, why: string): DialectError {
  return new DialectError({
    code: "DIALECT_CASCADE_PATHS",
    message: `SQL Server refuses the actions of foreign key "${key.name}" of table "${tableKey(table)}": ${why}`,
    hint: "Give it (or one of the others on the way) onDelete and onUpdate NO_ACTION, and let the application or a trigger do the rest.",
  });
}
