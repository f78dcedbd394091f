import type { Graph } from "../../migration/graph.js";
import { replay } from "../../migration/state.js";
import type { Schema } from "../../schema/schema.js";
import type { Table } from "../../schema/table.js";

/** One migration in the document of `mm migrate dag`. */
export interface DagMigration {
  readonly name: string;
  readonly dependencies: readonly string[];
  readonly operations: readonly DagOperation[];
}

interface DagOperation {
  readonly type: string;
  readonly table?: string;
  readonly description: string;
}

/** The predecessor's shape, with keys spelt as in every other document. */
export interface DagDocument {
  readonly migrations: readonly DagMigration[];
  readonly roots: readonly string[];
  readonly leaves: readonly string[];
  /** Did the history ever fork, merged or not? */
  readonly hasBranches: boolean;
  /** Is there more than one end? Only this one asks for a merge. */
  readonly hasUnresolvedBranches: boolean;
  readonly schemaState: Readonly<Record<string, unknown>>;
}

/** The graph as data, in the order in which the migrations run. */
export function dagDocument(graph: Graph): DagDocument {
  const forked = graph.order.some(({ name }) => graph.children(name).length > 1);
  return {
    migrations: graph.order.map(({ name, operations }) => ({
      name,
      dependencies: graph.parents(name),
      operations: operations.map((operation) => ({
        type: operation.kind,
        ...(operation.table === undefined ? {} : { table: operation.table }),
        description: operation.describe(),
      })),
    })),
    roots: graph.roots,
    leaves: graph.leaves,
    hasBranches: forked || graph.hasUnresolvedBranches,
    hasUnresolvedBranches: graph.hasUnresolvedBranches,
    schemaState: schemaState(replay(graph.order)),
  };
}

function schemaState(schema: Schema): Readonly<Record<string, unknown>> {
  const tables = [...schema.tables].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    tables: Object.fromEntries(tables.map(([key, table]) => [key, tableState(table)])),
    ...(Object.keys(schema.defaults).length === 0 ? {} : { defaults: schema.defaults }),
    ...(Object.keys(schema.typeMappings).length === 0 ? {} : { typeMappings: schema.typeMappings }),
  };
}

function tableState({ foreignKeys, ...table }: Table): Readonly<Record<string, unknown>> {
  return { ...table, ...(foreignKeys.length === 0 ? {} : { foreignKeys }) };
}
