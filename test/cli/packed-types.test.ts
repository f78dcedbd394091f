import { join } from "node:path";
import { expect } from "chai";
import { exportNames } from "../../src/interp/symbol-map.js";
import { operationTypes } from "../../src/operation/index.js";
import { fieldTypes } from "../../src/schema/check-field-type.js";
import { standardDefaults } from "../../src/schema/resolve-default.js";
import { writeSchemaModule } from "../../src/writer/write-schema-module.js";
import { inCamelCase } from "../../src/yaml/evaluated-source.js";
import { schemaDocument } from "../../src/yaml/write-schema.js";
import { builtIn } from "../../symbols/index.js";
import { everyKey } from "../yaml/every-key.js";
import { loadText } from "../yaml/files.js";
import { predecessorSchema } from "../yaml/predecessor-schema.js";
import { LanguageServer } from "./language-server.js";
import { PackedTool } from "./packed-tool.js";
import { root } from "./run-cli.js";

/** What an author may write; every line compiles. */
const GOOD = `import * as m from "makemigrations";

const shared: m.FieldData[] = [
  { name: "made", type: "timestamptz", default: "now", autoCreate: true },
  { name: "tags", type: "text[]", default: { sql: "'{}'" } },
];

m.register({
  name: "good",
  operations: [
    new m.SetTypeMappings({ postgresql: { money: "NUMERIC(19,4)" } }),
    new m.CreateTable({
      name: "posts",
      fields: [
        { name: "id", type: "serial", primaryKey: true },
        { name: "state", type: "enum", values: ["draft", "live"], default: "draft" },
        { name: "moods", type: "enum[]", enum: "mood" },
        { name: "user_id", type: "foreign_key", foreignKey: { table: "users", onDelete: "CASCADE" } },
        { name: "other", type: "integer", foreignKey: { table: "users" } },
        { name: "search", native: "tsvector" },
        { name: "labels", type: "many_to_many", manyToMany: { table: "labels" } },
        { name: "price", type: "money" as m.OtherType, default: 0n },
        ...shared,
      ],
    }),
    { type: "set_defaults", sqlite: { unpaid: "'unpaid'" } },
    { type: "drop_field", table: "posts", field: "tags" },
    new m.AddIndex({ table: "posts", index: { fields: ["state"] }, concurrently: true }),
    new m.DropIndex({ table: "posts", index: "idx_posts_state", concurrently: true }),
    new m.RunSQL({ forwardSQL: "x", mutate: (state) => state.apply(new m.DropTable({ name: "posts" })) }),
    new m.RunSQL({
      forwardSQL: "x",
      mutate: (state) => {
        state.apply({ type: "drop_table", name: "posts" });
      },
    }),
    new m.RunSQL({ forwardSQL: "x", mutate: [{ type: "drop_table", name: "posts" }] }),
  ],
});

class Vacuum extends m.Operation {
  override describe() {
    return "Vacuum";
  }
  override up(context: m.Context) {
    return context.sql(new m.DropTable({ name: "posts" }));
  }
  override mutate(state: m.State) {
    state.apply(new m.DropTable({ name: "posts" }));
  }
}
m.register({ name: "own", operations: [new Vacuum()] });
`;

/** A schema file as `--format ts` writes it. */
function written(yaml: string): string {
  return writeSchemaModule(inCamelCase(schemaDocument(loadText(yaml).schema)));
}

function field(text: string): string {
  return `new m.AddField({ table: "t", field: ${text} })`;
}

/** Operations that must not compile, and what the compiler says of each. */
const BAD: readonly (readonly [operation: string, error: RegExp])[] = [
  [field('{ name: "a", type: "seriall" }'), /"seriall".*not assignable/],
  [field('{ name: "a", type: "txt[]" }'), /"txt\[\]".*not assignable/],
  [field('{ name: "a", type: "serial[]" }'), /"serial\[\]".*not assignable/],
  [field('{ name: "a" }'), /not assignable/],
  [field('{ name: "a", type: "enum" }'), /not assignable/],
  [field('{ name: "a", type: "enum", values: ["x"], enum: "y" }'), /not assignable/],
  [field('{ name: "a", type: "text", values: ["x"] }'), /not assignable/],
  [field('{ name: "a", type: "foreign_key" }'), /foreignKey/],
  [field('{ name: "a", type: "foreign_key", foreignKey: {} }'), /"?table"?/],
  [field('{ name: "a", type: "many_to_many" }'), /manyToMany/],
  [field('{ name: "a", type: "native" }'), /native/],
  [field('{ name: "a", type: "text", default: [] }'), /not assignable/],
  [field('{ name: "a", type: "text", nulable: true }'), /nulable/],
  ['{ type: "create_tabel", name: "a", fields: [] }', /"create_tabel".*not assignable/],
  ['{ type: "create_table", name: "a" }', /not assignable/],
  ['{ type: "drop_table", name: "a", cascade: true }', /cascade/],
  ['new m.DropTable({ nam: "a" })', /nam/],
  ['new m.RunSQL({ forwardSQL: "x", mutate: () => 5 })', /number/],
  ['new m.RunSQL({ forwardSQL: "x", mutate: async () => {} })', /Promise/],
  ['new m.RunSQL({ forwardSQL: "x", mutate: [{ type: "run_sql", forwardSQL: "y" }] })', /run_sql/],
];

