import { resolve } from "node:path";
import { defineCommand } from "../command.js";
import { cleanLine } from "../render/clean-text.js";

/** `mm find-includes` */
export const findIncludes = defineCommand({
  name: "find-includes",
  summary: "Schema files in the packages of package.json, as lines for include.",
  positionals: [],
  options: {},
  examples: [["find-includes", "What could be included, and what is already"]],
  run: async (context) => {
    const { console } = context;
    const { readConfig } = await import("../read-config.js");
    const config = await readConfig(context);
    const { schemaFilesRead } = await import("../schema/schema-input.js");
    const { installedSchemas } = await import("../schema/installed-schemas.js");
    const read = new Set((await schemaFilesRead(config)).map((file) => resolve(file)));
    const { found, broken } = await installedSchemas(".");
    for (const { package: name, path, problems } of broken) {
      const [first] = problems;
      console.warn(cleanLine(`${name} names ${path}: ${first?.message ?? ""}`));
    }
    const includes = found.map(({ file, tables = null, ...one }) => ({
      ...one,
      tables,
      included: read.has(file),
    }));
    if (includes.length === 0) console.note("No package of package.json has a schema file.");
    else console.result(["include:", ...includes.flatMap(includeLines)].join("\n"));
    return { document: { includes, broken } };
  },
});

interface Include {
  readonly package: string;
  readonly version: string | null;
  readonly path: string;
  readonly tables: readonly string[] | null;
  readonly included: boolean;
}

function includeLines({ package: name, version, path, tables, included }: Include): string[] {
  const about = [name, ...(version === null ? [] : [version])].join(" ");
  const entry = `- { package: ${JSON.stringify(name)}, path: ${JSON.stringify(path)} }`;
  const inside = tables?.join(", ") ?? "TypeScript, evaluated when it is included";
  return [
    `  # ${cleanLine(about)}: ${cleanLine(inside)}`,
    included ? `  # included already: ${cleanLine(entry)}` : `  ${cleanLine(entry)}`,
  ];
}
