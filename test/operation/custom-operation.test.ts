import { expect } from "chai";
import type { SchemaEditor } from "../../src/dialect/dialect.js";
import { dialectByName } from "../../src/dialect/index.js";
import { MigrationError } from "../../src/errors.js";
import * as m from "../../src/index.js";
import { plainOperation } from "../../src/operation/author-operation.js";
import { parseOperation } from "../../src/operation/index.js";
import { emptySchema, requireTable, type Schema } from "../../src/schema/schema.js";

class CopyTable extends m.Operation {
  override readonly table = "copy";
  override readonly destructive = true;
  override describe() {
    return "Copy";
  }
  override mutate(state: m.State) {
    state.apply(this.#copy(state));
  }
  override up(context: m.Context): m.Sql[] {
    return [
      ...context.sql(this.#copy(context)),
      `INSERT INTO ${context.quote("copy")} VALUES (${context.literal("it's")})`,
      { sql: "UPDATE copy SET a = ?", params: [context.database] },
    ];
  }
  override down(context: m.Context) {
    return context.table("copy") === undefined ? "SELECT 'gone'" : "DROP TABLE copy";
  }
  #copy(from: Pick<m.State, "table">) {
    const table = from.table("a");
    if (table === undefined) throw new Error('there is no table "a"');
    return new m.CreateTable({ ...table, name: "copy" });
  }
}

const tableA: m.DataOperationInput = {
  type: "create_table",
  name: "a",
  fields: [{ name: "a", type: "text", default: { value: "now" } }],
};

describe("an operation of the author's own", () => {
  let editor: SchemaEditor;
  const origin = { migration: "0001", operation: 0 };
  const state: Schema = parseOperation(tableA, "$").mutate(emptySchema);
  const custom = (operation: m.Operation) => parseOperation(plainOperation(operation), "$");

  before(async () => {
    const dialect = await dialectByName("sqlite").load();
    editor = dialect.createSchemaEditor({ horizon: emptySchema, rowsTable: "book" });
  });

  const texts = (steps: readonly object[] | undefined) =>
    steps?.map((step) => ("sql" in step ? step.sql : step));

  it("says what its class says", () => {
    const operation = custom(new CopyTable());
    expect(operation.describe()).to.equal("Copy");
    expect(operation.nameFragment()).to.equal("copy_table");
    expect(operation).to.include({
      kind: "custom",
      table: "copy",
      destructive: true,
      reversible: true,
    });
  });

  it("changes the state with operations that it applies", () => {
    const schema = custom(new CopyTable()).mutate(state);
    expect(requireTable(schema, "copy").fields).to.deep.equal(requireTable(state, "a").fields);
  });

  it("makes statements: those of built-in operations, its own texts, and with parameters", () => {
    const operation = custom(new CopyTable());
    const after = operation.mutate(state);
    const steps = operation.up({ editor, before: state, after, origin });
    const [create, insert, update] = texts(steps) ?? [];
    expect(create).to.match(/^CREATE TABLE "copy"/);
    expect(insert).to.equal(`INSERT INTO "copy" VALUES ('it''s')`);
    expect(update).to.equal("UPDATE copy SET a = ?");
    expect(steps[2]).to.deep.include({ parameters: [editor.database] });
  });

  it("keeps what an editor knows about a statement that passed through its hands", () => {
    const rows: object[] = [];
    class Alter extends m.Operation {
      override describe() {
        return "Alter";
      }
      override up(context: m.Context) {
        return context.sql({
          type: "alter_field",
          table: "a",
          oldField: { name: "a", type: "text", default: { value: "now" } },
          newField: { name: "a", type: "integer" },
        });
      }
    }
    const operation = custom(new Alter());
    const direct = parseOperation(
      {
        type: "alter_field",
        table: "a",
        oldField: { name: "a", type: "text", default: { value: "now" } },
        newField: { name: "a", type: "integer" },
      },
      "$",
    );
    const after = direct.mutate(state);
    rows.push(...operation.up({ editor, before: state, after, origin }));
    expect(rows).to.deep.equal([...direct.up({ editor, before: state, after, origin })]);
  });

  it("sees the state before it in up and the one after it in down", () => {
    const operation = custom(new CopyTable());
    const after = operation.mutate(state);
    expect(texts(operation.down({ editor, before: state, after, origin }))).to.deep.equal([
      "DROP TABLE copy",
    ]);
    expect(texts(operation.down({ editor, before: state, after: state, origin }))).to.deep.equal([
      "SELECT 'gone'",
    ]);
  });

  it("without down it cannot be undone", () => {
    class OneWay extends m.Operation {
      override describe() {
        return "One way";
      }
      override up() {
        return "SELECT 1";
      }
    }
    const operation = custom(new OneWay());
    expect(operation.reversible).to.equal(false);
    expect(operation.down({ editor, before: state, after: state, origin })).to.equal(undefined);
    expect(operation.mutate(state)).to.equal(state);
  });

  const broken: readonly (readonly [
    title: string,
    up: () => unknown,
    code: string,
    text: RegExp,
  ])[] = [
    ["a promise", async () => "SELECT 1", "OPERATION_ASYNC", /promise/],
    ["a number", () => 3, "OPERATION_BAD_SQL", /not SQL/],
    [
      "a parameter that is an object",
      () => ({ sql: "x", params: [{}] }),
      "OPERATION_BAD_VALUE",
      /params\[0\]/,
    ],
    [
      "an error",
      () => {
        throw new Error("boom");
      },
      "OPERATION_CUSTOM_FAILED",
      /Broken\.up\(\): Error: boom/,
    ],
  ];
  for (const [title, up, code, text] of broken) {
    it(`${title} out of up is an error that names the operation`, () => {
      const data = { type: "custom", className: "Broken", describe: () => "x", up };
      const operation = parseOperation(data, "$");
      expect(() => operation.up({ editor, before: state, after: state, origin }))
        .to.throw(MigrationError, text)
        .with.property("code", code);
    });
  }

  it("an error out of describe and mutate names the method, of RunSQL as well", () => {
    const boom = () => {
      throw new RangeError("boom");
    };
    const data = { type: "custom", className: "Broken", describe: () => "x", up: () => [] };
    expect(() => parseOperation({ ...data, describe: boom }, "$"))
      .to.throw(MigrationError, "Broken.describe(): RangeError: boom")
      .with.property("code", "OPERATION_CUSTOM_FAILED");
    for (const operation of [
      { ...data, mutate: boom },
      { type: "run_sql", forwardSQL: "SELECT 1", mutate: boom },
    ]) {
      expect(() => parseOperation(operation, "$").mutate(state))
        .to.throw(MigrationError, /^(?:Broken\.)?mutate\(\): RangeError: boom$/)
        .with.property("code", "OPERATION_CUSTOM_FAILED");
    }
  });

  it("an error of the state that it meets stays what it is", () => {
    const data = {
      type: "custom",
      className: "Again",
      describe: () => "x",
      up: () => [],
      mutate: (state: m.State) => state.apply(tableA),
    };
    expect(() => parseOperation(data, "$").mutate(state))
      .to.throw(MigrationError)
      .with.property("code", "SCHEMA_TABLE_EXISTS");
  });

  it("is recognised when it extends the class of another copy of the package", () => {
    class Foreign {
      get [Symbol.for("makemigrations.operation")]() {
        return true;
      }
      describe() {
        return "Foreign";
      }
      up() {
        return "SELECT 1";
      }
    }
    expect(parseOperation(plainOperation(new Foreign()), "$").describe()).to.equal("Foreign");
  });
});
