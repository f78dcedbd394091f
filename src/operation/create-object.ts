import * as v from "valibot";
import type { Step } from "../dialect/statement.js";
import type { Schema } from "../schema/schema.js";
import { makeObject, objectText, type SchemaObject } from "../schema/schema-object.js";
import { withObject } from "../schema/with-object.js";
import {
  defineType,
  flagEntries,
  HandwrittenOperation,
  type OperationFlagsData,
} from "./base-operation.js";
import { type ObjectNameData, objectNameEntries, requireDatabase } from "./object-data.js";
import type { OperationContext, OperationType } from "./operation.js";
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

interface CreateObjectParts extends OperationFlagsData {
  readonly object: SchemaObject;
}

/** Makes what the model has no words for by the author's SQL, and knows how to drop it. */
export class CreateObject extends HandwrittenOperation {
  readonly kind = "create_object";
  readonly object: SchemaObject;

  constructor(parts: CreateObjectParts) {
    super(parts);
    this.object = parts.object;
  }

  describe(): string {
    return `Create ${objectText(this.object)}`;
  }

  nameFragment(): string {
    return `create_${this.object.kind}_${this.object.name}`;
  }

  mutate(before: Schema): Schema {
    return withObject(before, this.object);
  }

  protected forward({ editor }: OperationContext): readonly Step[] {
    return editor.createObject(this.object);
  }

  protected backward({ editor, after }: OperationContext): readonly Step[] {
    return editor.dropObject(this.object, after);
  }

  protected fields() {
    const { kind, name, database, definition, drop, dependsOn } = this.object;
    return {
      kind,
      name,
      ...(database !== undefined && { database }),
      definition,
      ...(drop !== undefined && { drop }),
      ...(dependsOn.length > 0 && { dependsOn }),
    };
  }
}

export const createObjectType: OperationType = defineType({
  kind: "create_object",
  className: "CreateObject",
  entries: {
    ...objectNameEntries,
    definition: sqlText,
    drop: v.optional(sqlText),
    dependsOn: v.optional(v.array(identifier, "a list of names is expected")),
    ...flagEntries,
  },
  make: ({ kind, name, database, definition, drop, dependsOn = [], ...flags }, path) => {
    requireDatabase(database, path);
    const object = makeObject({ kind, name, database, definition, drop, dependsOn });
    return new CreateObject({ ...flags, object });
  },
});
