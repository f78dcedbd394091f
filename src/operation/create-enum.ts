import type { Step } from "../dialect/statement.js";
import type { EnumType } from "../schema/enum-type.js";
import type { Schema } from "../schema/schema.js";
import { withEnum } from "../schema/with-enum.js";
import {
  defineType,
  flagEntries,
  type OperationFlagsData,
  TablelessOperation,
} from "./base-operation.js";
import { enumValues } from "./enum-data.js";
import type { OperationContext, OperationType } from "./operation.js";
import { newIdentifier } from "./validate.js";

/** What an author gives to `CreateEnum`. */
export interface CreateEnumData extends OperationFlagsData {
  readonly name: string;
  /** In order. */
  readonly values: readonly string[];
}

interface CreateEnumParts extends OperationFlagsData {
  readonly type: EnumType;
}

/** Makes an enum that several fields share. */
export class CreateEnum extends TablelessOperation {
  readonly kind = "create_enum";
  readonly type: EnumType;

  constructor(parts: CreateEnumParts) {
    super(parts);
    this.type = parts.type;
  }

  describe(): string {
    return `Create enum ${this.type.name} (${this.type.values.join(", ")})`;
  }

  nameFragment(): string {
    return this.type.name;
  }

  mutate(before: Schema): Schema {
    return withEnum(before, this.type);
  }

  protected forward({ editor, after }: OperationContext): readonly Step[] {
    return editor.createEnum(this.type, after);
  }

  protected backward({ editor, after }: OperationContext): readonly Step[] {
    return editor.dropEnum(this.type, after);
  }

  protected fields() {
    return { name: this.type.name, values: this.type.values };
  }
}

export const createEnumType: OperationType = defineType({
  kind: "create_enum",
  className: "CreateEnum",
  entries: { name: newIdentifier, values: enumValues, ...flagEntries },
  make: ({ name, values, ...flags }) =>
    new CreateEnum({ ...flags, type: Object.freeze({ name, values: Object.freeze([...values]) }) }),
});
