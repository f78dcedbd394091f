import type { Diagram, DiagramTable } from "./diagram.js";
import { type Box, cut, fieldLabel, type Layout, metrics } from "./layout.js";

/** Pixels around the drawing. */
const MARGIN = 16;

/** Text where HTML expects text, and in attributes in double quotes. */
export function html(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

/** The diagram as SVG inside a page: tables are links to their pages, colours are those of the page. */
export function drawing({ tables, references }: Diagram, layout: Layout): string {
  const edges = references.map(({ from, to, single }, at) => {
    const many = single ? "one" : "many";
    return `<path class="edge" data-from="${from.table}" data-to="${to.table}" d="${layout.paths[at]}" marker-start="url(#one)" marker-end="url(#${many})"/>`;
  });
  return [
    `<svg id="drawing" viewBox="${-MARGIN} ${-MARGIN} ${layout.width + 2 * MARGIN} ${layout.height + 2 * MARGIN}" role="group" aria-label="Tables and their references">`,
    `<defs>${marker("one", "M6,1V11")}${marker("many", "M10,1L2,6L10,11M2,6H10")}</defs>`,
    ...edges,
    ...tables.map((table, at) => tableShape(table, at, layout.boxes[at])),
    "</svg>",
  ].join("\n");
}

function marker(id: string, path: string): string {
  return `<marker id="${id}" viewBox="0 0 12 12" refX="10" refY="6" markerWidth="10" markerHeight="10" orient="auto-start-reverse" markerUnits="userSpaceOnUse"><path class="end" d="${path}"/></marker>`;
}

function tableShape(table: DiagramTable, at: number, box: Box | undefined): string {
  if (box === undefined) return "";
  const { head, row, margin } = metrics;
  const rows = table.fields.map((field, place) => {
    const y = head + place * row + row / 2;
    const change = field.change === undefined ? "" : ` ${field.change}`;
    return [
      `<text class="field${field.keys.includes("PK") ? " key" : ""}${change}" x="${margin}" y="${y}">${html(fieldLabel(field))}</text>`,
      `<text class="type" x="${box.width - margin}" y="${y}">${html(cut(field.type))}</text>`,
    ].join("");
  });
  return [
    `<a class="table ${table.change ?? ""}" href="#t${at}" data-table="${at}" aria-label="table ${html(table.key)}" transform="translate(${box.x} ${box.y})">`,
    `<rect class="box" width="${box.width}" height="${box.height}" rx="6"/>`,
    `<path class="head" d="M0,${head}V6a6,6 0 0 1 6,-6H${box.width - 6}a6,6 0 0 1 6,6V${head}Z"/>`,
    `<text class="name" x="${margin}" y="${head / 2}">${html(cut(table.key))}</text>`,
    ...rows,
    "</a>",
  ].join("");
}
