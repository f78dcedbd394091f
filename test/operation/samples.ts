import { constraintSamples } from "./constraint-samples.js";
import { objectSamples } from "./object-samples.js";
import { posts, type Sample, users } from "./sample-tables.js";

/** At least one sample of every kind; a test fails when a kind has none. */
export const samples: Readonly<Record<string, readonly Sample[]>> = {
  create_table: [
    { given: [], operation: users },
    { given: [users], operation: posts },
    {
      given: [users],
      operation: {
        type: "create_table",
        name: "visits",
        fields: [
          { name: "day", type: "date" },
          { name: "place", type: "integer" },
          { name: "count", type: "bigint", nullable: false, default: 0 },
          { name: "kind", type: "enum", default: { value: "new" }, values: ["new", "old"] },
          { name: "parent_day", type: "date" },
          { name: "parent_place", type: "integer" },
          { name: "double", type: "bigint", generated: { expression: "count * 2", stored: true } },
        ],
        primaryKey: ["day", "place"],
        indexes: [
          {
            name: "idx_visits_big",
            fields: [{ expression: "abs(count)" }],
            where: "count > 10",
          },
        ],
        uniques: [{ fields: ["place", "count"] }],
        checks: [{ name: "ck_visits_count", expression: "count >= 0" }],
        foreignKeys: [
          {
            name: "fk_visits_parent",
            fields: ["parent_day", "parent_place"],
            table: "visits",
            targetFields: ["day", "place"],
            onUpdate: "CASCADE",
          },
        ],
      },
    },
    {
      given: [users],
      operation: {
        type: "create_table",
        name: "tags",
        fields: [
          { name: "id", type: "bigserial", primaryKey: true },
          { name: "word", type: "varchar", unique: true, length: 30 },
          { name: "users", type: "many_to_many", manyToMany: { table: "users" } },
        ],
      },
    },
  ],
  drop_table: [
    { given: [users, posts], operation: { type: "drop_table", name: "posts" } },
    {
      given: [users],
      operation: { type: "drop_table", name: "users", schemaOnly: true, ignoreErrors: true },
    },
  ],
  rename_table: [
    {
      given: [users, posts],
      operation: { type: "rename_table", oldName: "users", newName: "people" },
    },
  ],
  alter_table: [
    {
      given: [users],
      operation: {
        type: "alter_table",
        table: "users",
        comment: "who's who",
        options: { strict: true, engine: "MyISAM" },
      },
    },
    {
      given: [
        { ...users, comment: "old", options: { strict: "true", row_format: "compact" } },
        posts,
      ],
      operation: {
        type: "alter_table",
        table: "users",
        comment: null,
        options: { strict: null },
      },
    },
  ],
  add_field: [
    {
      given: [users],
      operation: { type: "add_field", table: "users", field: { name: "age", type: "integer" } },
    },
    {
      given: [users, posts],
      operation: {
        type: "add_field",
        table: "posts",
        field: {
          name: "editor_id",
          type: "foreign_key",
          unique: true,
          foreignKey: { table: "users", onDelete: "SET_NULL" },
        },
      },
    },
    {
      given: [users],
      operation: {
        type: "add_field",
        table: "users",
        field: { name: "slug", type: "varchar", nullable: false, length: 20 },
        backfill: "lower(mail)",
      },
    },
    {
      given: [users],
      operation: {
        type: "add_field",
        table: "users",
        field: { name: "friends", type: "many_to_many", manyToMany: { table: "users" } },
      },
    },
  ],
  drop_field: [
    { given: [users, posts], operation: { type: "drop_field", table: "posts", field: "title" } },
    {
      given: [users, posts],
      operation: { type: "drop_field", table: "posts", field: "user_id", backfill: "1" },
    },
  ],
  alter_field: [
    {
      given: [users, posts],
      operation: {
        type: "alter_field",
        table: "posts",
        oldField: { name: "title", type: "varchar", nullable: false, length: 100 },
        newField: { name: "title", type: "text", unique: true, default: "now" },
        using: "upper(title)",
        downUsing: "lower(title)",
      },
    },
    {
      given: [
        {
          type: "create_table",
          name: "jobs",
          fields: [{ name: "state", type: "enum", values: ["new", "old"] }],
        },
      ],
      operation: {
        type: "alter_field",
        table: "jobs",
        oldField: { name: "state", type: "enum", values: ["new", "old"] },
        newField: { name: "state", type: "enum", values: ["fresh", "old"] },
        renameValues: { new: "fresh" },
      },
    },
    {
      given: [users, posts],
      operation: {
        type: "alter_field",
        table: "users",
        oldField: { name: "id", type: "serial", primaryKey: true },
        newField: { name: "id", type: "uuid", primaryKey: true },
      },
    },
    {
      given: [users, posts],
      operation: {
        type: "alter_field",
        table: "posts",
        oldField: {
          name: "user_id",
          type: "foreign_key",
          nullable: false,
          foreignKey: { table: "users", onDelete: "CASCADE" },
        },
        newField: { name: "user_id", type: "integer" },
        backfill: "0",
      },
    },
  ],
  rename_field: [
    {
      given: [users, posts],
      operation: { type: "rename_field", table: "posts", oldName: "title", newName: "headline" },
    },
    {
      given: [users, posts],
      operation: { type: "rename_field", table: "users", oldName: "id", newName: "number" },
    },
  ],
  add_index: [
    {
      given: [users],
      operation: {
        type: "add_index",
        table: "users",
        index: { name: "uq_users_mail", fields: ["mail"], unique: true, where: "mail <> ''" },
      },
    },
    {
      given: [users],
      operation: {
        type: "add_index",
        table: "users",
        index: { name: "idx_users_mail", fields: ["mail"] },
      },
      written: { type: "add_index", table: "users", index: { fields: ["mail"] } },
    },
    {
      given: [users],
      operation: {
        type: "add_index",
        table: "users",
        index: { name: "idx_users_mail", fields: ["mail"] },
        concurrently: true,
      },
      // As it was written before it stood beside the index.
      written: {
        type: "add_index",
        table: "users",
        index: { fields: ["mail"], concurrently: true },
      },
    },
  ],
  drop_index: [
    {
      given: [users, posts],
      operation: {
        type: "drop_index",
        table: "posts",
        index: "idx_posts_both",
        concurrently: true,
      },
    },
  ],
  rename_index: [
    {
      given: [users, posts],
      operation: {
        type: "rename_index",
        table: "posts",
        oldName: "idx_posts_both",
        newName: "idx_posts_two",
      },
    },
  ],
  add_foreign_key: [
    {
      given: [users],
      operation: {
        type: "add_foreign_key",
        table: "users",
        constraint: { name: "fk_self", fields: ["id"], table: "users", onDelete: "NO_ACTION" },
      },
      written: {
        type: "add_foreign_key",
        table: "users",
        constraint: { name: "fk_self", field: "id", table: "users", onDelete: "do nothing" },
      },
    },
    {
      given: [users],
      operation: {
        type: "add_foreign_key",
        table: "users",
        constraint: { fields: ["id"], table: "users" },
      },
      written: {
        type: "add_foreign_key",
        table: "users",
        fieldName: "id",
        constraintName: "fk_users_id",
        referencedTable: "users",
        onDelete: "PROTECT",
      },
    },
  ],
  drop_foreign_key: [
    {
      given: [users, posts],
      operation: { type: "drop_foreign_key", table: "posts", constraint: "fk_posts_user_id" },
    },
    {
      given: [users, posts],
      operation: { type: "drop_foreign_key", table: "posts", constraint: "fk_posts_user_id" },
      written: { type: "drop_foreign_key", table: "posts", constraintName: "fk_posts_user_id" },
    },
  ],
  ...constraintSamples,
  ...objectSamples,
  upsert_data: [
    {
      given: [users],
      operation: {
        type: "upsert_data",
        table: "users",
        conflictKeys: ["id"],
        rows: [
          { id: 1, mail: "a@example.com" },
          { id: 2n, mail: { $ref: "blank" } },
        ],
      },
    },
    {
      given: [users],
      operation: {
        type: "upsert_data",
        table: "users",
        conflictKeys: ["id"],
        rows: [{ id: 1, mail: "a@example.com" }],
        onlyUpdate: true,
      },
    },
  ],
  set_defaults: [
    { given: [], operation: { type: "set_defaults", sqlite: { draft: "'d'" }, mysql: {} } },
    {
      given: [],
      operation: { type: "set_defaults", sqlite: { draft: "'d'" } },
      written: { type: "set_defaults", defaults: { sqlite: { draft: "'d'" } } },
    },
  ],
  set_type_mappings: [
    { given: [], operation: { type: "set_type_mappings", sqlite: { money: "NUMERIC" } } },
  ],
  run_sql: [
    {
      given: [users],
      operation: {
        type: "run_sql",
        forwardSQL: ["CREATE TABLE raw (a INTEGER)", "CREATE INDEX idx_raw ON raw (a)"],
        backwardSQL: "DROP TABLE raw",
        mutate: [
          {
            type: "create_table",
            name: "raw",
            fields: [{ name: "a", type: "integer" }],
            indexes: [{ name: "idx_raw", fields: ["a"] }],
          },
        ],
      },
    },
    {
      given: [],
      operation: { type: "run_sql", forwardSQL: "SELECT 1", backwardSQL: { $noop: true } },
    },
  ],
  run_script: [
    {
      given: [],
      operation: {
        type: "run_script",
        up: async () => {},
        down: async () => {},
        description: "Nothing",
      },
    },
  ],
};
