import type { OperationData } from "../../src/operation/operation.js";
import { posts, type Sample, users } from "./sample-tables.js";

const visits: OperationData = {
  type: "create_table",
  name: "visits",
  fields: [
    { name: "day", type: "date", primaryKey: true },
    { name: "place", type: "integer" },
  ],
};

/** Of the operations on constraints of a table that exists. */
export const constraintSamples: Readonly<Record<string, readonly Sample[]>> = {
  add_check: [
    {
      given: [users],
      operation: {
        type: "add_check",
        table: "users",
        constraint: { name: "ck_users_mail", expression: "mail <> ''" },
      },
    },
  ],
  drop_check: [
    {
      given: [users, posts],
      operation: { type: "drop_check", table: "posts", constraint: "ck_posts_title" },
    },
  ],
  add_unique: [
    {
      given: [users, posts],
      operation: {
        type: "add_unique",
        table: "posts",
        constraint: { name: "one_title", fields: ["user_id", "title"] },
      },
    },
    {
      given: [users],
      operation: { type: "add_unique", table: "users", constraint: { fields: ["mail"] } },
      written: {
        type: "add_unique",
        table: "users",
        constraint: { name: "uq_users_mail", fields: ["mail"] },
      },
    },
  ],
  drop_unique: [
    {
      given: [
        users,
        posts,
        { type: "add_unique", table: "posts", constraint: { fields: ["title", "state"] } },
      ],
      operation: { type: "drop_unique", table: "posts", constraint: "uq_posts_title_state" },
    },
  ],
  // Of PostgreSQL alone, so that these are run in test/conformance/exclusions.test.ts.
  add_exclusion: [
    {
      given: [visits],
      operation: {
        type: "add_exclusion",
        table: "visits",
        constraint: { name: "one_a_day", definition: "USING gist (day WITH =)" },
        schemaOnly: true,
      },
    },
  ],
  drop_exclusion: [
    {
      given: [
        {
          ...visits,
          exclusions: [{ name: "one_a_day", definition: "USING gist (day WITH =)" }],
        },
      ],
      operation: {
        type: "drop_exclusion",
        table: "visits",
        constraint: "one_a_day",
        schemaOnly: true,
      },
    },
  ],
  alter_primary_key: [
    {
      given: [visits],
      operation: {
        type: "alter_primary_key",
        table: "visits",
        constraint: { name: "pk_visits", fields: ["day", "place"] },
      },
    },
    {
      given: [visits],
      operation: { type: "alter_primary_key", table: "visits", constraint: { fields: ["place"] } },
      written: { type: "alter_primary_key", table: "visits", constraint: ["place"] },
    },
    {
      given: [visits],
      operation: { type: "alter_primary_key", table: "visits", constraint: null },
    },
  ],
};
