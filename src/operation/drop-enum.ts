import { requireEnum, withoutEnum } from "../schema/with-enum.js";
import { defineOperation, flagEntries, type OperationFlagsData } from "./define-operation.js";
import { identifier } from "./validate.js";

/** What an author gives to `DropEnum`. */
export interface DropEnumData extends OperationFlagsData {
  readonly name: string;
}

/** Drops an enum that no field shares any more. */
export const dropEnumType = defineOperation({
  kind: "drop_enum",
  className: "DropEnum",
  entries: { name: identifier, ...flagEntries },
  describe: ({ name }) => `Drop enum ${name}`,
  nameFragment: ({ name }) => `drop_${name}`,
  mutate: ({ name }, before) => withoutEnum(before, name),
  up: ({ name }, { editor, before }) => editor.dropEnum(requireEnum(before, name), before),
  down: ({ name }, { editor, before }) => editor.createEnum(requireEnum(before, name), before),
});
