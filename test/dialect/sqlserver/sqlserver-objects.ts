import type { Statement } from "../../../src/dialect/statement.js";
import { parseOperation } from "../../../src/operation/index.js";
import { emptySchema } from "../../../src/schema/schema.js";
import { library } from "../../conformance/bench-tables.js";
import { editorOf, type Sample } from "./sqlserver-creations.js";

/** What stands beside tables. */
export const objects: readonly Sample[] = [
  {
    name: "drop-object",
    statements: () =>
      [
        { kind: "view", name: "audit.live]posts" },
        { kind: "trigger", name: "t", dependsOn: ["authors"] },
        { kind: "view", name: "elsewhere", database: "sqlite" },
      ].flatMap((parts) => {
        const object = { database: undefined, definition: "", dependsOn: [], ...parts };
        return editorOf(library).dropObject(object, library);
      }),
  },
  {
    name: "alter-shared-enum",
    statements: () => {
      const given = [
        { type: "create_enum", name: "mood", values: ["good", "bad"] },
        {
          type: "create_table",
          name: "people",
          fields: [
            { name: "now", type: "enum", enum: "mood", nullable: false, default: "good" },
            { name: "before", type: "enum", enum: "mood" },
          ],
        },
      ];
      const change = { type: "alter_enum", name: "mood", values: ["fine", "bad"] };
      const renamed = { ...change, renameValues: { good: "fine" } };
      const before = given.reduce((at, data) => parseOperation(data, "$").mutate(at), emptySchema);
      const operation = parseOperation(renamed, "$");
      const after = operation.mutate(before);
      const origin = { migration: "0001", operation: 0 };
      const steps = operation.up({ editor: editorOf(after), before, after, origin });
      return steps.filter((step): step is Statement => step.kind === "sql");
    },
  },
];
