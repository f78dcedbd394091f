import { changeSigns } from "../change-signs.js";
import type {
  Diagram,
  DiagramField,
  DiagramHistory,
  DiagramMember,
  DiagramTable,
} from "./diagram.js";

/** GitHub and Mermaid itself draw no more than this unless they are configured to. */
const MOST_EDGES = 500;
const MOST_CHARACTERS = 50_000;

/** Markdown with the diagram as Mermaid, and a chapter for each table. */
export function diagramMarkdown(diagram: Diagram): string {
  const { tables, history, others } = diagram;
  return [
    "# Schema",
    ...(tables.length === 0 ? [] : [`\`\`\`mermaid\n${mermaid(diagram)}\n\`\`\``]),
    ...(history === undefined ? [] : [since(history)]),
    ...tables.flatMap((_, at) => chapter(diagram, at)),
    ...(others.length === 0
      ? []
      : ["## Enums, views and others", others.map(memberLine).join("\n")]),
  ].join("\n\n");
}

/** What Mermaid's defaults would refuse to draw; undefined: they draw it. */
export function tooMuchForMermaid(diagram: Diagram): string | undefined {
  const { length } = mermaid(diagram);
  const edges = diagram.references.length;
  if (edges <= MOST_EDGES && length <= MOST_CHARACTERS) return undefined;
  return `Mermaid draws at most ${MOST_EDGES} references and ${MOST_CHARACTERS} characters, this has ${edges} and ${length}; an HTML page has no such limit`;
}

function mermaid({ tables, references }: Diagram): string {
  return [
    "erDiagram",
    ...tables.flatMap(({ key, fields }, at) => [
      `  t${at + 1}["${label(key)}"] {`,
      ...fields.map((field) => `    ${attribute(field)}`),
      "  }",
    ]),
    ...references.map(({ name, from, to, single, optional }) => {
      const ends = `${optional ? "|o" : "||"}--${single ? "o|" : "o{"}`;
      return `  t${to.table + 1} ${ends} t${from.table + 1} : "${label(name)}"`;
    }),
  ].join("\n");
}

/** A type and a name are bare words there; what they are really called goes into the comment. */
function attribute({ name, type, keys, nullable, comment }: DiagramField): string {
  const [bareType, bareName] = [word(type), word(name)];
  const said = [
    ...(bareName === name ? [] : [name]),
    ...(bareType === type ? [] : [type]),
    ...(nullable ? [] : ["not null"]),
    ...(comment === "" ? [] : [comment]),
  ].join(", ");
  const text = said === "" ? "" : `"${label(said)}"`;
  return [bareType, bareName, keys.join(","), text].filter((part) => part !== "").join(" ");
}

function word(text: string): string {
  const bare = text.replace(/[^A-Za-z0-9_]+/g, "_").replace(/(?<=[^_])_$/, "");
  return /^[A-Za-z]/.test(bare) ? bare : `x${bare}`;
}

/**
 * Mermaid has no escape that its labels of tables and fields would show: what it could take for
 * something else than text is written in its full-width form, `＜` for `<`.
 */
function label(text: string): string {
  return text.replace(/[!-~]/g, (one) =>
    /[\w .,:;()'=+*/?@[\]-]/.test(one) ? one : String.fromCharCode(one.charCodeAt(0) + 0xfee0),
  );
}

function since({ from, changes, steps }: DiagramHistory): string {
  const lines = changes.map(({ kind, text }) => `- ${changeSigns[kind]} ${prose(text)}`);
  return [
    `## Changed since ${prose(from)}`,
    lines.length === 0 ? "Nothing." : lines.join("\n"),
    ...steps.flatMap(({ migration, operations }) => [
      `### ${prose(migration)}`,
      operations.map((one) => `- ${prose(one)}`).join("\n"),
    ]),
  ].join("\n\n");
}

function chapter(diagram: Diagram, at: number): readonly string[] {
  const { references, tables } = diagram;
  const table = tables[at];
  if (table === undefined) return [];
  const nameOf = (place: number): string => prose(tables[place]?.key ?? "");
  const lines = [
    ...table.members.map(memberLine),
    ...references
      .filter(({ from }) => from.table === at)
      .map((one) => `- refers to ${nameOf(one.to.table)} (${prose(one.name)}, ${one.action})`),
    ...references
      .filter(({ to, from }) => to.table === at && from.table !== at)
      .map((one) => `- is referred to by ${nameOf(one.from.table)} (${prose(one.name)})`),
  ];
  return [
    `## ${prose(table.key)}`,
    ...(table.comment === "" ? [] : [prose(table.comment)]),
    fieldTable(table),
    ...(lines.length === 0 ? [] : [lines.join("\n")]),
  ];
}

function memberLine([what, name, text]: DiagramMember): string {
  return `- ${what} ${prose(name)}: ${prose(text)}`;
}

function fieldTable({ fields }: DiagramTable): string {
  return [
    "| field | type | null | key | default | comment |",
    "| --- | --- | --- | --- | --- | --- |",
    ...fields.map(
      (field) =>
        `| ${[
          prose(field.name),
          prose(field.type),
          field.nullable ? "yes" : "no",
          field.keys.join(", "),
          prose(field.default),
          prose(field.comment),
        ].join(" | ")} |`,
    ),
  ].join("\n");
}

/** Text in Markdown that is nothing but text: no HTML, no link, no other cell. */
function prose(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replace(/[\\`*[\]>|~!#$]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\\$&");
}
