import { readFileSync, writeFileSync } from "node:fs";
import { expect } from "chai";
import { parseOperation } from "../../src/operation/index.js";
import { diffSchemas } from "../../src/schema/diff-schemas.js";
import { emptySchema, type Schema } from "../../src/schema/schema.js";
import { loadSchema } from "../../src/yaml/load-schema.js";
import { everyKey } from "./every-key.js";
import { inMemory, loadText } from "./files.js";
import { predecessorSchema } from "./predecessor-schema.js";
import { schemaFileJsonSchema } from "./schema-json.js";

/** The schema that these operations make. */
function made(...operations: readonly object[]) {
  return operations.reduce<Schema>(
    (schema, data, at) => parseOperation(data, `$[${at}]`).mutate(schema),
    emptySchema,
  );
}

const ID = { name: "id", type: "serial", primaryKey: true };

describe("reading schema files", () => {
  it("gives the model that the operations of a migration give, for every key of the predecessor", () => {
    const { schema } = loadText(predecessorSchema);
    const { defaults, typeMappings } = schema;
    const same = made(
      { type: "set_defaults", defaults },
      { type: "set_type_mappings", typeMappings },
      {
        type: "create_table",
        name: "users",
        fields: [
          ID,
          { name: "email", type: "varchar", length: 255, nullable: false, default: { value: "" } },
          { name: "token", type: "uuid", default: "new_uuid" },
          { name: "active", type: "boolean", default: true, nullable: false },
          { name: "rating", type: "decimal", precision: 8, scale: 2, default: 0 },
          { name: "bio", type: "text" },
          { name: "visits", type: "bigint", default: "0" },
          { name: "weight", type: "float" },
          { name: "born", type: "date" },
          { name: "alarm", type: "time" },
          { name: "tags", type: "text[]" },
          { name: "meta", type: "json" },
          { name: "extra", type: "jsonb" },
          { name: "picture", type: "bytes" },
          { name: "created", type: "timestamp", autoCreate: true },
          { name: "updated", type: "timestamp", autoUpdate: true },
        ],
        indexes: [
          {
            name: "users_email",
            fields: ["email"],
            unique: true,
            method: "btree",
            where: "email <> ''",
          },
        ],
      },
      {
        type: "create_table",
        name: "labels",
        fields: [
          ID,
          { name: "word", type: "varchar", length: 40, nullable: false },
          { name: "count", type: "integer" },
        ],
      },
      {
        type: "create_table",
        name: "posts",
        fields: [
          { name: "id", type: "uuid", primaryKey: true, default: "new_uuid" },
          {
            name: "user_id",
            type: "foreign_key",
            nullable: false,
            foreignKey: { table: "users", onDelete: "CASCADE", onUpdate: "RESTRICT" },
          },
          { name: "labels", type: "many_to_many", manyToMany: { table: "labels" } },
        ],
        indexes: [{ name: "posts_user", fields: ["user_id"] }],
      },
    );
    expect(diffSchemas(schema, same)).to.deep.equal([]);
  });

  it("gives the model that the operations give, for every key that is new", () => {
    const { schema, renames } = loadText(everyKey);
    const same = made(
      { type: "create_enum", name: "mood", values: ["happy", "sad"] },
      {
        type: "create_table",
        name: "b",
        namespace: "shop",
        fields: [{ name: "n", type: "integer", unique: true }],
      },
      {
        type: "create_table",
        name: "a",
        namespace: "shop",
        comment: "kept",
        options: { engine: "InnoDB", strict: true },
        primaryKey: ["x", "y"],
        uniques: [
          { name: "u", fields: ["x", "code"] },
          { fields: ["code"] },
          {
            name: "w",
            fields: ["x"],
            deferrable: "immediate",
            include: ["code"],
            nullsNotDistinct: true,
            options: { on_conflict: "ignore" },
          },
        ],
        checks: [{ name: "c", expression: "x > 0", noInherit: true, notValid: true }],
        exclusions: [{ name: "e", definition: "USING gist (x WITH =)" }],
        foreignKeys: [
          {
            name: "f",
            fields: ["p", "q"],
            table: "shop.a",
            targetFields: ["x", "y"],
            onDelete: "SET_NULL",
            onUpdate: "CASCADE",
          },
        ],
        fields: [
          { name: "x", type: "integer" },
          { name: "y", type: "smallint" },
          { name: "p", type: "integer" },
          { name: "q", type: "smallint" },
          {
            name: "code",
            type: "char",
            length: 3,
            collation: "C",
            comment: "of it",
            options: { srid: 7, invisible: true },
          },
          { name: "state", type: "enum", values: ["on", "off"], default: { value: "on" } },
          { name: "feeling", type: "enum", enum: "mood" },
          { name: "twice", type: "integer", generated: { expression: "x * 2" } },
          { name: "search", native: "tsvector" },
          { name: "at", type: "timestamptz", default: { sql: "now()" } },
          { name: "said", type: "text", default: { value: "now" } },
          {
            name: "parent",
            type: "integer",
            foreignKey: { table: "shop.b", field: "n", name: "to_b", deferrable: true },
          },
        ],
        indexes: [
          {
            fields: [
              {
                field: "code",
                order: "desc",
                nulls: "last",
                opclass: "text_ops",
                collation: "C",
                prefix: 2,
              },
              "p",
            ],
            include: ["q"],
          },
          {
            name: "low",
            fields: [{ expression: "lower(code)" }],
            where: "p > 1",
            method: "btree",
            nullsNotDistinct: true,
            unique: true,
            comment: "low",
            options: { ignored: true },
          },
        ],
      },
      {
        type: "create_object",
        kind: "extension",
        name: "citext",
        database: "postgresql",
        definition: 'CREATE EXTENSION IF NOT EXISTS "citext"',
      },
      {
        type: "create_object",
        kind: "view",
        name: "v",
        database: "postgresql",
        definition: "SELECT 1",
        dependsOn: ["shop.a", "citext"],
      },
    );
    expect(diffSchemas(schema, same)).to.deep.equal([]);
    expect(renames).to.deep.equal([
      { table: undefined, from: "b", to: "shop.a" },
      { table: "shop.a", from: "z", to: "y" },
    ]);
  });

  it("lets the including file win, field by field, and keeps what only the included one has", () => {
    const { schema, files } = loadSchema(
      ["schema/main.yaml"],
      inMemory({
        "schema/main.yaml": `
include: [{ path: ../shared/base.yaml }, { package: "@acme/auth", path: schema.yaml }]
defaults: { sqlite: { now: "'mine'" } }
tables: [{ name: users, fields: [{ name: id, type: bigserial, primary_key: true }] }]`,
        "shared/base.yaml": `
include: [../schema/main.yaml]
defaults: { sqlite: { now: "'theirs'", later: "1" } }
type_mappings: { sqlite: { money: NUMERIC } }
tables:
  - name: users
    fields: [{ name: id, type: serial, primary_key: true }, { name: mail, type: text }]
    indexes: [{ name: by_mail, fields: [mail] }]`,
        "node_modules/@acme/auth/schema.yaml": `
tables: [{ name: sessions, fields: [{ name: id, type: uuid, primary_key: true }] }]`,
      }),
    );
    const users = schema.tables.get("users");
    expect(users?.fields.map(({ name, type }) => [name, type])).to.deep.equal([
      ["id", "bigserial"],
      ["mail", "text"],
    ]);
    expect(users?.indexes.map(({ name }) => name)).to.deep.equal(["by_mail"]);
    expect({ ...schema.defaults.sqlite }).to.deep.equal({ now: "'mine'", later: "1" });
    expect({ ...schema.typeMappings.sqlite }).to.deep.equal({ money: "NUMERIC" });
    expect([...schema.tables.keys()].sort()).to.deep.equal(["sessions", "users"]);
    expect(files).to.deep.equal([
      "node_modules/@acme/auth/schema.yaml",
      "schema/main.yaml",
      "shared/base.yaml",
    ]);
  });

  it("reads a module of Go as the npm package that it may mean, and says so", () => {
    const auth =
      "tables: [{ name: sessions, fields: [{ name: id, type: uuid, primary_key: true }] }]";
    for (const module of ["github.com/acme/auth", "github.com/acme/auth/v2", "@acme/auth"]) {
      const { schema, notices } = loadSchema(
        ["main.yaml"],
        inMemory({
          "main.yaml": `include: [{ module: "${module}", path: schema.yaml }]`,
          "node_modules/@acme/auth/schema.yaml": auth,
        }),
      );
      expect([...schema.tables.keys()]).to.deep.equal(["sessions"]);
      expect(notices).to.deep.equal([
        `main.yaml: "module: ${module}" is read as the npm package "@acme/auth"; write package: "@acme/auth"`,
      ]);
    }
  });

  it("reads anchors, merge keys, a byte order mark and CRLF", () => {
    const text = `\uFEFFx-fields:
  - &id { name: id, type: serial, primary_key: true }
  - &moment { type: timestamp, nullable: false }
tables:
  - name: a
    fields:
      - *id
      - { <<: *moment, name: made, auto_create: true }
`.replaceAll("\n", "\r\n");
    const [table] = loadText(text).schema.tables.values();
    expect(table?.fields.map(({ name, type, nullable }) => [name, type, nullable])).to.deep.equal([
      ["id", "serial", false],
      ["made", "timestamp", false],
    ]);
  });

  it("knows Norway as a text", () => {
    const [table] = loadText(
      "tables: [{ name: a, fields: [{ name: c, type: enum, values: [NO, SE], default: NO }] }]",
    ).schema.tables.values();
    expect(table?.fields[0]?.values).to.deep.equal(["NO", "SE"]);
    expect(table?.fields[0]?.default).to.deep.equal({ kind: "literal", value: "NO" });
  });

  it("ships the JSON Schema that its own definition gives", () => {
    const file = new URL("../../../docs/schema.schema.json", import.meta.url);
    const text = `${JSON.stringify(schemaFileJsonSchema(), undefined, 2)}\n`;
    if (process.env.MM_UPDATE_SCHEMA === "1") writeFileSync(file, text);
    expect(readFileSync(file, "utf8")).to.equal(text);
  });
});
