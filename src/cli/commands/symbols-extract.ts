import { lstatSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { CliError } from "../cli-error.js";
import { defineCommand } from "../command.js";
import { option } from "../parse/option.js";
import { cleanLine } from "../render/clean-text.js";
import { textTable } from "../render/text-table.js";

/** `mm symbols extract` */
export const symbolsExtract = defineCommand({
  name: "symbols extract",
  summary: "Write a plugin for an installed package, to be read by a person.",
  positionals: ["<package>"],
  options: {
    out: option.text("Where the plugin goes (default: standard output)"),
    source: option.flag("Bundle the package and run it inside the sandbox"),
    force: option.flag("Write over a file that is there"),
  },
  examples: [
    ["symbols extract uuid --out plugins/uuid/index.ts", "Host functions for its exports"],
    ["symbols extract dayjs --source --out plugins/dayjs/index.ts", "The package in the sandbox"],
  ],
  run: async ({ console, symbols }, args) => {
    if (args.out !== undefined) checkOut(args.out);
    const { extractPlugin, notesOn } = await import("../../extract/extract.js");
    const specifier = String((args as Readonly<Record<string, unknown>>).package);
    const extracted = await extractPlugin({
      specifier,
      folder: process.cwd(),
      as: args.source ? "source" : "symbols",
      globals: (await symbols()).snapshot().globalThis,
    });
    const { proposals, files, pure, pureReason, lockedReason, missing } = extracted;
    const [plugin, ...beside] = files;
    if (plugin === undefined) throw new TypeError("a plugin without a file");
    if (args.out === undefined) {
      if (beside.length > 0) throw needsOut(specifier);
      console.result(plugin.text.trimEnd());
    } else {
      const folder = dirname(args.out);
      const written = [
        ...beside.map(({ name, text }) => ({ path: join(folder, name), text })),
        { path: args.out, text: plugin.text },
      ];
      // A refusal leaves everything as it was: not one of two files.
      for (const { path } of args.force ? [] : written) assertFree(path);
      mkdirSync(folder, { recursive: true });
      for (const { path, text } of written) write(path, text, args.force);
      const rows = proposals.map(({ name, action }) => [
        cleanLine(name),
        action.kind,
        action.kind === "refused" ? cleanLine(action.reason) : "",
      ]);
      console.note(textTable([["Export", "Proposed", "Why not"], ...rows], console.columns));
      for (const note of notesOn(extracted.package, extracted)) console.note(cleanLine(note));
      console.result(`Wrote ${args.out}; read it before you use it`);
    }
    const document = {
      package: extracted.package.name,
      version: extracted.package.version,
      pure,
      ...(pureReason === undefined ? {} : { pureReason }),
      ...(lockedReason === undefined ? {} : { lockedReason }),
      missingGlobals: missing,
      ...(extracted.package.declarations === undefined
        ? { typesPackage: extracted.package.typesPackage }
        : {}),
      exports: proposals.map(({ name, action }) => ({ name, ...action })),
      files: args.out === undefined ? [] : files.map(({ name }) => name),
    };
    return { document };
  },
});

/** What is written is TypeScript: under another name neither Node nor a compiler would read it so. */
function checkOut(path: string): void {
  if ([".ts", ".mts"].includes(extname(path)) && !path.endsWith(".d.ts")) return;
  const name = basename(path, extname(path)) || "index";
  throw new CliError({
    code: "CLI_OUT_NOT_TYPESCRIPT",
    message: `"${path}" is not the name of a TypeScript file, and that is what is written`,
    hint:
      extname(path) === ""
        ? `Name a file: --out ${join(path, "index.ts")}.`
        : `Say --out ${join(dirname(path), `${name}.ts`)}; compile it where Node.js is older than 22.18.`,
  });
}

/** Never over a file that is there: the user may have reviewed and changed it. */
function write(path: string, text: string, force: boolean): void {
  try {
    writeFileSync(path, text, { flag: force ? "w" : "wx" });
  } catch (cause) {
    throw cannotWrite(path, cause);
  }
}

function assertFree(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) throw cannotWrite(path, undefined);
}

function cannotWrite(path: string, cause: unknown): CliError {
  return new CliError({
    code: "CLI_CANNOT_WRITE",
    message: `"${path}" cannot be written`,
    hint: "If it is there already, choose another path or give --force.",
    cause,
  });
}

function needsOut(specifier: string): CliError {
  return new CliError({
    code: "CLI_NEEDS_OUT",
    message: `The plugin for "${specifier}" consists of two files`,
    hint: `Say where they go: --out plugins/${specifier}/index.ts.`,
  });
}
