import { defineCommand } from "../command.js";

const formats = ["ascii", "json", "mermaid", "dot"] as const;

/** `mm migrate dag` */
export const migrateDag = defineCommand({
  name: "migrate dag",
  summary: "Draw how the migrations depend on each other. Needs no database.",
  positionals: [],
  options: {
    format: { type: "string", choices: formats, default: "ascii", describe: "How to draw it" },
  },
  examples: [
    ["migrate dag", "A drawing in letters"],
    ["migrate dag --format mermaid", "For Markdown"],
  ],
  run: async (context, { format }) => {
    const { console } = context;
    const { loadMigrations } = await import("../load-migrations.js");
    const { readConfig } = await import("../read-config.js");
    const { buildGraph } = await import("../../migration/graph.js");
    const { dagDocument } = await import("../render/dag-document.js");
    const loaded = await loadMigrations(context, readConfig(context));
    try {
      const document = dagDocument(buildGraph(loaded.registry));
      if (format === "json" && !console.json)
        console.result(JSON.stringify(document, undefined, 2));
      else if (format === "ascii")
        console.result(
          (await import("../render/dag-ascii.js")).dagAscii(document, {
            program: context.program,
            columns: console.columns,
          }),
        );
      else if (format !== "json") {
        const { dagDot, dagMermaid } = await import("../render/dag-diagram.js");
        console.result(format === "dot" ? dagDot(document) : dagMermaid(document));
      }
      return { document: { ...document } };
    } finally {
      await loaded.dispose();
    }
  },
});
