import { isMissingPackage } from "../../../errors.js";
import { CliError } from "../../cli-error.js";
import { displayWidth } from "../wrap-text.js";
import type { Diagram, DiagramField, DiagramTable } from "./diagram.js";

/** Sizes in pixels of a monospaced font of 12 pixels; a column is one of its letters. */
export const metrics = { column: 7.3, row: 22, head: 30, margin: 10 } as const;
const ENGINE = "@hpcc-js/wasm-graphviz";
/** Columns of a name or a type; what is longer is cut. */
const WIDEST = 32;

/** Where a table is drawn: its left upper corner and its size. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where everything is drawn; y grows downwards. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  /** For each reference the way from the key to the row that refers to it, as an SVG path. */
  readonly paths: readonly string[];
}

/** Measuring takes a time that grows faster than the text: of a long one only the beginning is looked at. */
const LONGEST = 8 * WIDEST;

/** Text as long as it may be in the drawing. */
export function cut(text: string): string {
  if (text.length <= LONGEST && displayWidth(text) <= WIDEST) return text;
  let short = "";
  for (const letter of text.slice(0, LONGEST).replace(/[\uD800-\uDBFF]$/, "")) {
    if (displayWidth(short + letter) >= WIDEST) break;
    short += letter;
  }
  return `${short}…`;
}

/** A field's name in the drawing, with the keys that it is of. */
export function fieldLabel({ name, keys }: DiagramField): string {
  return [cut(name), ...keys].join(" ");
}

/**
 * Places tables and references. Graphviz sees sizes and numbers only, never a name. Its code is
 * loaded here and nowhere else.
 *
 * @throws CliError CLI_NO_DIAGRAM_ENGINE
 */
export async function layOut({ tables, references }: Diagram): Promise<Layout> {
  if (tables.length === 0) return { width: 1, height: 1, boxes: [], paths: [] };
  const { Graphviz } = await loadEngine();
  const graphviz = await Graphviz.load();
  const dot = [
    "digraph {",
    'graph [rankdir=LR, nodesep=0.35, ranksep=1.1, pack=28, packmode="graph"];',
    "node [shape=plain]; edge [dir=none];",
    ...tables.map((table, at) => `n${at} [label=<${shape(table)}>];`),
    ...references.map(({ from, to }, at) => {
      const end = ({ table, fields: [field = 0] }: typeof from): string => `n${table}:f${field}`;
      return `${end(to)} -> ${end(from)} [id=e${at}];`;
    }),
    "}",
  ].join("\n");
  return read(JSON.parse(graphviz.layout(dot, "json", "dot")), tables.map(sizeOf));
}

/** An optional dependency: two megabytes for this one command. */
async function loadEngine() {
  try {
    return await import("@hpcc-js/wasm-graphviz");
  } catch (cause) {
    if (!isMissingPackage(cause, ENGINE)) throw cause;
    throw new CliError({
      code: "CLI_NO_DIAGRAM_ENGINE",
      message: `The package "${ENGINE}", which places the tables of the page, is not installed`,
      hint: `Run \`npm install ${ENGINE}\`: it is an optional dependency, left out by --omit=optional. Markdown needs none.`,
      cause,
    });
  }
}

function sizeOf({ key, fields }: DiagramTable): {
  readonly width: number;
  readonly height: number;
} {
  const { column, row, head, margin } = metrics;
  const columns = [
    displayWidth(cut(key)) * 1.1,
    ...fields.map((field) => displayWidth(fieldLabel(field)) + 2 + displayWidth(cut(field.type))),
  ];
  return {
    width: Math.ceil(Math.max(...columns) * column) + 2 * margin,
    height: head + fields.length * row + margin / 2,
  };
}

/** A table of empty cells, one port for each field. */
function shape(table: DiagramTable): string {
  const { width, height } = sizeOf(table);
  const { head, row } = metrics;
  const cell = (tall: number, port: string): string =>
    `<TR><TD${port} FIXEDSIZE="TRUE" WIDTH="${width}" HEIGHT="${tall}"></TD></TR>`;
  const rows = table.fields.map((_, at) => cell(row, ` PORT="f${at}"`));
  const rest = height - head - rows.length * row;
  const cells = [cell(head, ""), ...rows, cell(rest, "")].join("");
  return `<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0">${cells}</TABLE>`;
}

/** What Graphviz says, as far as it is read here. */
interface Placed {
  readonly bb: string;
  readonly objects?: readonly { readonly name: string; readonly pos: string }[];
  readonly edges?: readonly { readonly id: string; readonly pos: string }[];
}

function read(
  { bb, objects = [], edges = [] }: Placed,
  sizes: readonly { readonly width: number; readonly height: number }[],
): Layout {
  const [, , width = 1, height = 1] = bb.split(",").map(Number);
  const places = new Map(objects.map(({ name, pos }) => [name, pos.split(",").map(Number)]));
  const ways = new Map(edges.map(({ id, pos }) => [id, pos]));
  const round = (value: number): number => Math.round(value * 10) / 10;
  const boxes = sizes.map((size, at) => {
    const [x = 0, y = 0] = places.get(`n${at}`) ?? [];
    return { ...size, x: round(x - size.width / 2), y: round(height - y - size.height / 2) };
  });
  const path = (pos: string): string => {
    const [start = "", ...rest] = pos.split(" ").map((point) => {
      const [x = 0, y = 0] = point.split(",").map(Number);
      return `${round(x)},${round(height - y)}`;
    });
    return `M${start}C${rest.join(" ")}`;
  };
  const paths = [...ways.keys()].map((_, at) => path(ways.get(`e${at}`) ?? "0,0"));
  return { width: Math.ceil(width), height: Math.ceil(height), boxes, paths };
}
