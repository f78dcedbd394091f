/** A schema file with every key that the predecessor did not have. */
export const everyKey = `
enums: [{ name: mood, values: [happy, sad] }]
extensions: [citext]
opaque: [{ kind: view, name: v, database: postgresql, definition: SELECT 1, depends_on: [shop.a, citext] }]
tables:
  - name: a
    schema: shop
    comment: kept
    options: { engine: InnoDB, strict: true }
    renamed_from: b
    primary_key: [x, y]
    unique: [{ name: u, fields: [x, code] }, { fields: [code] }, { name: w, fields: [x], deferrable: immediate, include: [code], nulls_not_distinct: true, options: { on_conflict: ignore } }]
    checks: [{ name: c, expression: x > 0, no_inherit: true, not_valid: true }]
    exclusions: [{ name: e, definition: USING gist (x WITH =) }]
    foreign_keys:
      - { name: f, fields: [p, q], references: { table: shop.a, fields: [x, y] }, on_delete: set null, on_update: cascade }
    fields:
      - { name: x, type: integer }
      - { name: y, type: smallint, renamed_from: z }
      - { name: p, type: integer }
      - { name: q, type: smallint }
      - { name: code, type: char, length: 3, collation: C, comment: of it, unique: false, options: { invisible: true, srid: 7 } }
      - { name: state, type: enum, values: ["on", "off"], default: "on" }
      - { name: feeling, enum: mood }
      - { name: twice, type: integer, generated: { expression: x * 2, stored: true } }
      - { name: search, native: tsvector }
      - { name: at, type: timestamptz, default: { sql: now() } }
      - { name: said, type: text, default: { value: now } }
      - { name: parent, type: integer, foreign_key: { table: shop.b, field: n, name: to_b, deferrable: true } }
    indexes:
      - { fields: [{ field: code, order: desc, nulls: last, operator_class: text_ops, collation: C, prefix: 2 }, p], include: [q] }
      - { name: low, fields: [{ expression: lower(code) }], where: p > 1, method: btree, nulls_not_distinct: true, unique: true, comment: low, options: { ignored: true } }
  - { name: b, schema: shop, fields: [{ name: n, type: integer, unique: true }] }
`;
