import type { OperationData } from "../../src/operation/operation.js";
import type { Sample } from "./sample-tables.js";

const users: OperationData = {
  type: "create_table",
  name: "users",
  fields: [
    { name: "id", type: "serial", primaryKey: true },
    { name: "mail", type: "varchar", nullable: false, length: 200 },
  ],
};

const view: OperationData = {
  type: "create_object",
  kind: "view",
  name: "mails",
  definition: "CREATE VIEW mails AS SELECT mail FROM users",
  dependsOn: ["users"],
};

const note: OperationData = {
  type: "create_object",
  kind: "comment",
  name: "mails comment",
  definition: "CREATE VIEW noted AS SELECT 1 AS one",
  drop: "DROP VIEW noted",
  dependsOn: ["users"],
};

const mood: OperationData = { type: "create_enum", name: "mood", values: ["happy", "sad"] };

const feelings = {
  type: "create_table",
  name: "feelings",
  fields: [
    { name: "id", type: "integer", primaryKey: true },
    { name: "now", type: "enum", enum: "mood", nullable: false, default: { value: "happy" } },
    { name: "before", type: "enum", enum: "mood" },
    { name: "all", type: "enum[]", enum: "mood" },
  ],
};

/** Samples of what is made beside tables. */
export const objectSamples: Readonly<Record<string, readonly Sample[]>> = {
  create_enum: [{ given: [users], operation: mood }],
  alter_enum: [
    {
      given: [users, mood, feelings],
      operation: { type: "alter_enum", name: "mood", values: ["happy", "so-so", "sad"] },
    },
    {
      given: [mood, { ...feelings, fields: feelings.fields.slice(0, 3) }],
      operation: {
        type: "alter_enum",
        name: "mood",
        values: ["sad", "it's fine"],
        renameValues: { happy: "it's fine" },
      },
    },
    {
      given: [mood, { ...mood, name: "unused" }],
      operation: {
        type: "alter_enum",
        name: "unused",
        values: ["sad"],
        replaceValues: { happy: "sad" },
      },
    },
  ],
  drop_enum: [{ given: [users, mood], operation: { type: "drop_enum", name: "mood" } }],
  create_object: [
    { given: [users], operation: view },
    { given: [users], operation: note },
    {
      given: [users],
      operation: {
        type: "create_object",
        kind: "trigger",
        name: "users_quiet",
        database: "sqlite",
        definition:
          "CREATE TRIGGER users_quiet AFTER DELETE ON users BEGIN SELECT 1; SELECT 2; END",
        dependsOn: ["users"],
      },
    },
    {
      given: [users],
      operation: {
        type: "create_object",
        kind: "extension",
        name: "uuid-ossp",
        database: "postgresql",
        definition: 'CREATE EXTENSION "uuid-ossp"',
      },
      written: {
        type: "create_object",
        kind: "extension",
        name: "uuid-ossp",
        database: "postgresql",
        definition: 'CREATE EXTENSION "uuid-ossp"',
        dependsOn: [],
      },
    },
  ],
  drop_object: [
    {
      given: [users, view],
      operation: { type: "drop_object", kind: "view", name: "mails" },
    },
    {
      given: [users, note],
      operation: { type: "drop_object", kind: "comment", name: "mails comment" },
    },
  ],
};
