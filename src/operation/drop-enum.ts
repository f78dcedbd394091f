import type { Step } from "../dialect/statement.js";
import type { Schema } from "../schema/schema.js";
import { requireEnum, withoutEnum } from "../schema/with-enum.js";
import {
  defineType,
  flagEntries,
  type OperationFlagsData,
  TablelessOperation,
} from "./base-operation.js";
import type { OperationContext, OperationType } from "./operation.js";
import { identifier } from "./validate.js";

/** What an author gives to `DropEnum`. */
export interface DropEnumData extends OperationFlagsData {
  readonly name: string;
}

/** Drops an enum that no field shares any more. */
export class DropEnum extends TablelessOperation {
  readonly kind = "drop_enum";
  readonly name: string;

  constructor(data: DropEnumData) {
    super(data);
    this.name = data.name;
  }

  describe(): string {
    return `Drop enum ${this.name}`;
  }

  nameFragment(): string {
    return `drop_${this.name}`;
  }

  mutate(before: Schema): Schema {
    return withoutEnum(before, this.name);
  }

  protected forward({ editor, before }: OperationContext): readonly Step[] {
    return editor.dropEnum(requireEnum(before, this.name), before);
  }

  protected backward({ editor, before }: OperationContext): readonly Step[] {
    return editor.createEnum(requireEnum(before, this.name), before);
  }

  protected fields() {
    return { name: this.name };
  }
}

export const dropEnumType: OperationType = defineType({
  kind: "drop_enum",
  className: "DropEnum",
  entries: { name: identifier, ...flagEntries },
  make: (data) => new DropEnum(data),
});
