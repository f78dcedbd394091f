import { expect } from "chai";
import { diffSchemas } from "../../src/schema/diff-schemas.js";
import { writeSchemaModule } from "../../src/writer/write-schema-module.js";
import { inCamelCase } from "../../src/yaml/evaluated-source.js";
import { SchemaFileError } from "../../src/yaml/problem.js";
import { schemaDocument } from "../../src/yaml/write-schema.js";
import { removeFolders } from "../loader/temp-folder.js";
import { randomPair } from "../property/random-schema.js";
import { everyKey } from "./every-key.js";
import { loadText } from "./files.js";
import { predecessorSchema } from "./predecessor-schema.js";
import { defined, inTypeScript, loadFiles } from "./typescript.js";

/** `schema.ts:3:5 YAML_UNKNOWN_KEY unknown key "x" | hint` */
async function problemsOf(
  files: Readonly<Record<string, string>>,
  paths?: readonly string[],
): Promise<readonly string[]> {
  try {
    await loadFiles(files, paths);
  } catch (error) {
    if (!(error instanceof SchemaFileError)) throw error;
    return error.problems.map(
      ({ file, line, column, code, message }) => `${file}:${line}:${column} ${code} ${message}`,
    );
  }
  return [];
}

describe("schema files in TypeScript", () => {
  after(removeFolders);

  it("give the model that the same file gives in YAML, and so does what is written of it", async () => {
    const random = Array.from({ length: 30 }, (_, seed) => JSON.stringify(randomPair(seed + 1)[1]));
    for (const yaml of [everyKey, predecessorSchema, ...random]) {
      const wanted = loadText(yaml);
      const text = inTypeScript(yaml);
      const { schema, renames } = await loadFiles({ "schema.ts": text });
      expect(diffSchemas(schema, wanted.schema), text).to.deep.equal([]);
      expect(renames).to.deep.equal(wanted.renames);
      const written = writeSchemaModule(inCamelCase(schemaDocument(wanted.schema)));
      const again = await loadFiles({ "schema.ts": written });
      expect(diffSchemas(again.schema, wanted.schema), written).to.deep.equal([]);
    }
  });

  it("are written so that TypeScript takes types that it does not know", () => {
    const yaml =
      "type_mappings: { sqlite: { money: NUMERIC } }\ntables: [{ name: a, fields: [{ name: b, type: money }] }]";
    const written = inTypeScript(yaml);
    expect(written).to.contain("import { defineSchema, type OtherType } from");
    expect(written).to.contain('type: "money" as OtherType');
  });

  it("understand the words of operations where these call something otherwise", async () => {
    const table = (words: string): string =>
      defined(`{ tables: [
  { name: "a", fields: [{ name: "x", type: "varchar", length: 9, nullable: false }, { name: "y", type: "integer", nullable: false }], primaryKey: ["x", "y"] },
  { name: "b", fields: [{ name: "p", type: "varchar", length: 9 }, { name: "q", type: "integer" }], ${words} },
] }`);
    const inOne = await loadFiles({
      "schema.ts": table(
        `schema: "s", unique: [{ fields: ["p"] }],
         indexes: [{ name: "i", fields: [{ field: "p", operatorClass: "text_ops" }] }],
         foreignKeys: [{ fields: ["p", "q"], references: { table: "a", fields: ["x", "y"] } }]`,
      ),
    });
    const inOther = await loadFiles({
      "schema.ts": table(
        `namespace: "s", uniques: [{ fields: ["p"] }],
         indexes: [{ name: "i", fields: [{ field: "p", opclass: "text_ops" }] }],
         foreignKeys: [{ fields: ["p", "q"], table: "a", targetFields: ["x", "y"] }]`,
      ),
    });
    expect(inOther.schema.tables.get("s.b")).to.not.equal(undefined);
    expect(diffSchemas(inOther.schema, inOne.schema)).to.deep.equal([]);
    const both = await problemsOf({
      "schema.ts": table('schema: "s", namespace: "t"'),
    });
    expect(both.join()).to.contain('unknown key "namespace"');
    const nowhere = await problemsOf({
      "schema.ts": table('foreignKeys: [{ fields: ["p", "q"], table: "nowhere" }]'),
    });
    expect(nowhere.join()).to.match(/^schema\.ts:4:\d+ .*nowhere/);
  });

  it("share fields with helpers, and mix with YAML in both directions", async () => {
    const { schema, files } = await loadFiles(
      {
        "main.ts": `import { defineSchema } from "makemigrations/schema";
import { id, timestamps } from "./parts/fields";
export default defineSchema({
  include: ["./more.yaml"],
  tables: [{ name: "a", fields: [id, ...timestamps()], indexes: undefined }],
});`,
        "parts/fields.ts": `import type { FieldData } from "makemigrations/schema";
export const id: FieldData = { name: "id", type: "serial", primaryKey: true };
export const timestamps = (): readonly FieldData[] => [{ name: "made", type: "timestamp", autoCreate: true }];`,
        "more.yaml":
          "include: [last.ts]\ntables: [{ name: b, fields: [{ name: id, type: uuid, primary_key: true }] }]",
        "last.ts": defined(`{ tables: [{ name: "b", fields: [{ name: "x", type: "text" }] }] }`),
      },
      ["main.ts", "parts/fields.ts"],
    );
    expect(
      [...schema.tables].map(([key, { fields }]) => [key, ...fields.map(({ name }) => name)]),
    ).to.deep.equal([
      ["a", "id", "made"],
      ["b", "id", "x"],
    ]);
    expect(files).to.deep.equal(["last.ts", "main.ts", "more.yaml", "parts/fields.ts"]);
  });

  it("belong to the file in which the call stands, also where one imports another", async () => {
    const { schema } = await loadFiles({
      "a.ts": `import { defineSchema } from "makemigrations/schema";
import base from "./b";
export default defineSchema({ tables: base.tables?.map((table) => ({ ...table, name: "a" })) });`,
      "b.ts": defined(`{ tables: [{ name: "b", fields: [{ name: "x", type: "text" }] }] }`),
    });
    expect([...schema.tables.keys()]).to.deep.equal(["a", "b"]);
  });

  it("tell every mistake at its key, in a constant of the file too", async () => {
    const text = `import { defineSchema } from "makemigrations/schema";
const users = {
  name: "users",
  fields: [{ name: "id", type: "serial", primary_key: true }],
};
const more = () => [{ name: "x", type: "text" }, { name: "y", type: "varhcar" }];
export default defineSchema({
  tables: [
    users,
    {
      name: "posts",
      fields: [
        ...more(),
        { name: "user_id", type: "foreign_key", "nullable": "no", foreignKey: { tabel: "users" } },
      ],
    },
  ],
});
`;
    expect(await problemsOf({ "schema.ts": text })).to.deep.equal([
      'schema.ts:4:42 YAML_UNKNOWN_KEY unknown key "primary_key"',
      'schema.ts:13:9 YAML_INVALID field "y" of table "posts" has the unknown type "varhcar"',
      'schema.ts:14:61 YAML_WRONG_VALUE true or false is expected, not "no"',
      'schema.ts:14:81 YAML_UNKNOWN_KEY unknown key "tabel"',
    ]);
    const mended = text
      .replace("primary_key", "primaryKey")
      .replace('"no"', "false")
      .replace("tabel", "table");
    expect(await problemsOf({ "schema.ts": mended })).to.deep.equal([
      'schema.ts:13:9 YAML_INVALID field "y" of table "posts" has the unknown type "varhcar"',
    ]);
  });

  it("say in their own spelling what belongs together", async () => {
    const fields = `[{ name: "a", type: "foreign_key" }, { name: "b", type: "many_to_many" }]`;
    const text = defined(`{ tables: [{ name: "t", fields: ${fields} }] }`);
    expect(await problemsOf({ "schema.ts": text })).to.deep.equal([
      'schema.ts:2:81 YAML_INVALID the type foreign_key needs the key "foreignKey"',
      'schema.ts:2:117 YAML_INVALID the type many_to_many and the key "manyToMany" belong together',
    ]);
  });

  it("define one schema each", async () => {
    expect(
      await problemsOf({
        "none.ts": "export const x = 1;",
        "twice.ts": `import { defineSchema } from "makemigrations/schema";
defineSchema({});
export default defineSchema({});`,
        "empty.ts": defined("undefined as never"),
        "other.ts": defined("new Date() as never"),
        "lost.yaml": "include: [gone.ts]",
      }),
    ).to.deep.equal([
      "none.ts:1:1 YAML_EMPTY the file hands nothing to defineSchema",
      "twice.ts:3:16 YAML_INVALID the file calls defineSchema more than once",
      "empty.ts:2:16 YAML_EMPTY the file is empty",
      "other.ts:2:16 YAML_WRONG_VALUE a schema file is expected, not a date",
      'lost.yaml:1:11 YAML_INCLUDE "gone.ts" does not exist',
    ]);
  });
});
