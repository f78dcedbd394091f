import { openDatabase } from "../../src/runner/session/open-database.js";
import { describeEachDatabase, type TestDatabase } from "../databases.js";
import { runChain } from "../property/chain-run.js";

/** What every kind of thing is called, and what every text is. */
const HOSTILE = [`a"b'c`, "sel`ect \\", "ORDER", "/* ; -- $1 ? Ü"];

/** As long as PostgreSQL takes, the shortest of all: names that are made of it must be shortened. */
const LONGEST = 63;

function full(text: string, kind: string): string {
  const name = `${text}_${kind}`;
  return name + "x".repeat(LONGEST - Buffer.byteLength(name));
}

/** A table of which everything has such a name, and a reference to the one before. */
function tableOf(text: string, at: number): object {
  const before = HOSTILE[at - 1];
  return {
    type: "create_table",
    name: full(text, `t${at}`),
    comment: `${text} */ $$`,
    fields: [
      { name: full(text, "id"), type: "serial", primaryKey: true, comment: text },
      { name: full(text, "c"), type: "varchar", length: 90, default: { value: `${text}\\'$$` } },
      kindOf(text, [text, `o'${text}`, "x\\y"]),
      { name: full(text, "u"), type: "timestamp", autoUpdate: true },
      { name: full(text, "n"), type: "integer" },
      ...(before === undefined
        ? []
        : [
            {
              name: full(text, "f"),
              type: "foreign_key",
              foreignKey: { table: full(before, `t${at - 1}`) },
            },
          ]),
    ],
    indexes: [
      { name: full(text, `i${at}`), fields: [full(text, "c"), full(text, "n")] },
      { name: full(text, `q${at}`), fields: [full(text, "n")], unique: true },
    ],
  };
}

function kindOf(text: string, values: readonly string[]): object {
  return { name: full(text, "e"), type: "enum", values, default: { value: values[0] } };
}

function rowsOf(text: string, at: number): object {
  return {
    type: "upsert_data",
    table: full(text, `t${at}`),
    conflictKeys: [full(text, "n")],
    rows: [{ [full(text, "n")]: -1, [full(text, "c")]: `${text}😀`, [full(text, "e")]: "x\\y" }],
  };
}

function changesOf(text: string, at: number): readonly object[] {
  const table = full(text, `t${at}`);
  const more = { name: full(text, "z"), type: "text", comment: text };
  return [
    { type: "add_field", table, field: more, backfill: `'${text.replaceAll(/['\\]/g, "")}'` },
    { type: "rename_field", table, oldName: full(text, "c"), newName: full(text, "d") },
    {
      type: "rename_index",
      table,
      oldName: full(text, `i${at}`),
      newName: full(text, `j${at}`),
    },
    {
      type: "alter_field",
      table,
      oldField: kindOf(text, [text, `o'${text}`, "x\\y"]),
      newField: kindOf(text, ["x\\y", text, `new ${text}'`]),
    },
    { type: "rename_table", oldName: table, newName: full(text, `r${at}`) },
    { type: "drop_field", table: full(text, `r${at}`), field: full(text, "u") },
  ];
}

describeEachDatabase("a schema of hostile names, as long as can be", ({ create }) => {
  let test: TestDatabase;

  beforeEach(async () => {
    test = await create();
  });

  afterEach(async () => {
    await test.drop();
  });

  it("goes up, down and up again", async () => {
    const chain = [
      {
        name: "0001",
        dependencies: [],
        operations: [...HOSTILE.map(tableOf), ...HOSTILE.map(rowsOf)],
      },
      { name: "0002", dependencies: ["0001"], operations: HOSTILE.flatMap(changesOf) },
    ];
    await runChain(await openDatabase(test.url), chain as never, { addRows: false });
  });
});
