import { createHash } from "node:crypto";
import { counted } from "../counted.js";
import type { Change, Diagram, DiagramMember, DiagramReference, DiagramTable } from "./diagram.js";
import { drawing, html } from "./drawing.js";
import type { Layout } from "./layout.js";
import { pageScript } from "./page-script.js";
import { pageStyle } from "./page-style.js";

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
