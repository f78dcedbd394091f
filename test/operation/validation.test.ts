import { expect } from "chai";
import { parseOperation } from "../../src/operation/index.js";
import { OperationError } from "../../src/operation/operation-error.js";

function refusal(data: unknown): OperationError {
  try {
    parseOperation(data, "$.operations[0]");
  } catch (error) {
    if (error instanceof OperationError) return error;
    throw error;
  }
  throw new Error("it was accepted");
}

const table = (field: unknown) => ({ type: "create_table", name: "t", fields: [field] });

describe("wrong data of an operation", () => {
  const cases: readonly (readonly [
    title: string,
    data: unknown,
    path: string,
    text: RegExp,
    hint?: RegExp,
  ])[] = [
    ["an unknown type", { type: "create_tabel" }, ".type", /"create_tabel"/, /"create_table"/],
    ["no type", { name: "t" }, "", /not an operation/],
    [
      "concurrently in two places that disagree",
      {
        type: "add_index",
        table: "t",
        index: { fields: ["a"], concurrently: true },
        concurrently: false,
      },
      "",
      /"concurrently" is false here and true in the index/,
      /once, beside the index/,
    ],
    [
      "an unknown key beside a missing one",
      { type: "drop_table", nmae: "t" },
      ".nmae",
      /"nmae"/,
      /"name"/,
    ],
    [
      "an unknown key of a field",
      table({ name: "a", type: "text", lenght: 3 }),
      ".fields[0].lenght",
      /"lenght"/,
      /"length"/,
    ],
    [
      "an unknown key of an index part",
      { ...table({ name: "a", type: "text" }), indexes: [{ fields: [{ expresion: "a" }] }] },
      ".indexes[0].fields[0].expresion",
      /"expresion"/,
      /"expression"/,
    ],
    [
      "an unknown key of a foreign key",
      table({ name: "a", type: "foreign_key", foreignKey: { tabel: "b" } }),
      ".fields[0].foreignKey.tabel",
      /"tabel"/,
      /"table"/,
    ],
    [
      "a list of an enum without its values",
      table({ name: "a", type: "Enum[]" }),
      ".fields[0]",
      /"enum\[\]" and the key "values" belong together/,
    ],
    [
      "values of a type that has none",
      table({ name: "a", type: "text[]", values: ["a"] }),
      ".fields[0]",
      /"values" belong together/,
    ],
    ...(
      [
        [{ a: "b" }, /"b" must be a value of newField and not of oldField/],
        [{ x: "c" }, /"x" must be a value of oldField and not of newField/],
        [{ a: "c", d: "c" }, /two values become "c"/],
      ] as const
    ).map(([renameValues, text]): [string, unknown, string, RegExp] => [
      `renamed values that ${JSON.stringify(renameValues)} does not fit`,
      {
        type: "alter_field",
        table: "t",
        oldField: { name: "v", type: "enum", values: ["a", "b", "d"] },
        newField: { name: "v", type: "enum", values: ["b", "c"] },
        renameValues,
      },
      ".renameValues",
      text,
    ]),
    ["a missing name", { type: "drop_table" }, ".name", /"name" is missing/],
    ["an empty name", { type: "drop_table", name: " " }, ".name", /empty/],
    [
      "a name with an escape sequence",
      { type: "drop_table", name: "a\u001b[2J" },
      ".name",
      /control/,
    ],
    [
      "a new name with a dot",
      { type: "rename_table", oldName: "a.b", newName: "a.c" },
      ".newName",
      /dot/,
    ],
    ["a field without a type", table({ name: "a" }), ".fields[0]", /"type" is missing/],
    ["an enum without values", table({ name: "a", type: "ENUM" }), ".fields[0]", /values/],
    [
      "values without an enum",
      table({ name: "a", type: "text", values: ["x"] }),
      ".fields[0]",
      /enum/,
    ],
    [
      "a relation without its table",
      table({ name: "a", type: "many_to_many" }),
      ".fields[0]",
      /manyToMany/,
    ],
    [
      "a scale over the precision",
      table({ name: "a", type: "decimal", precision: 2, scale: 3 }),
      ".fields[0]",
      /scale/,
    ],
    [
      "a length of zero",
      table({ name: "a", type: "varchar", length: 0 }),
      ".fields[0].length",
      /whole number/,
    ],
    [
      "a default that is not a number",
      table({ name: "a", type: "float", default: Number.NaN }),
      ".fields[0].default",
      /expected/,
    ],
    [
      "an unknown action",
      table({ name: "a", type: "foreign_key", foreignKey: { table: "b", onDelete: "CASC" } }),
      ".fields[0].foreignKey.onDelete",
      /CASCADE/,
    ],
    [
      "a table without fields",
      { type: "create_table", name: "t", fields: [] },
      ".fields",
      /at least one/,
    ],
    [
      "two fields of one name",
      {
        type: "create_table",
        name: "t",
        fields: [
          { name: "a", type: "text" },
          { name: "a", type: "text" },
        ],
      },
      "",
      /"a" is there twice/,
    ],
    [
      "two indexes of one name",
      {
        ...table({ name: "a", type: "text" }),
        indexes: [
          { name: "i", fields: ["a"] },
          { name: "i", fields: ["a"] },
        ],
      },
      "",
      /"i" is there twice/,
    ],
    [
      "an index over a field that is not there",
      { ...table({ name: "a", type: "text" }), indexes: [{ fields: ["b"] }] },
      "",
      /"b"/,
    ],
    [
      "an index over an expression without a name",
      { type: "add_index", table: "t", index: { fields: [{ expression: "lower(a)" }] } },
      ".index",
      /needs a name/,
    ],
    [
      "a foreign key with fewer targets than fields",
      {
        type: "add_foreign_key",
        table: "t",
        constraint: { fields: ["a", "b"], table: "u", targetFields: ["a"] },
      },
      ".constraint",
      /as many/,
    ],
    [
      "an alteration that renames",
      {
        type: "alter_field",
        table: "t",
        oldField: { name: "a", type: "text" },
        newField: { name: "b", type: "text" },
      },
      "",
      /"a".*"b"/,
      /RenameField/,
    ],
    ["SQL that is a number", { type: "run_sql", forwardSQL: 3 }, ".forwardSQL", /SQL text/],
    ["empty SQL", { type: "run_sql", forwardSQL: "" }, ".forwardSQL", /empty/],
    [
      "an operation inside mutate that is none",
      { type: "run_sql", forwardSQL: "x", mutate: [{ type: "run_script" }] },
      ".mutate[0].type",
      /run_script/,
    ],
    ["a script that is text", { type: "run_script", up: "x" }, ".up", /function/],
    [
      "a row that is a list",
      { type: "upsert_data", table: "t", conflictKeys: ["a"], rows: [[1]] },
      ".rows[0]",
      /object/,
    ],
    [
      "a row without its key",
      { type: "upsert_data", table: "t", conflictKeys: ["a"], rows: [{ a: null }] },
      ".rows[0]",
      /"a"/,
    ],
    [
      "a row with a function in its JSON",
      {
        type: "upsert_data",
        table: "t",
        conflictKeys: ["a"],
        rows: [{ a: 1, b: [1, { c: () => 1 }] }],
      },
      ".rows[0].b[1].c",
      /function/,
    ],
    [
      "a renamed value of a field that shares its values",
      {
        type: "alter_field",
        table: "t",
        oldField: { name: "x", type: "enum", enum: "e" },
        newField: { name: "x", type: "enum", enum: "e" },
        renameValues: { a: "b" },
      },
      ".renameValues",
      /shares its values/,
      /AlterEnum/,
    ],
    [
      "a table of which nothing changes",
      { type: "alter_table", table: "t", options: {} },
      "",
      /nothing/,
    ],
    [
      "a kind of object that is no word",
      { type: "drop_object", kind: "view; DROP TABLE t", name: "v" },
      ".kind",
      /words in lower case/,
    ],
    [
      "arguments of a function that are more than that",
      { type: "drop_object", kind: "function", name: "f(); DROP TABLE t; --()" },
      ".name",
      /types of arguments alone/,
    ],
    [
      "an object of a database that nobody knows",
      { type: "create_object", kind: "view", name: "v", definition: "x", database: "postgres" },
      ".database",
      /"postgres" is not the name of a database/,
      /Did you mean "postgresql"\?/,
    ],
    ["an enum without values", { type: "create_enum", name: "e", values: [] }, ".values", /empty/],
    [
      "a value of an enum that is there twice",
      { type: "create_enum", name: "e", values: ["a", "b", "a"] },
      ".values",
      /twice/,
    ],
    [
      "a renamed value that stays",
      { type: "alter_enum", name: "e", values: ["a", "b"], renameValues: { a: "b" } },
      ".renameValues",
      /"a" is among the new values/,
    ],
    [
      "a value that becomes one which goes",
      { type: "alter_enum", name: "e", values: ["a"], replaceValues: { b: "c" } },
      ".replaceValues",
      /"c" is not among the new values/,
    ],
    [
      "two values with one new name",
      { type: "alter_enum", name: "e", values: ["c"], renameValues: { a: "c", b: "c" } },
      ".renameValues",
      /two values become "c"/,
    ],
    [
      "a value that is renamed and replaced",
      {
        type: "alter_enum",
        name: "e",
        values: ["c"],
        renameValues: { a: "c" },
        replaceValues: { a: "c" },
      },
      ".replaceValues",
      /"a" is renamed as well/,
    ],
    [
      "values of a field that shares those of an enum",
      {
        type: "create_table",
        name: "t",
        fields: [{ name: "x", type: "enum", enum: "e", values: ["a"] }],
      },
      ".fields[0]",
      /one of them is too many/,
    ],
    [
      "a row with an infinite number",
      { type: "upsert_data", table: "t", conflictKeys: ["a"], rows: [{ a: 1 / 0 }] },
      ".rows[0].a",
      /Infinity/,
    ],
    [
      "a row with a broken date",
      { type: "upsert_data", table: "t", conflictKeys: ["a"], rows: [{ a: new Date("x") }] },
      ".rows[0].a",
      /date/,
    ],
    [
      "a row with broken base64",
      { type: "upsert_data", table: "t", conflictKeys: ["a"], rows: [{ a: { $bytes: "%%%" } }] },
      ".rows[0].a",
      /base64/,
    ],
    ["a database in capitals", { type: "set_defaults", SQLite: {} }, "", /SQLite/],
    [
      "a map that holds numbers",
      { type: "set_type_mappings", sqlite: { money: 3 } },
      ".sqlite.money",
      /SQL text/,
    ],
  ];

  for (const [title, data, path, text, hint] of cases) {
    it(`names the place of ${title}`, () => {
      const error = refusal(data);
      expect(error.path).to.equal(`$.operations[0]${path}`);
      expect(error.message).to.match(text);
      expect(error.message).to.not.include("\n");
      expect(error.hint).to.match(hint ?? /.+\.$|\?$/);
    });
  }
});
