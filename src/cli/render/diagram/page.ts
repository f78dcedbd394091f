import { createHash } from "node:crypto";
import { counted } from "../counted.js";
import type { Change, Diagram, DiagramMember, DiagramReference, DiagramTable } from "./diagram.js";
import { type Box, cut, fieldLabel, type Layout, metrics } from "./layout.js";
import { pageScript } from "./page-script.js";

/** Pixels around the drawing. */
const MARGIN = 16;

/**
 * One HTML file that loads nothing: the diagram, a search, and a page for each table, which its
 * address (`#t3`) shows without a script. Names come from untrusted schema files, so
 * all of them are escaped, and the browser runs this one script and no other.
 */
export function diagramPage(diagram: Diagram, layout: Layout): string {
  const { tables, references } = diagram;
  const fields = tables.reduce((sum, table) => sum + table.fields.length, 0);
  const size = [
    counted(tables.length, "table"),
    counted(fields, "field"),
    counted(references.length, "reference"),
  ].join(" · ");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '${digest(pageStyle)}'; script-src '${digest(pageScript)}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Schema</title>
<style>${pageStyle}</style>
</head>
<body>
<header>
<a class="home" href="#"><h1>Schema</h1></a>
<p>${size}</p>
<input id="search" type="search" placeholder="Search tables and fields" aria-label="Search tables and fields" autocomplete="off">
</header>
<main id="overview">
<div class="stage">
${drawing(diagram, layout)}
<div class="zoom"><button id="in" title="Zoom in">+</button><button id="out" title="Zoom out">−</button><button id="fit" title="Show everything">⤢</button></div>
</div>
${since(diagram)}
<ul class="tables" id="tables">
${tables.map(card).join("\n")}
</ul>
<p id="nothing" hidden>Nothing has that in its name.</p>
${list("Enums, views and others", diagram.others.map(memberItem))}
</main>
${tables.map((table, at) => tablePage(table, at, diagram)).join("\n")}
<script>${pageScript}</script>
</body>
</html>
`;
}

function digest(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

function badge(change: Change | undefined): string {
  return change === undefined ? "" : ` <span class="badge ${change}">${change}</span>`;
}

function card(table: DiagramTable, at: number): string {
  const words = [table.key, ...table.fields.map(({ name }) => name)].join(" ").toLowerCase();
  const comment = table.comment === "" ? "" : `<small>${html(table.comment)}</small>`;
  return `<li data-table="${at}" data-words="${html(words)}"><a href="#t${at}"><b>${html(table.key)}</b>${badge(table.change)}${comment}</a></li>`;
}

function since({ history }: Diagram): string {
  if (history === undefined) return "";
  const { from, changes, steps } = history;
  const lines = changes.map(({ kind, table, text }) => {
    const said = table === undefined ? html(text) : `<a href="#t${table}">${html(text)}</a>`;
    return `<li>${badge(kind)} ${said}</li>`;
  });
  const migrations = steps.map(
    ({ migration, operations }) =>
      `<dt>${html(migration)}</dt>${operations.map((one) => `<dd>${html(one)}</dd>`).join("")}`,
  );
  return `<section class="since"><h2>Changed since ${html(from)}</h2>
${lines.length === 0 ? "<p>Nothing.</p>" : `<ul>${lines.join("\n")}</ul>`}
${migrations.length === 0 ? "" : `<details><summary>By migration</summary><dl>${migrations.join("\n")}</dl></details>`}
</section>`;
}

function tablePage(table: DiagramTable, at: number, { tables, references }: Diagram): string {
  const link = (place: number): string =>
    `<a href="#t${place}">${html(tables[place]?.key ?? "")}</a>`;
  const from = references.filter((one) => one.from.table === at);
  const to = references.filter((one) => one.to.table === at);
  const targets = (place: number): string => {
    const names = from
      .filter((one) => one.from.fields.includes(place))
      .map((one) => link(one.to.table));
    return names.length === 0 ? "" : ` → ${names.join(", ")}`;
  };
  const rows = table.fields.map((field, place) => {
    const cells = [
      `<th scope="row">${html(field.name)}${badge(field.change)}</th>`,
      `<td><code>${html(field.type)}</code>${targets(place)}</td>`,
      `<td>${field.nullable ? "null" : "not null"}</td>`,
      `<td>${field.keys.map((key) => `<abbr title="${KEYS[key]}">${key}</abbr>`).join(" ")}</td>`,
      `<td><code>${html(field.default)}</code></td>`,
      `<td>${html(field.comment)}</td>`,
    ];
    return `<tr>${cells.join("")}</tr>`;
  });
  const gone = table.gone.map(
    (name) =>
      `<tr class="gone"><th scope="row">${html(name)}${badge("removed")}</th><td colspan="5"></td></tr>`,
  );
  return `<section class="page" id="t${at}">
<p><a href="#">Schema</a> · <a href="#d${at}">in the diagram</a></p>
<h2>${html(table.key)}${badge(table.change)}</h2>
${table.comment === "" ? "" : `<p>${html(table.comment)}</p>`}
<div class="wide"><table><thead><tr><th>field</th><th>type</th><th></th><th>key</th><th>default</th><th>comment</th></tr></thead>
<tbody>${[...rows, ...gone].join("\n")}</tbody></table></div>
${list(
  "Refers to",
  from.map((one) => `${link(one.to.table)} ${detail(one)}`),
)}
${list(
  "Referred to by",
  to.map((one) => `${link(one.from.table)} ${detail(one)}`),
)}
${list("Indexes and constraints", table.members.map(memberItem))}
${list("Changed", table.changes.map(html))}
</section>`;
}

function memberItem([what, name, text]: DiagramMember): string {
  return `${html(what)} <b>${html(name)}</b> <code>${html(text)}</code>`;
}

const KEYS = { PK: "primary key", FK: "foreign key", UK: "unique" } as const;

function detail({ name, action }: DiagramReference): string {
  return `<small>${html(name)}, ${html(action)}</small>`;
}

function list(title: string, items: readonly string[]): string {
  if (items.length === 0) return "";
  return `<h3>${title}</h3><ul>${items.map((item) => `<li>${item}</li>`).join("")}</ul>`;
}

/** Text where HTML expects text, and in attributes in double quotes. */
function html(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

/** The diagram as SVG inside a page: tables are links to their pages, colours are those of the page. */
function drawing({ tables, references }: Diagram, layout: Layout): string {
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

/** How the page looks; its hash is in the page's policy. */
const pageStyle = `
:root { --back: #fff; --fore: #1d2733; --soft: #5b6875; --line: #d5dbe1; --panel: #f4f6f8; --head: #dfe9f5; --accent: #1a5fb4; --edge: #7a8793;
  --added: #1a7f37; --changed: #9a6700; --removed: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --back: #14181d; --fore: #e3e8ee; --soft: #9aa7b4; --line: #333d48; --panel: #1c2229; --head: #24384f; --accent: #7fb4f5; --edge: #8291a0;
  --added: #57c272; --changed: #e0b13c; --removed: #ff8a80; } }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0; background: var(--back); color: var(--fore); font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
a { color: var(--accent); }
header { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: center; padding: .5rem 1rem; background: var(--panel); border-bottom: 1px solid var(--line); }
header h1 { margin: 0; font-size: 1.15rem; color: var(--fore); }
header .home { text-decoration: none; }
header p { margin: 0; color: var(--soft); font-size: .875rem; }
header input { flex: 1 1 14rem; max-width: 30rem; margin-left: auto; font: inherit; padding: .35rem .6rem; color: inherit; background: var(--back); border: 1px solid var(--line); border-radius: 6px; }
main, .page { padding: 1rem; max-width: 90rem; margin: 0 auto; }
.page { display: none; scroll-margin-top: 8rem; }
.page:target { display: block; }
body:has(.page:target) main { display: none; }
.stage { position: relative; border: 1px solid var(--line); border-radius: 8px; overflow: hidden; }
#drawing { display: block; width: 100%; height: min(70vh, 60rem); touch-action: none; cursor: grab; }
.zoom { position: absolute; right: .5rem; bottom: .5rem; display: flex; gap: .25rem; }
.zoom button { width: 2.5rem; height: 2.5rem; font-size: 1.2rem; color: var(--fore); background: var(--panel); border: 1px solid var(--line); border-radius: 6px; cursor: pointer; }
svg text { font: 12px ui-monospace, monospace; fill: var(--fore); dominant-baseline: central; }
svg .box { fill: var(--panel); stroke: var(--line); }
svg .head { fill: var(--head); }
svg .name { font-weight: 700; font-size: 13px; }
svg .key { font-weight: 700; }
svg .type { fill: var(--soft); text-anchor: end; }
svg .edge, svg .end { fill: none; stroke: var(--edge); stroke-width: 1.4; }
svg .edge.near { stroke: var(--accent); stroke-width: 2.4; }
svg .dim { opacity: .2; }
svg a:focus-visible .box, svg a.found .box { stroke: var(--accent); stroke-width: 3; }
svg .added.table .box, svg .changed.table .box { stroke-width: 2; }
svg .added.table .box { stroke: var(--added); } svg .changed.table .box { stroke: var(--changed); }
svg text.added { fill: var(--added); } svg text.changed { fill: var(--changed); }
.badge { font-size: .75rem; font-weight: 600; padding: 0 .4em; border: 1px solid; border-radius: 1em; }
.badge.added { color: var(--added); } .badge.changed { color: var(--changed); } .badge.removed { color: var(--removed); }
.tables { list-style: none; padding: 0; display: grid; gap: .5rem; grid-template-columns: repeat(auto-fill, minmax(min(16rem, 100%), 1fr)); }
.tables a { display: block; height: 100%; padding: .5rem .75rem; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; color: inherit; text-decoration: none; }
.tables small { display: block; color: var(--soft); }
.since { border-left: 3px solid var(--changed); padding-left: 1rem; margin: 1rem 0; }
.since ul { list-style: none; padding: 0; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; overflow-wrap: normal; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid var(--line); }
thead th { color: var(--soft); font-weight: 500; }
tbody th, td:nth-child(2), td:nth-child(3) { white-space: nowrap; }
td:last-child { min-width: 12rem; }
.gone th { text-decoration: line-through; }
code { font: .875em ui-monospace, monospace; }
code, th, b, h2, small { unicode-bidi: isolate; }
`;
