import { requireEnum, withoutEnum } from "../schema/with-enum.js";
import type { OperationFlagsData } from "./base-operation.js";
import { defineOperation } from "./define-operation.js";
import { identifier } from "./validate.js";

/** What an author gives to `DropEnum`. */
export interface DropEnumData extends OperationFlagsData {
  readonly name: string;
}

/** Drops an enum that no field shares any more. */
export const dropEnumType = defineOperation({
  kind: "drop_enum",
  className: "DropEnum",
  entries: { name: identifier },
  describe: ({ name }) => `Drop enum ${name}`,
  nameFragment: ({ name }) => `drop_${name}`,
  mutate: ({ name }, before) => withoutEnum(before, name),
  up: ({ name }, { editor, before }) => editor.dropEnum(requireEnum(before, name), before),
  down: ({ name }, { editor, before }) => editor.createEnum(requireEnum(before, name), before),
});
