import { expect } from "chai";
import { diffSchemas } from "../../src/schema/diff-schemas.js";
import { writeSchema } from "../../src/yaml/write-schema.js";
import { randomPair } from "../property/random-schema.js";
import { loadText } from "./files.js";
import { predecessorSchema } from "./predecessor-schema.js";

const RICH = `
enums: [{ name: mood, values: ["yes", "no"] }]
extensions: [citext, "a \\"b\\""]
opaque:
  - { kind: extension, name: postgis, definition: CREATE EXTENSION postgis }
  - kind: materialized view
    name: shop.v
    database: postgresql
    definition: |
      CREATE MATERIALIZED VIEW shop.v AS
        SELECT x FROM shop.a
    depends_on: [shop.a, postgis]
tables:
  - name: a
    schema: shop
    comment: "yes"
    options: { strict: true, key_block_size: 8 }
    primary_key: { name: pk, fields: [x, y] }
    unique: [{ name: u, fields: [x, code] }, { fields: [code] }]
    checks: [{ name: c, expression: "x > 0 -- # no comment" }]
    foreign_keys:
      - { name: f, fields: [p, q], references: { table: shop.a, fields: [x, y] }, on_delete: CASCADE }
      - { name: g, fields: [p], references: { table: shop.b, fields: [n] } }
    fields:
      - { name: x, type: integer }
      - { name: y, type: smallint, nullable: true }
      - { name: p, type: integer, foreign_key: { table: shop.b, field: n, name: h, deferrable: true } }
      - { name: q, type: smallint, default: 3 }
      - { name: code, type: char, length: 3, collation: C, comment: of it, options: { invisible: true, srid: 4326 }, default: { value: now } }
      - { name: state, type: enum, values: ["on", "off"], default: "on" }
      - { name: mood, enum: mood, default: "no" }
      - { name: moods, type: "enum[]", enum: mood }
      - { name: twice, type: integer, generated: { expression: x * 2, stored: false } }
      - { name: search, native: tsvector }
      - { name: at, type: timestamptz, default: { sql: now() } }
      - { name: big, type: bigint, default: 9007199254740993 }
      - { name: done, type: boolean, default: false, nullable: false }
    indexes:
      - { fields: [{ field: code, order: desc, nulls: last, operator_class: t, prefix: 2 }, p], include: [q] }
      - { name: low, fields: [{ expression: lower(code) }], where: p > 1, unique: true, comment: "yes", options: { ignored: true } }
  - { name: b, schema: shop, fields: [{ name: n, type: integer, unique: true }] }
`;

describe("writing schema files", () => {
  it("gives what is read as the same schema", () => {
    const random = Array.from({ length: 50 }, (_, seed) => JSON.stringify(randomPair(seed + 1)[1]));
    for (const text of [RICH, predecessorSchema, ...random]) {
      const { schema } = loadText(text);
      const written = writeSchema(schema);
      expect(diffSchemas(loadText(written).schema, schema), written).to.deep.equal([]);
      expect(writeSchema(loadText(written).schema)).to.equal(written);
    }
  });
});
