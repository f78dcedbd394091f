import type { Step } from "../dialect/statement.js";
import type { Schema } from "../schema/schema.js";
import { holdsRows, type ObjectName, objectText } from "../schema/schema-object.js";
import { requireObject, withoutObject } from "../schema/with-object.js";
import {
  defineType,
  flagEntries,
  HandwrittenOperation,
  type OperationFlagsData,
} from "./base-operation.js";
import { type ObjectNameData, objectNameEntries, requireDatabase } from "./object-data.js";
import type { OperationContext, OperationType } from "./operation.js";

/** What an author gives to `DropObject`. */
export interface DropObjectData extends ObjectNameData, OperationFlagsData {}

interface DropObjectParts extends OperationFlagsData {
  readonly object: ObjectName;
}

/** Drops what `CreateObject` made; `down` makes it again by the same SQL. */
export class DropObject extends HandwrittenOperation {
  readonly kind = "drop_object";
  readonly object: ObjectName;

  constructor(parts: DropObjectParts) {
    super(parts);
    this.object = parts.object;
  }

  /** What holds rows loses them. */
  override get destructive(): boolean {
    return holdsRows(this.object) && !this.schemaOnly;
  }

  describe(): string {
    return `Drop ${objectText(this.object)}`;
  }

  nameFragment(): string {
    return `drop_${this.object.kind}_${this.object.name}`;
  }

  mutate(before: Schema): Schema {
    return withoutObject(before, requireObject(before, this.object));
  }

  protected forward({ editor, before }: OperationContext): readonly Step[] {
    return editor.dropObject(requireObject(before, this.object), before);
  }

  protected backward({ editor, before }: OperationContext): readonly Step[] {
    return editor.createObject(requireObject(before, this.object));
  }

  protected fields() {
    const { kind, name, database } = this.object;
    return { kind, name, ...(database !== undefined && { database }) };
  }
}

export const dropObjectType: OperationType = defineType({
  kind: "drop_object",
  className: "DropObject",
  entries: { ...objectNameEntries, ...flagEntries },
  make: ({ kind, name, database, ...flags }, path) => {
    requireDatabase(database, path);
    return new DropObject({ ...flags, object: Object.freeze({ kind, name, database }) });
  },
});
