import { expect } from "chai";
import { MigrationError } from "../../src/errors.js";
import * as m from "../../src/index.js";
import { makeMigration } from "../../src/migration/migration.js";
import { MigrationFileError } from "../../src/migration/migration-file-error.js";
import { parseMigration } from "../../src/migration/parse-migration.js";
import { register, sinkKey } from "../../src/migration/register.js";
import { Registry } from "../../src/migration/registry.js";

const source = { file: "0002_more.ts", checksum: "abc", line: 3, column: 1 };

function refusal(run: () => unknown): MigrationFileError {
  try {
    run();
  } catch (error) {
    if (error instanceof MigrationFileError) return error;
    throw error;
  }
  throw new Error("it was accepted");
}

describe("a registered migration", () => {
  it("is frozen, with all that was not said decided", () => {
    const migration = parseMigration({ name: "a", operations: [] }, source);
    expect(migration).to.deep.equal({
      name: "a",
      dependencies: [],
      replaces: [],
      operations: [],
      transaction: true,
      source,
    });
    expect(Object.isFrozen(migration)).to.equal(true);
  });

  const cases: readonly (readonly [title: string, data: unknown, code: string, text: RegExp])[] = [
    ["no object", null, "OPERATION_INVALID", /null/],
    [
      "an unknown key",
      { name: "a", operation: [] },
      "OPERATION_UNKNOWN_KEY",
      /\$\.operation: unknown key/,
    ],
    ["no name", { operations: [] }, "OPERATION_INVALID", /"name" is missing/],
    ["an empty name", { name: "" }, "MIGRATION_EMPTY_NAME", /no name/],
    ["a name of control characters", { name: "a\u001b]0;x" }, "MIGRATION_BAD_NAME", /a\\u001b/],
    ["a name of invisible characters", { name: "a\u202eb" }, "MIGRATION_BAD_NAME", /invisible/],
    ["a name with a slash", { name: "../a" }, "MIGRATION_BAD_NAME", /"\.\.\/a"/],
    ["the name zero", { name: "zero" }, "MIGRATION_BAD_NAME", /zero/],
    ["a name without end", { name: "a".repeat(201) }, "MIGRATION_LONG_NAME", /201/],
    [
      "dependencies that are text",
      { name: "a", dependencies: "b" },
      "OPERATION_INVALID",
      /\$\.dependencies/,
    ],
    [
      "operations that are none",
      { name: "a", operations: [1] },
      "OPERATION_INVALID",
      /\$\.operations\[0\]/,
    ],
    [
      "a wrong operation",
      { name: "a", operations: [{ type: "drop_table", nam: "x" }] },
      "OPERATION_UNKNOWN_KEY",
      /\$\.operations\[0\]\.nam/,
    ],
  ];
  for (const [title, data, code, text] of cases) {
    it(`with ${title} is an error that names the file`, () => {
      const error = refusal(() => parseMigration(data, source));
      expect(error.code).to.equal(code);
      expect(error.message)
        .to.match(/^0002_more\.ts: /)
        .and.match(text);
      expect([error.file, error.line, error.column]).to.deep.equal(["0002_more.ts", 3, 1]);
    });
  }

  it("hands on an error that is not about the data", () => {
    const limit = new MigrationError({ code: "INTERP_LIMIT", message: "too slow" });
    const describe = () => {
      throw limit;
    };
    const custom = { type: "custom", className: "Slow", describe, up: () => [] };
    expect(() => parseMigration({ name: "a", operations: [custom] }, source)).to.throw(
      limit.constructor,
      "too slow",
    );
  });
});

describe("the registry", () => {
  const migration = (name: string, file: string) =>
    makeMigration({ name, operations: [], source: { file, checksum: "" } });

  it("names both files when a name is taken", () => {
    const registry = new Registry();
    registry.add(migration("a", "one.ts"));
    const error = refusal(() => registry.add(migration("a", "two.ts")));
    expect(error.code).to.equal("MIGRATION_DUPLICATE_NAME");
    expect(error.message).to.equal('two.ts: the name "a" is registered by "one.ts" already');
  });

  it("refuses a second name that the history of some database cannot tell from the first", () => {
    const alike = [
      ["0001_a", "0001_A"],
      ["0001_a", "0001_a "],
      ["0001_a", "0001_á"],
      ["0001_á", "0001_a\u0301"],
      ["0001_a", "0001_ａ"],
      ["0001_ss", "0001_ß"],
      ["0001_😀", "0001_😁"],
    ] as const;
    for (const [first, second] of alike) {
      const registry = new Registry();
      registry.add(migration(first, "one.ts"));
      const error = refusal(() => registry.add(migration(second, "two.ts")));
      expect(error.code).to.equal("MIGRATION_DUPLICATE_NAME");
      expect(error.message).to.equal(
        `two.ts: the names "${second}" and "${first}", registered by "one.ts", are one name for some databases`,
      );
    }
    const registry = new Registry();
    for (const name of ["0001_a", "0001_a_", "0001_a%", "0001_a b", "0001_o", "0001_ö b"]) {
      registry.add(migration(name, "one.ts"));
      expect(registry.get(name)?.name).to.equal(name);
    }
  });

  it("refuses names that cannot be used", () => {
    const error = refusal(() => new Registry().add(migration(" ", "one.ts")));
    expect(error.code).to.equal("MIGRATION_EMPTY_NAME");
  });

  it("of one load knows nothing of another", () => {
    const [one, two] = [new Registry(), new Registry()];
    one.add(migration("a", "a.ts"));
    two.add(migration("a", "a.ts"));
    expect([[...one].length, two.size, two.get("a")?.name]).to.deep.equal([1, 1, "a"]);
  });
});

describe("register, run natively", () => {
  afterEach(() => {
    Reflect.deleteProperty(globalThis, sinkKey);
  });

  it("hands the plain form to whoever loads", () => {
    const seen: unknown[] = [];
    Reflect.set(globalThis, sinkKey, (data: unknown) => seen.push(data));
    register({
      name: "a",
      dependencies: ["b"],
      operations: [new m.DropTable({ name: "x" }), { type: "drop_table", name: "y" }],
    });
    expect(seen).to.deep.equal([
      {
        name: "a",
        dependencies: ["b"],
        operations: [
          { type: "drop_table", name: "x" },
          { type: "drop_table", name: "y" },
        ],
      },
    ]);
    expect(parseMigration(seen[0], source).operations).to.have.length(2);
  });

  it("is a clear error when nobody loads", () => {
    expect(() => register({ name: "a", operations: [] }))
      .to.throw(MigrationError, '"a"')
      .with.property("code", "MIGRATION_NO_LOADER");
  });
});
