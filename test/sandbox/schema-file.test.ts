// Schema files in TypeScript are a second way in: the invariants of SPEC section 4 hold for it too.

import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { MigrationError } from "../../src/errors.js";
import { Interpreter } from "../../src/interp/interpreter.js";
import { defaultLimits, type Profile, withLimits } from "../../src/interp/limits.js";
import { evaluateSchemas, type SchemaModule } from "../../src/loader/schema-modules.js";
import { builtIn } from "../../symbols/index.js";
import { withSchemaModule } from "../../symbols/makemigrations-schema.js";
import { makeFolder, removeFolders } from "../loader/temp-folder.js";
import { HURRY } from "./attack.js";

const IMPORT = 'import { defineSchema } from "makemigrations/schema";\n';
const TABLES = '[{ name: "t", fields: [{ name: "a", type: "text" }] }]';

async function evaluated(root: string, profile: Profile, inHurry = false): Promise<SchemaModule> {
  const limits = withLimits(defaultLimits(profile), inHurry ? HURRY : {});
  const { modules } = await evaluateSchemas({
    root,
    entries: ["schema.ts"],
    symbols: withSchemaModule(builtIn().snapshot()),
    limits,
    interpreter: new Interpreter({ profile, limits }),
  });
  const module = modules.get("schema.ts");
  if (module === undefined) throw new Error("nothing was read");
  return module;
}

