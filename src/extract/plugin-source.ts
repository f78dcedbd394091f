import { commentText, generatedFile, stringText } from "./generated-file.js";
import type { InstalledPackage } from "./installed-package.js";
import type { Proposal, ProposedAction } from "./proposal.js";

/** A plugin of host functions and values, to be read by a person before it is used. */
export function symbolsPlugin(
  installed: InstalledPackage,
  proposals: readonly Proposal[],
  notes: readonly string[],
): string {
  const entries = proposals.flatMap((proposal) => entryLines(proposal));
  return generatedFile({
    comment: header(installed, notes),
    imports: [
      ...originalImport(installed, proposals),
      'import type { PluginApi } from "makemigrations/symbols";',
    ],
    parts: [
      `export default function register({ symbols }: PluginApi): void {
  symbols.register({
    ${stringText(installed.specifier)}: {
${entries.map((line) => `      ${line}`.trimEnd()).join("\n")}
    },
  });
}`,
    ],
  });
}

/** A plugin that evaluates the bundled package inside the sandbox; `bundle` lies beside it. */
export function sourcePlugin(
  installed: InstalledPackage,
  {
    exports,
    bundle,
    notes,
  }: {
    readonly exports: readonly string[];
    readonly bundle: string;
    readonly notes: readonly string[];
  },
): string {
  const note = "Pure JavaScript: it runs inside the sandbox and has no power over the host.";
  return generatedFile({
    comment: header(installed, [note, ...notes]),
    imports: [
      'import { readFileSync } from "node:fs";',
      'import type { PluginApi } from "makemigrations/symbols";',
    ],
    parts: [
      `const code = readFileSync(new URL(${stringText(`./${bundle}`)}, import.meta.url), "utf8");`,
      `export default function register({ symbols }: PluginApi): void {
  symbols.register({
    ${stringText(installed.specifier)}: symbols.source(code, {
      exports: ${listText(exports)},
    }),
  });
}`,
    ],
  });
}

/** Nothing is imported for nothing; without declarations a strict compiler would stop here. */
function originalImport(
  installed: InstalledPackage,
  proposals: readonly Proposal[],
): readonly string[] {
  if (proposals.every(({ action }) => action.kind === "refused")) return [];
  const ignored = "// @ts-ignore: it has no type declarations, or had none when this was written.";
  return [
    ...(installed.declarations === undefined ? [ignored] : []),
    `import * as original from ${stringText(installed.specifier)};`,
  ];
}

function header(installed: InstalledPackage, notes: readonly string[]): readonly string[] {
  return [
    `Written by \`symbols extract ${installed.specifier}\` from ${installed.name} ${installed.version}.`,
    "Read it before you use it: each line below is something a migration may do.",
    ...notes,
  ];
}

function entryLines({ name, doc, action }: Proposal): readonly string[] {
  const lines = doc === undefined ? [] : [`/** ${commentText(doc)} */`];
  switch (action.kind) {
    case "fn":
      return [
        ...lines,
        ...action.notes.map((note) => `// Refused when given: ${commentText(note)}.`),
        `${key(name)}: symbols.fn(${callText(name)}${docOption(doc)}),`,
      ];
    case "value":
      return [...lines, `${key(name)}: symbols.value(${member(name)}${docOption(doc)}),`];
    case "type":
      return [...lines, ...typeLines(name, action)];
    // Of a package that runs inside there is no line for each export.
    case "source":
      return [];
    case "refused":
      return [`// ${key(name)}: not exposed, ${commentText(action.reason)}.`];
    default: {
      const never: never = action;
      return never;
    }
  }
}

/** Declarations and Node differ on what the default of a CommonJS package is; Node is right. */
function callText(name: string): string {
  return name === "default"
    ? `${member(name)} as never`
    : `(...given: Parameters<typeof ${member(name)}>) => ${member(name)}(...given)`;
}

function typeLines(
  name: string,
  action: Extract<ProposedAction, { kind: "type" }>,
): readonly string[] {
  return [
    ...action.notes.map((note) => `// Left out: ${commentText(note)}.`),
    `${key(name)}: symbols.type(${member(name)}${name === "default" || !action.construct ? " as never" : ""}, {`,
    ...(action.construct ? [] : ["  construct: false,"]),
    `  methods: ${listText(action.methods)},`,
    `  properties: ${listText(action.properties)},`,
    `  statics: ${listText(action.statics)},`,
    "}),",
  ];
}

function key(name: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) ? name : stringText(name);
}

function listText(names: readonly string[]): string {
  return `[${names.map(stringText).join(",")}]`;
}

function member(name: string): string {
  return key(name) === name ? `original.${name}` : `original[${stringText(name)}]`;
}

function docOption(doc: string | undefined): string {
  return doc === undefined ? "" : `, { doc: ${stringText(doc)} }`;
}
