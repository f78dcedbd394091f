import { cleanLine } from "../clean-text.js";
import { defineCommand } from "../command.js";

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
    const { symbolDocuments } = await import("../symbol-document.js");
    const { textTable } = await import("../text-table.js");
    const modules = symbolDocuments((await context.symbols()).snapshot());
    const rows = modules.map(({ specifier, kind, exports }) => [
      cleanLine(specifier),
      kind,
      exports.map(({ name }) => cleanLine(name)).join(", "),
    ]);
    context.console.result(textTable([["Module", "Kind", "Exports"], ...rows]));
    return { document: { modules } };
  },
});
