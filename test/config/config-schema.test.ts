import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { parseConfigFile } from "../../src/config/config-file.js";
import { configKeys } from "../../src/config/config-keys.js";
import { defaultLimits, limitNames } from "../../src/interp/limits.js";
import { configSchema } from "./config-schema.js";

const shipped = fileURLToPath(new URL("../../../docs/config.schema.json", import.meta.url));

interface Shape {
  readonly additionalProperties: boolean;
  readonly properties: Readonly<Record<string, Shape>>;
}

describe("docs/config.schema.json", () => {
  const schema = configSchema(defaultLimits("open"));

  it("is what the list of keys and limits says; MM_UPDATE_SCHEMA=1 writes it anew", () => {
    const text = `${JSON.stringify(schema, undefined, 2)}\n`;
    if (process.env.MM_UPDATE_SCHEMA === "1") writeFileSync(shipped, text);
    expect(readFileSync(shipped, "utf8")).to.equal(text);
  });

  it("has exactly the keys that the parser takes", () => {
    const { properties } = JSON.parse(JSON.stringify(schema)) as Shape;
    const paths = Object.entries(properties).flatMap(([section, { properties: keys }]) =>
      Object.keys(keys).map((key) => `${section}.${key}`),
    );
    const known = [
      ...configKeys.map(({ path }) => path),
      ...limitNames.map((name) => `sandbox.${name}`),
    ];
    expect(paths.sort()).to.deep.equal(known.sort());
    for (const path of paths) {
      const [section = "", key = ""] = path.split(".");
      const value = section === "sandbox" ? "1" : "true";
      const parse = () => parseConfigFile("f", `${section}:\n  ${key}: ${value}\n`, limitNames);
      // `true` is no text, but the key itself must be known.
      expect(codeOf(parse), path).to.be.oneOf([undefined, "CONFIG_WRONG_TYPE"]);
    }
  });

  it("allows nothing else, as the parser does", () => {
    const { additionalProperties, properties } = JSON.parse(JSON.stringify(schema)) as Shape;
    expect(additionalProperties).to.equal(false);
    for (const section of Object.values(properties)) {
      expect(section.additionalProperties).to.equal(false);
    }
  });
});

function codeOf(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    return (error as { code: string }).code;
  }
}
