import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cleanLine } from "../clean-text.js";
import { CliError } from "../cli-error.js";
import { defineCommand } from "../command.js";
import { textTable } from "../text-table.js";

/** `mm symbols extract` */
export const symbolsExtract = defineCommand({
  name: "symbols extract",
  summary: "Write a plugin for an installed package, to be read by a person.",
  positionals: ["<package>"],
  options: {
    out: { type: "string", describe: "Where the plugin goes (default: standard output)" },
    source: {
      type: "boolean",
      default: false,
      describe: "Bundle the package and run it inside the sandbox",
    },
    force: { type: "boolean", default: false, describe: "Write over a file that is there" },
  },
  examples: [
    ["symbols extract uuid --out plugins/uuid/index.ts", "Host functions for its exports"],
    ["symbols extract dayjs --source --out plugins/dayjs/index.ts", "The package in the sandbox"],
  ],
  run: async ({ console }, args) => {
    const { extractPlugin } = await import("../../extract/extract.js");
    const specifier = String((args as Readonly<Record<string, unknown>>).package);
    const extracted = await extractPlugin({
      specifier,
      folder: process.cwd(),
      as: args.source ? "source" : "symbols",
    });
    const { proposals, files, pure, pureReason } = extracted;
    const [plugin, ...beside] = files;
    if (plugin === undefined) throw new TypeError("a plugin without a file");
    if (args.out === undefined) {
      if (beside.length > 0) throw needsOut(specifier);
      console.result(plugin.text.trimEnd());
    } else {
      const folder = dirname(args.out);
      mkdirSync(folder, { recursive: true });
      write(args.out, plugin.text, args.force);
      for (const { name, text } of beside) write(join(folder, name), text, args.force);
      const rows = proposals.map(({ name, action }) => [
        cleanLine(name),
        action.kind,
        action.kind === "refused" ? cleanLine(action.reason) : "",
      ]);
      console.note(textTable([["Export", "Proposed", "Why not"], ...rows]));
      console.result(`Wrote ${args.out}; read it before you use it`);
    }
    const document = {
      package: extracted.package.name,
      version: extracted.package.version,
      pure,
      ...(pureReason === undefined ? {} : { pureReason }),
      exports: proposals.map(({ name, action }) => ({ name, ...action })),
      files: args.out === undefined ? [] : files.map(({ name }) => name),
    };
    return { document };
  },
});

/** Never over a file that is there: somebody may have reviewed and changed it. */
function write(path: string, text: string, force: boolean): void {
  try {
    writeFileSync(path, text, { flag: force ? "w" : "wx" });
  } catch (cause) {
    throw new CliError({
      code: "CLI_CANNOT_WRITE",
      message: `"${path}" cannot be written`,
      hint: "If it is there already, choose another path or give --force.",
      cause,
    });
  }
}

function needsOut(specifier: string): CliError {
  return new CliError({
    code: "CLI_NEEDS_OUT",
    message: `The plugin for "${specifier}" consists of two files`,
    hint: `Say where they go: --out plugins/${specifier}/index.ts.`,
  });
}