/** What evaluating ends in: the code of the error, the document. */
async function outcome(
  source: string,
  profile: Profile,
  files: Readonly<Record<string, string>> = {},
  inHurry = false,
): Promise<unknown> {
  const root = makeFolder({ "schema.ts": IMPORT + source, ...files });
  try {
    return (await evaluated(root, profile, inHurry)).documents[0]?.data;
  } catch (error) {
    if (!(error instanceof MigrationError)) throw error;
    expect(`${error.message} ${error.hint}`).to.not.match(/node:internal|dist\/src|\/tmp\//);
    return error.code;
  }
}

/** What a hostile file tries, and the code that it ends in. */
const REFUSED: readonly (readonly [title: string, source: string, code: string])[] = [
  ["an accessor", `defineSchema({ get tables() { return ${TABLES}; } });`, "INTERP_VALUE"],
  ["a function", `defineSchema({ tables: [{ name: () => "t" }] });`, "INTERP_VALUE"],
  [
    "a class of its own",
    `defineSchema(new (class Schema { tables = ${TABLES}; })());`,
    "INTERP_VALUE",
  ],
  ["a key __proto__", `defineSchema(JSON.parse('{"__proto__": {"tables": []}}'));`, "INTERP_VALUE"],
  ["a cycle", `const a = {}; a.tables = [a]; defineSchema(a);`, "INTERP_VALUE"],
  ["a hole in a list", `defineSchema({ tables: [, 1] });`, "INTERP_VALUE"],
  ["a number that is none", `defineSchema({ tables: [{ length: NaN }] });`, "INTERP_VALUE"],
  ["a symbol", `defineSchema({ [Symbol("tables")]: [] });`, "INTERP_VALUE"],
  ["a promise", `defineSchema(Promise.resolve({}));`, "INTERP_VALUE"],
  [
    "a value that is too large",
    `defineSchema({ tables: Array.from({ length: 1000000 }, () => ({ name: "t" })) });`,
    "INTERP_LIMIT",
  ],
  ["a text that is too long", `defineSchema({ x: "x".repeat(20000000) });`, "INTERP_LIMIT"],
  [
    "a value that is too deep",
    `let a = {}; for (let i = 0; i < 100; i++) a = { a }; defineSchema(a);`,
    "INTERP_LIMIT",
  ],
  ["a flood of calls", `for (;;) defineSchema({});`, "INTERP_LIMIT"],
  ["an endless loop", `for (;;) {}`, "INTERP_LIMIT"],
  ["an endless text", `const a = []; for (;;) a.push("x".repeat(1e5) + a.length);`, "INTERP_LIMIT"],
  [
    "a promise that never settles",
    `await new Promise(() => {}); defineSchema({});`,
    "INTERP_NEVER_SETTLES",
  ],
  [
    "the file system",
    `import fs from "node:fs"; defineSchema({ x: fs });`,
    "INTERP_FORBIDDEN_IMPORT",
  ],
  [
    "the command line",
    `import { run } from "makemigrations/cli"; defineSchema({ run });`,
    "INTERP_FORBIDDEN_IMPORT",
  ],
  [
    "the symbols",
    `import { symbols } from "makemigrations/symbols"; symbols;`,
    "INTERP_FORBIDDEN_IMPORT",
  ],
  [
    "the host's half of defineSchema",
    `import { defineSchema as d } from "host"; d({});`,
    "INTERP_FORBIDDEN_IMPORT",
  ],
  ["a file above", `import x from "../schema.ts"; defineSchema(x);`, "INTERP_OUTSIDE_FOLDER"],
  [
    "an absolute path",
    `import x from "/etc/passwd" with { type: "text" }; defineSchema({ x });`,
    "INTERP_OUTSIDE_FOLDER",
  ],
  [
    "a hidden file",
    `import x from "./.env" with { type: "text" }; defineSchema({ x });`,
    "INTERP_MISSING_FILE",
  ],
  [
    "a package",
    `import x from "./node_modules/p/x.ts"; defineSchema({ x });`,
    "INTERP_MISSING_FILE",
  ],
  ["the environment", `defineSchema({ x: process.env });`, "INTERP_GUEST_ERROR"],
  [
    "a constructor of code",
    `defineSchema({ x: Function("return this")() });`,
    "INTERP_GUEST_ERROR",
  ],
  ["the language", `Object.prototype.tables = []; defineSchema({});`, "INTERP_GUEST_ERROR"],
  [
    "a migration",
    `import { register } from "makemigrations"; register({});`,
    "LOADER_MIGRATION_IN_SCHEMA",
  ],
];

describe("a hostile schema file", () => {
  after(removeFolders);

  for (const profile of ["open", "locked"] as const) {
    for (const [title, source, code] of REFUSED) {
      it(`is refused: ${title} (${profile})`, async () => {
        const files = { ".env": "SECRET=1", "node_modules/p/x.ts": "export default 1;" };
        // Of the others a busy machine would say that they took too long.
        const inHurry = code === "INTERP_LIMIT";
        expect(await outcome(source, profile, files, inHurry)).to.equal(code);
      });
    }
  }

  it("finds no Proxy, clock or chance where nobody vouches for it", async () => {
    expect(await outcome("defineSchema({ x: typeof Proxy });", "locked")).to.deep.equal({
      x: "undefined",
    });
    const twice = "defineSchema({ x: [Date.now(), Math.random()] });";
    expect(await outcome(twice, "locked")).to.deep.equal(await outcome(twice, "locked"));
  });

  it("hands over what a Proxy says once, as a copy", async () => {
    const source = `let n = 0;
defineSchema(new Proxy({ tables: [] }, { getOwnPropertyDescriptor: () => ({ value: n++, enumerable: true, configurable: true }) }));`;
    expect(await outcome(source, "open")).to.deep.equal({ tables: 0 });
  });

  it("cannot change afterwards what it handed over, nor the host's own objects", async () => {
    const source = `const tables = ${TABLES};
defineSchema({ tables, constructor: { prototype: { polluted: true } }, toString: "x" });
tables[0].name = "other";`;
    const data = (await outcome(source, "open")) as { tables: { name: string }[] };
    expect(data.tables[0]?.name).to.equal("t");
    expect(({} as { polluted?: boolean }).polluted).to.equal(undefined);
  });

  it("reaches no other file through a symbolic link", async () => {
    const root = makeFolder({
      "schema.ts": `${IMPORT}import x from "./link.json" with { type: "json" };\ndefineSchema(x);`,
    });
    const secret = join(makeFolder({}), "secret.json");
    writeFileSync(secret, "{}");
    symlinkSync(secret, join(root, "link.json"));
    const error = await evaluated(root, "open").catch((reason: unknown) => reason);
    expect(error).to.have.property("code", "LOADER_FILE_OUTSIDE");
  });

  it("is told of the schema folder where an import leads nowhere, and of no migration", async () => {
    for (const wanted of ["node:fs", "../above.ts", "./none.ts"]) {
      const root = makeFolder({ "schema.ts": `${IMPORT}import x from "${wanted}";\n` });
      const error = await evaluated(root, "open").catch((reason: unknown) => reason);
      if (!(error instanceof MigrationError)) throw error;
      expect(`${error.message} ${error.hint}`).to.contain("the schema folder");
      expect(`${error.message} ${error.hint}`).to.not.match(/migration(?!s\/)/);
      expect(error).to.include({ file: "schema.ts", line: 2 });
    }
  });

  it("is told where it hides what cannot cross", async () => {
    const root = makeFolder({
      "schema.ts": `${IMPORT}defineSchema({\n  tables: [\n    { name: "t", fields: () => [] },\n  ],\n});\n`,
    });
    const error = await evaluated(root, "open").catch((reason: unknown) => reason);
    expect(error).to.include({ code: "INTERP_VALUE", file: "schema.ts", line: 4, column: 26 });
  });
});
