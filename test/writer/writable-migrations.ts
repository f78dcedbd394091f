import { type Migration, makeMigration } from "../../src/migration/migration.js";
import { parseOperation } from "../../src/operation/index.js";
import { samples } from "../operation/samples.js";

/** Texts, keys and lengths that are hard to lay out or to quote. */
const HARD: readonly object[] = [
  { type: "run_sql", forwardSQL: `say "hi"`, backwardSQL: `it's "both"` },
  { type: "run_sql", forwardSQL: "a\nb\tc\\d\u2028e\0f`$'`", backwardSQL: { $noop: true } },
  { type: "run_sql", forwardSQL: "x".repeat(120), backwardSQL: ["y".repeat(70), "z".repeat(70)] },
  {
    type: "run_sql",
    forwardSQL: "SELECT '漢字仮名漢字仮名漢字仮名漢字仮名', '😀😀😀😀😀😀😀😀😀😀'",
  },
  {
    type: "run_sql",
    forwardSQL: [
      "SELECT 'a\\b'\n\tFROM `x`\nWHERE y = '$" + "{z}' $1",
      `${"w".repeat(120)}\n`,
      "a \nb",
    ],
    backwardSQL: "\n-- 漢字\n\u00ad\n",
  },
  {
    type: "create_object",
    kind: "view",
    name: "v",
    definition: "CREATE VIEW v AS\n  SELECT a\n  FROM t\n",
    dependsOn: ["t"],
  },
  {
    type: "upsert_data",
    table: "t",
    conflictKeys: ["id"],
    rows: [
      {
        id: 1,
        "a-b": 2n ** 70n,
        when: new Date(5),
        what: { $ref: "now" },
        bytes: { $bytes: "aGk=" },
      },
      { id: 2, json: { deep: [1, [2, 3], { a: [] }] }, "2x": -1.5e300 },
      { id: 3, long: Array.from({ length: 60 }, (_, at) => at * 7) },
    ],
  },
  { type: "add_field", table: "t", field: { name: "f", type: "money", precision: 10, scale: 2 } },
  {
    type: "create_table",
    name: "t",
    fields: [{ name: "a", type: "foreign_key" }],
    primaryKey: { name: "pk", fields: ["a"] },
    foreignKeys: [{ name: "fk", fields: ["a"], table: "u", deferrable: true }],
  },
  {
    type: "alter_field",
    table: "t",
    newField: { name: "f", type: "legal_money", nullable: false },
  },
  ...Array.from({ length: 40 }, (_, at) => ({
    type: "add_field",
    table: `t${"a".repeat(at)}`,
    field: { name: "f", type: "varchar", length: 20, default: { value: "" } },
  })),
  ...Array.from({ length: 40 }, (_, at) => ({
    type: "create_table",
    name: "t",
    comment: "c".repeat(at + 60),
    fields: [{ name: `f${"a".repeat(at)}`, type: "enum", values: ["happy", "sad", "so so"] }],
    uniques: [{ name: "u", fields: [`f${"a".repeat(at)}`] }],
    options: { id: "i".repeat(at + 70) },
  })),
];

/** Migrations with every kind of operation that is data. */
export function writableMigrations(): readonly Migration[] {
  const data = [
    ...Object.values(samples)
      .flat()
      .map(({ operation }) => operation),
    ...HARD,
  ].filter((one) => !hasCode(one) && "type" in one && one.type !== "custom");
  return data.map((one, at) =>
    makeMigration({
      name: `${String(at + 1).padStart(4, "0")}_sample`,
      dependencies: at === 0 ? [] : [`${String(at).padStart(4, "0")}_sample`],
      operations: [parseOperation(one, "$")],
      transaction: at !== 1,
    }),
  );
}

function hasCode(value: unknown): boolean {
  if (typeof value === "function") return true;
  return typeof value === "object" && value !== null && Object.values(value).some(hasCode);
}
