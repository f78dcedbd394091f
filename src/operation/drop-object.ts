import { holdsRows, objectText } from "../schema/schema-object.js";
import { requireObject, withoutObject } from "../schema/with-object.js";
import { defineOperation, flagEntries, type OperationFlagsData } from "./define-operation.js";
import { type ObjectNameData, objectNameEntries, requireDatabase } from "./object-data.js";

/** What an author gives to `DropObject`. */
export interface DropObjectData extends ObjectNameData, OperationFlagsData {}

/** Drops what `CreateObject` made; `down` makes it again by the same SQL. */
export const dropObjectType = defineOperation({
  kind: "drop_object",
  className: "DropObject",
  entries: { ...objectNameEntries, ...flagEntries },
  parts: ({ kind, name, database }, path) => {
    requireDatabase(database, path);
    return { kind, name, database };
  },
  handwritten: true,
  // What holds rows loses them.
  destructive: holdsRows,
  describe: (object) => `Drop ${objectText(object)}`,
  nameFragment: ({ kind, name }) => `drop_${kind}_${name}`,
  mutate: (object, before) => withoutObject(before, requireObject(before, object)),
  up: (object, { editor, before }) => editor.dropObject(requireObject(before, object), before),
  down: (object, { editor, before }) => editor.createObject(requireObject(before, object)),
});