/** What Node or a browser has and the sandbox does not. */
const ABSENT = ["setTimeout", "setInterval", "document", "window", "process", "fetch", "Buffer"];
const ABSENT_IMPORTS = [
  'import { readFileSync } from "node:fs";',
  'import { randomBytes } from "node:crypto";',
  'import { promisify } from "node:util";',
  'import { win32 } from "node:path";',
];

describe("the types of the packed package", () => {
  let tool: PackedTool;

  before(async () => {
    tool = new PackedTool();
    // What many projects have, and what must not reach a migration.
    for (const name of ["node", "pg", "better-sqlite3"]) tool.link(`@types/${name}`);
    expect(await tool.mm("init")).to.include({ exit: 0 });
  });

  after(() => tool.remove());

  /** What TypeScript says about the files of the migrations folder, by file. */
  async function errors(
    files: Readonly<Record<string, string>>,
  ): Promise<ReadonlyMap<string, string>> {
    for (const [name, text] of Object.entries(files)) tool.write(`migrations/${name}.ts`, text);
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    const { stdout } = await tool.node(tsc, "-p", "migrations", "--pretty", "false");
    const found = new Map<string, string>();
    for (const part of stdout.split(/^(?=\S)/m)) {
      const [, file = part] = /^migrations\/(\w+)\.ts\(/.exec(part) ?? [];
      found.set(file, (found.get(file) ?? "") + part);
    }
    found.delete("");
    return found;
  }

  it("take what can be written, and refuse what the tool would refuse", async () => {
    const bad = BAD.map(([operation], at) => [
      `bad${at}`,
      `import * as m from "makemigrations";\nm.register({ name: "x", operations: [${operation}] });\n`,
    ]);
    const schemas = { schema: written(everyKey), old: written(predecessorSchema) };
    const found = await errors({ good: GOOD, ...schemas, ...Object.fromEntries(bad) });
    for (const name of ["good", ...Object.keys(schemas)])
      expect(found.get(name) ?? "").to.equal("");
    for (const [at, [operation, error]] of BAD.entries()) {
      expect(found.get(`bad${at}`), operation).to.match(error);
    }
    expect(found.size).to.equal(BAD.length);
  });

  it("complete the names of types, of defaults and of operations", async () => {
    tool.write(
      "migrations/typed.ts",
      'import * as m from "makemigrations";\nm.register({ name: "typed", operations: [/* here */] });\n',
    );
    const server = await LanguageServer.start(tool.folder);
    try {
      const offered = (text: string) => server.completions("migrations/typed.ts", text);
      const types = [...fieldTypes, "text[]", "enum[]", "many_to_many"];
      expect(await offered(field('{ name: "a", type: "|" }'))).to.include.members(types);
      const values = await offered(field('{ name: "a", type: "uuid", default: "|" }'));
      expect(values).to.include.members([...standardDefaults]);
      const kinds = operationTypes.map(({ kind }) => kind);
      expect(await offered('{ type: "|" }')).to.include.members(kinds);
    } finally {
      server.stop();
    }
  });

  it("know every name of the sandbox, and no other of Node or of a browser", async () => {
    const { globalThis: globals, makemigrations: _, ...modules } = builtIn().snapshot();
    const imports = Object.entries(modules).flatMap(([specifier, module]) =>
      exportNames(module).map((name, at) => {
        const local = `${specifier.replace(/\W/g, "_")}_${at}`;
        return `import { ${name} as ${local} } from "${specifier}";\nconsole.log(${local});`;
      }),
    );
    const names = (globals === undefined ? [] : exportNames(globals)).map(
      (name) => `console.debug(${name});`,
    );
    const used = `let url: URL = new URL("https://a.example/b?c=d");
url.pathname = "/x";
url.searchParams.append("e", "f");
const bytes: Uint8Array = new TextEncoder().encode("a");
export const text: string = new TextDecoder().decode(bytes) + structuredClone({ a: "b" }).a;
`;
    const absent = Object.fromEntries([
      ...ABSENT.map((name, at) => [`absent${at}`, `export const x = ${name};\n`]),
      ...ABSENT_IMPORTS.map((line, at) => [`import${at}`, `${line}\n`]),
    ]);
    const found = await errors({ present: [...imports, ...names, used].join("\n"), ...absent });
    expect(imports.length).to.be.greaterThan(40);
    expect(found.get("present")).to.equal(undefined);
    const missing = Object.keys(absent).filter((name) => !found.has(name));
    expect(missing).to.deep.equal([]);
  });
});
