import { defineCommand } from "../command.js";
import { option } from "../parse/option.js";
import { cleanLine } from "../render/clean-text.js";

/** `mm schema-to-diagram` */
export const schemaToDiagram = defineCommand({
  name: "schema-to-diagram",
  summary: "The schema files as a diagram: Mermaid in Markdown, or one HTML page.",
  positionals: [],
  options: {
    format: {
      type: "string",
      choices: ["markdown", "html"],
      describe: "What to write (default: html where --out ends in .html, else markdown)",
    },
    out: option.text("Write to this file instead of standard output"),
    from: option.migration("Show what changed since this migration"),
  },
  examples: [
    ["schema-to-diagram --out docs/schema.html", "A page to open in a browser; it loads nothing"],
    ["schema-to-diagram --out SCHEMA.md", "Markdown with a Mermaid diagram"],
    ["schema-to-diagram --from 0012_orders --out schema.html", "What is new since then"],
  ],
  run: async (context, { format, out, from }) => {
    const { console } = context;
    if (out !== undefined) (await import("../report-file.js")).assertWritable(out);
    const { projectDiagram } = await import("../schema/project-diagram.js");
    const diagram = await projectDiagram(context, from);
    const html = format === undefined ? /\.html?$/i.test(out ?? "") : format === "html";
    const text = html ? await page(diagram) : await markdown(diagram, (line) => console.note(line));
    const { tables, references, history } = diagram;
    const document = {
      format: html ? "html" : "markdown",
      file: out ?? null,
      tables: tables.length,
      references: references.length,
      changes: (history?.changes ?? []).map(({ kind, text }) => ({ kind, text })),
    };
    if (out === undefined) {
      console.result(text.trimEnd());
      return { document: { ...document, text } };
    }
    (await import("../report-file.js")).writeReport(out, text);
    console.say(`Wrote ${cleanLine(out)}`);
    return { document };
  },
});

type Diagram = import("../render/diagram/diagram.js").Diagram;

async function page(diagram: Diagram): Promise<string> {
  const [{ layOut }, { diagramPage }] = await Promise.all([
    import("../render/diagram/layout.js"),
    import("../render/diagram/page.js"),
  ]);
  return diagramPage(diagram, await layOut(diagram));
}

async function markdown(diagram: Diagram, note: (line: string) => void): Promise<string> {
  const { diagramMarkdown, tooMuchForMermaid } = await import("../render/diagram/markdown.js");
  const tooMuch = tooMuchForMermaid(diagram);
  if (tooMuch !== undefined) note(`note: ${tooMuch}`);
  return `${diagramMarkdown(diagram)}\n`;
}
