import { Interpreter } from "../../src/interp/interpreter.js";
import { defaultLimits, type Profile } from "../../src/interp/limits.js";
import { evaluateSchemas } from "../../src/loader/schema-modules.js";
import { writeSchemaModule } from "../../src/writer/write-schema-module.js";
import { inCamelCase } from "../../src/yaml/evaluated-source.js";
import { type LoadedSchema, loadSchemaFiles } from "../../src/yaml/load-schema.js";
import { YamlSource } from "../../src/yaml/yaml-source.js";
import { builtIn } from "../../symbols/index.js";
import { withSchemaModule } from "../../symbols/makemigrations-schema.js";
import { makeFolder } from "../loader/temp-folder.js";
import { inMemory } from "./files.js";

/** The files, those in TypeScript evaluated in a folder that holds them all. */
export async function loadFiles(
  files: Readonly<Record<string, string>>,
  paths: readonly string[] = Object.keys(files),
  profile: Profile = "open",
): Promise<LoadedSchema> {
  const root = makeFolder(files);
  return await loadSchemaFiles(paths, inMemory(files), async (entries) => {
    const limits = defaultLimits(profile);
    const interpreter = new Interpreter({ profile, limits });
    const symbols = withSchemaModule(builtIn().snapshot());
    const options = { root, entries, symbols, limits, interpreter };
    const { modules } = await evaluateSchemas(options);
    return new Map(entries.map((entry) => [entry, modules.get(entry)]));
  });
}

/** The TypeScript that says what a YAML file says. */
export function inTypeScript(yaml: string): string {
  const { data } = new YamlSource("schema.yaml", yaml);
  return writeSchemaModule(inCamelCase(data));
}

/** A schema file that hands over this expression. */
export function defined(expression: string): string {
  return `import { defineSchema } from "makemigrations/schema";\nexport default defineSchema(${expression});\n`;
}
