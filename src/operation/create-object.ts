import * as v from "valibot";
import { makeObject, objectText, type SchemaObject } from "../schema/schema-object.js";
import { withObject } from "../schema/with-object.js";
import { defineOperation, flagEntries, type OperationFlagsData } from "./define-operation.js";
import { type ObjectNameData, objectNameEntries, requireDatabase } from "./object-data.js";
import { identifier, sqlText } from "./validate.js";

/** What an author gives to `CreateObject`. */
export interface CreateObjectData extends ObjectNameData, OperationFlagsData {
  /** The SQL that makes it: one statement, or several. */
  readonly definition: string;
  /** The SQL that takes it away; `DROP <kind> <name>` if not given. */
  readonly drop?: string | undefined;
  /** Tables and objects that must be there before, by name; a trigger or a policy names its table. */
  readonly dependsOn?: readonly string[] | undefined;
}

/** Makes what the model has no words for by the author's SQL, and knows how to drop it. */
export const createObjectType = defineOperation({
  kind: "create_object",
  className: "CreateObject",
  entries: {
    ...objectNameEntries,
    definition: sqlText,
    drop: v.optional(sqlText),
    dependsOn: v.optional(v.array(identifier, "a list of names is expected")),
    ...flagEntries,
  },
  parts: ({ kind, name, database, definition, drop, dependsOn = [] }, path) => {
    requireDatabase(database, path);
    return makeObject({ kind, name, database, definition, drop, dependsOn });
  },
  data: objectToData,
  handwritten: true,
  describe: (object) => `Create ${objectText(object)}`,
  nameFragment: ({ kind, name }) => `create_${kind}_${name}`,
  mutate: (object, before) => withObject(before, object),
  up: (object, { editor }) => editor.createObject(object),
  down: (object, { editor, after }) => editor.dropObject(object, after),
});

/** What an author would write for it. */
export function objectToData(object: SchemaObject): CreateObjectData {
  const { kind, name, database, definition, drop, dependsOn } = object;
  return {
    kind,
    name,
    ...(database !== undefined && { database }),
    definition,
    ...(drop !== undefined && { drop }),
    ...(dependsOn.length > 0 && { dependsOn }),
  };
}
