import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** The codes that the sources of a module throw. */
function thrown(module: string, prefix: string): readonly string[] {
  const folder = join(root, "src", module);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const text = files
    .filter((file) => file.endsWith(".ts"))
    .map((file) => readFileSync(join(folder, file), "utf8"))
    .join("\n");
  const codes = text.match(new RegExp(`"${prefix}_[A-Z_]+"`, "g")) ?? [];
  return [...new Set(codes.map((code) => code.slice(1, -1)))].sort();
}

for (const [module, prefix] of [
  ["cli", "CLI"],
  ["config", "CONFIG"],
  ["types", "TYPES"],
  ["writer", "WRITER"],
  ["yaml", "YAML"],
] as const) {
  describe(`docs/errors/${module}.md`, () => {
    it("explains every code that the module throws, and no other", () => {
      const text = readFileSync(join(root, "docs", "errors", `${module}.md`), "utf8");
      const headings = (text.match(/^## [A-Z_]+$/gm) ?? []).map((line) => line.slice(3));
      // A missing file is noticed by the command line, which reads it, and is an error of config.
      const codes = [
        ...thrown(module, prefix),
        ...(module === "config" ? thrown("cli", prefix) : []),
      ];
      expect(headings.sort()).to.deep.equal([...new Set(codes)].sort());
    });
  });
}
