import { generatedFile } from "./generated-file.js";
import type { InstalledPackage } from "./installed-package.js";
import type { Proposal, ProposedAction } from "./proposal.js";

/** A plugin of host functions and values, to be read by a person before it is used. */
export function symbolsPlugin(
  installed: InstalledPackage,
  proposals: readonly Proposal[],
  note: string,
): string {
  const entries = proposals.flatMap((proposal) => entryLines(proposal));
  return generatedFile({
    comment: header(installed, note),
    imports: [
      `import * as original from ${JSON.stringify(installed.specifier)};`,
      'import type { PluginApi } from "makemigrations/symbols";',
    ],
    parts: [
      `export default function register({ symbols }: PluginApi): void {
  symbols.register({
    ${JSON.stringify(installed.specifier)}: {
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
  exports: readonly string[],
  bundle: string,
): string {
  const note = "Pure JavaScript: it runs inside the sandbox and has no power over the host.";
  return generatedFile({
    comment: header(installed, note),
    imports: [
      'import { readFileSync } from "node:fs";',
      'import type { PluginApi } from "makemigrations/symbols";',
    ],
    parts: [
      `const code = readFileSync(new URL(${JSON.stringify(`./${bundle}`)}, import.meta.url), "utf8");`,
      `export default function register({ symbols }: PluginApi): void {
  symbols.register({
    ${JSON.stringify(installed.specifier)}: symbols.source(code, {
      exports: ${JSON.stringify(exports)},
    }),
  });
}`,
    ],
  });
}

function header(installed: InstalledPackage, note: string): readonly string[] {
  return [
    `Written by \`mm symbols extract ${installed.specifier}\` from ${installed.name} ${installed.version}.`,
    "Read it before you use it: each line below is something a migration may do.",
    note,
  ];
}

function entryLines({ name, doc, action }: Proposal): readonly string[] {
  const lines = doc === undefined ? [] : [`/** ${doc.replaceAll("*/", "* /")} */`];
  switch (action.kind) {
    case "fn":
      return [
        ...lines,
        ...action.notes.map((note) => `// Refused when given: ${note}.`),
        `${key(name)}: symbols.fn((...given: Parameters<typeof ${member(name)}>) => ${member(name)}(...given)${docOption(doc)}),`,
      ];
    case "value":
      return [...lines, `${key(name)}: symbols.value(${member(name)}${docOption(doc)}),`];
    case "type":
      return [...lines, ...typeLines(name, action)];
    case "refused":
      return [`// ${key(name)}: not exposed, ${action.reason}.`];
    default: {
      const never: never = action;
      return never;
    }
  }
}

function typeLines(
  name: string,
  action: Extract<ProposedAction, { kind: "type" }>,
): readonly string[] {
  return [
    ...action.notes.map((note) => `// Left out: ${note}.`),
    `${key(name)}: symbols.type(${member(name)}, {`,
    `  methods: ${JSON.stringify(action.methods)},`,
    `  properties: ${JSON.stringify(action.properties)},`,
    `  statics: ${JSON.stringify(action.statics)},`,
    "}),",
  ];
}

function key(name: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) ? name : JSON.stringify(name);
}

function member(name: string): string {
  return key(name) === name ? `original.${name}` : `original[${JSON.stringify(name)}]`;
}

function docOption(doc: string | undefined): string {
  return doc === undefined ? "" : `, { doc: ${JSON.stringify(doc)} }`;
}
