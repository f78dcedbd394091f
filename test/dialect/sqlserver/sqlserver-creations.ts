import type { SchemaEditor } from "../../../src/dialect/dialect.js";
import type { Statement } from "../../../src/dialect/statement.js";
import { fieldTypes } from "../../../src/schema/check-field-type.js";
import type { FieldParts } from "../../../src/schema/field.js";
import { type Schema, schemaOf } from "../../../src/schema/schema.js";
import { makeForeignKey, type Table } from "../../../src/schema/table.js";
import { authors, books, table } from "../../conformance/bench-tables.js";
import { dialect, hostile, needs, ruled, special } from "./sqlserver-tables.js";

/** One feature; its statements are the golden file of that name. */
export interface Sample {
  readonly name: string;
  readonly statements: () => readonly Statement[];
}

export function editorOf(horizon: Schema): SchemaEditor {
  return dialect.createSchemaEditor({ horizon, rowsTable: "mm_rows" });
}

function create(name: string, tables: readonly Table[]): Sample {
  return {
    name,
    statements: () =>
      tables.flatMap((made, at) => {
        const before = schemaOf({ tables: tables.slice(0, at) });
        const after = schemaOf({ tables: tables.slice(0, at + 1) });
        return editorOf(schemaOf({ tables })).createTable({ before, after, table: made });
      }),
  };
}

/** Every feature of a new table. */
export const creations: readonly Sample[] = [
  create("create-types", [
    table(
      "types",
      fieldTypes
        .filter((type) => !special.has(type))
        .map((type) => ({ name: `f_${type}`, type, ...needs[type] })),
    ),
    table("lists", [
      { name: "a", type: "text[]" },
      { name: "b", type: "native", native: "GEOGRAPHY" },
      { name: "c", type: "varchar", length: 5000 },
      { name: "d", type: "timestamp", precision: 0 },
      { name: "e", type: "varchar", length: 9, collation: "Latin1_General_100_BIN2_UTF8" },
    ]),
    table("counted", [{ name: "id", type: "bigserial", nullable: false }]),
  ]),
  create("create-counters", [
    table("always", [{ name: "id", type: "smallint", nullable: false, identity: "always" }]),
    table("steps", [
      {
        name: "id",
        type: "serial",
        nullable: false,
        sequence: { name: "numbers" },
        counter: { start: 1000, increment: -10, min: 1, cache: 20, cycle: true },
      },
    ]),
    table("tiny", [
      { name: "id", type: "native", native: "TINYINT", nullable: false, identity: "by_default" },
    ]),
  ]),
  create("create-defaults", [
    table("defaults", [
      { name: "a", type: "varchar", length: 20, default: { kind: "literal", value: "it's" } },
      { name: "b", type: "integer", default: { kind: "literal", value: -7 } },
      { name: "c", type: "boolean", nullable: false, default: { kind: "literal", value: true } },
      {
        name: "d",
        type: "decimal",
        precision: 6,
        scale: 2,
        default: { kind: "sql", sql: "ABS(-3)" },
      },
      ...[
        "now",
        "new_uuid",
        "today",
        "current_time",
        "blank",
        "zero",
        "object",
        "array",
        "false",
      ].map(
        (name): FieldParts => ({
          name: `of_${name}`,
          type:
            { new_uuid: "uuid", today: "date", zero: "integer", now: "timestamptz" }[name] ??
            "text",
          default: { kind: "named", name },
        }),
      ),
      { name: "k", type: "text", default: { kind: "named", name: "null" } },
      { name: "l", type: "timestamp", nullable: false, autoCreate: true },
    ]),
  ]),
  create("create-ruled", [ruled]),
  create("create-hostile", [hostile]),
  create("create-references", [
    authors,
    books,
    table("codes", [{ name: "code", type: "varchar", length: 12, nullable: false }], {
      namespace: "audit",
      uniques: [{ name: "uq_codes_code", fields: ["code"] }],
    }),
    table("uses", [{ name: "code", type: "foreign_key", nullable: false }], {
      foreignKeys: [
        makeForeignKey({
          name: "fk_uses_code",
          fields: ["code"],
          table: "audit.codes",
          targetFields: ["code"],
          onDelete: "CASCADE",
          onUpdate: "SET_NULL",
          deferrable: true,
        }),
      ],
    }),
    table("early", [{ name: "late_id", type: "foreign_key" }], {
      foreignKeys: [makeForeignKey({ name: "fk_early", fields: ["late_id"], table: "late" })],
    }),
    table("late", [{ name: "id", type: "uuid", nullable: false }]),
  ]),
  create("create-generated", [
    table("made", [
      { name: "a", type: "integer" },
      { name: "b", type: "integer", generated: { expression: "a * 2", stored: true } },
      { name: "c", type: "integer", generated: { expression: "a * 3", stored: false } },
      { name: "at", type: "timestamp", autoUpdate: true },
    ]),
  ]),
];
