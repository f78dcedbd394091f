import { cleanLine } from "./clean-text.js";
import type { DagDocument } from "./dag-document.js";

/** A Mermaid flow chart, for Markdown. */
export function dagMermaid(dag: DagDocument): string {
  const ids = idsOf(dag);
  // Mermaid has no escape for a quote inside a label but the HTML entity.
  const label = (name: string): string =>
    cleanLine(name).replace(/[&"<>#;]/g, (character) => `#${character.charCodeAt(0)};`);
  return [
    "graph TD",
    ...dag.migrations.map(({ name }) => `  ${ids.get(name)}["${label(name)}"]`),
    ...edges(dag).map(([from, to]) => `  ${ids.get(from)} --> ${ids.get(to)}`),
  ].join("\n");
}

/** The same for Graphviz. */
export function dagDot(dag: DagDocument): string {
  const quote = (name: string): string => `"${cleanLine(name).replace(/["\\]/g, "\\$&")}"`;
  return [
    "digraph migrations {",
    "  node [shape=box];",
    ...dag.migrations.map(({ name }) => `  ${quote(name)};`),
    ...edges(dag).map(([from, to]) => `  ${quote(from)} -> ${quote(to)};`),
    "}",
  ].join("\n");
}

function idsOf(dag: DagDocument): ReadonlyMap<string, string> {
  return new Map(dag.migrations.map(({ name }, at) => [name, `m${at + 1}`]));
}

function edges(dag: DagDocument): readonly (readonly [from: string, to: string])[] {
  return dag.migrations.flatMap(({ name, dependencies }) =>
    dependencies.map((parent) => [parent, name] as const),
  );
}
