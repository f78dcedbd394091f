import { withEnum } from "../schema/with-enum.js";
import { defineOperation, flagEntries, type OperationFlagsData } from "./define-operation.js";
import { enumValues, newIdentifier } from "./validate.js";

/** What an author gives to `CreateEnum`. */
export interface CreateEnumData extends OperationFlagsData {
  readonly name: string;
  /** In order. */
  readonly values: readonly string[];
}

/** Makes an enum that several fields share. */
export const createEnumType = defineOperation({
  kind: "create_enum",
  className: "CreateEnum",
  entries: { name: newIdentifier, values: enumValues, ...flagEntries },
  parts: ({ name, values }) => ({ name, values: Object.freeze([...values]) }),
  describe: ({ name, values }) => `Create enum ${name} (${values.join(", ")})`,
  nameFragment: ({ name }) => name,
  mutate: (type, before) => withEnum(before, type),
  up: (type, { editor, after }) => editor.createEnum(type, after),
  down: (type, { editor, after }) => editor.dropEnum(type, after),
});
