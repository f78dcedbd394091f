import type { OperationData } from "../../src/operation/operation.js";

/** One operation, and the operations that make the state it works on. */
export interface Sample {
  readonly given: readonly OperationData[];
  readonly operation: OperationData;
  /** The author's form where `toData` writes another one of the same meaning. */
  readonly written?: OperationData;
}

export const users: OperationData = {
  type: "create_table",
  name: "users",
  fields: [
    { name: "id", type: "serial", primaryKey: true },
    { name: "mail", type: "varchar", nullable: false, length: 200 },
  ],
};

export const posts: OperationData = {
  type: "create_table",
  name: "posts",
  fields: [
    { name: "id", type: "serial", primaryKey: true },
    { name: "title", type: "varchar", nullable: false, length: 100 },
    { name: "state", type: "varchar", length: 20, default: "draft" },
    {
      name: "user_id",
      type: "foreign_key",
      nullable: false,
      foreignKey: { table: "users", onDelete: "CASCADE" },
    },
  ],
  indexes: [
    { name: "idx_posts_title", fields: ["title"] },
    { name: "idx_posts_both", fields: ["title", { field: "state", order: "desc" }] },
  ],
  checks: [{ name: "ck_posts_title", expression: "title <> ''" }],
};
