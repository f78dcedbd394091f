import { nearestName } from "../../text/nearest-name.js";
import { CliError } from "../cli-error.js";
import { defineCommand } from "../command.js";
import { cleanBlock, cleanLine } from "../render/clean-text.js";

/** `mm symbols show <module>` */
export const symbolsShow = defineCommand({
  name: "symbols show",
  summary: "Show what a module exports, with kinds and descriptions.",
  positionals: ["<module>"],
  options: {
    module: { type: "string", demandOption: true, describe: "The name that a migration imports" },
  },
  examples: [["symbols show makemigrations", "What every migration imports"]],
  run: async (context, args) => {
    const { console } = context;
    const { symbolDocuments } = await import("../render/symbol-document.js");
    const { textTable } = await import("../render/text-table.js");
    const modules = symbolDocuments((await context.symbols()).snapshot());
    const found = modules.find(({ specifier }) => specifier === args.module);
    if (found === undefined) {
      const names = modules.map(({ specifier }) => specifier);
      const near = nearestName(args.module, names);
      throw new CliError({
        code: "CLI_UNKNOWN_MODULE",
        message: `There is no module "${args.module}"`,
        hint: `${near === undefined ? "" : `Did you mean "${near}"? `}Known are ${names.join(", ")}; a plugin can add more.`,
      });
    }
    console.result(`${console.out.bold(cleanLine(found.specifier))} (${found.kind})`);
    if (found.doc !== undefined) console.report(cleanBlock(found.doc));
    const rows = found.exports.map(({ name, kind, doc }) => [
      `  ${cleanLine(name)}`,
      kind,
      cleanLine(doc ?? ""),
    ]);
    if (rows.length > 0) console.result(textTable(rows, console.columns));
    return { document: { module: found } };
  },
});
