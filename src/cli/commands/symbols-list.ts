import { defineCommand } from "../command.js";
import { cleanLine } from "../render/clean-text.js";

/** `mm symbols list` */
export const symbolsList = defineCommand({
  name: "symbols list",
  summary: "List the modules that a migration can import.",
  positionals: [],
  options: {},
  examples: [
    ["symbols list", "The built-in modules"],
    ["symbols list --plugin ./plugins/uuid.js", "With those of a plugin"],
  ],
  run: async (context) => {
    const { symbolDocuments } = await import("../render/symbol-document.js");
    const { textTable } = await import("../render/text-table.js");
    const modules = symbolDocuments((await context.symbols()).snapshot());
    const rows = modules.map(({ specifier, kind, exports }) => [
      cleanLine(specifier),
      kind,
      exports.map(({ name }) => cleanLine(name)).join(", "),
    ]);
    const table = [["Module", "Kind", "Exports"], ...rows];
    context.console.result(textTable(table, context.console.columns));
    return { document: { modules } };
  },
});
