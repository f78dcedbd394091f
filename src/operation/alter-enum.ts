import * as v from "valibot";
import type { EnumType } from "../schema/schema.js";
import { StateError } from "../schema/state-error.js";
import { replaceEnum, requireEnum } from "../schema/with-enum.js";
import { defineOperation, flagEntries, type OperationFlagsData } from "./define-operation.js";
import { OperationError } from "./operation-error.js";
import { enumValues, identifier, valuePairs } from "./validate.js";

/** What an author gives to `AlterEnum`. */
export interface AlterEnumData extends OperationFlagsData {
  readonly name: string;
  /** All values from now on, in order. */
  readonly values: readonly string[];
  /** Values of another name, `{ old: "new" }`; `down` knows the way back. */
  readonly renameValues?: Readonly<Record<string, string>> | undefined;
  /** Values that go, and which of those that stay rows get instead: `{ legacy: "closed" }`. */
  readonly replaceValues?: Readonly<Record<string, string>> | undefined;
}

type Pairs = ReadonlyMap<string, string>;

/** Changes the values of an enum, in every field that shares them. */
export const alterEnumType = defineOperation({
  kind: "alter_enum",
  className: "AlterEnum",
  entries: {
    name: identifier,
    values: enumValues,
    renameValues: v.optional(valuePairs),
    replaceValues: v.optional(valuePairs),
    ...flagEntries,
  },
  parts: ({ name, values, renameValues, replaceValues }, path) => {
    const renamed = pairsOf(renameValues, { values, path: `${path}.renameValues` });
    const replaced = pairsOf(replaceValues, { values, path: `${path}.replaceValues` });
    const names = [...renamed.values()];
    const twice = names.find((one, at) => names.indexOf(one) !== at);
    if (twice !== undefined) {
      throw refused(`two values become "${twice}"`, `${path}.renameValues`);
    }
    const both = [...replaced.keys()].find((old) => renamed.has(old));
    if (both !== undefined) throw refused(`"${both}" is renamed as well`, `${path}.replaceValues`);
    const type = Object.freeze({ name, values: Object.freeze([...values]) });
    return { type, renamed, replaced };
  },
  data: ({ type, renamed, replaced }) => ({
    ...type,
    ...(renamed.size > 0 && { renameValues: Object.fromEntries(renamed) }),
    ...(replaced.size > 0 && { replaceValues: Object.fromEntries(replaced) }),
  }),
  // Which rows had a value that was replaced is not known afterwards.
  destructive: ({ replaced }) => replaced.size > 0,
  describe: ({ type }) => `Alter enum ${type.name} (${type.values.join(", ")})`,
  nameFragment: ({ type }) => `alter_${type.name}`,
  mutate: (change, before) => {
    requireFit(change, requireEnum(before, change.type.name).values);
    return replaceEnum(before, change);
  },
  up: ({ type: to, renamed, replaced }, { editor, before, after }) => {
    const from = requireEnum(before, to.name);
    return editor.alterEnum({ before, after, from, to, renamed, replaced });
  },
  down: ({ type: from, renamed }, { editor, before, after }) =>
    editor.alterEnum({
      before: after,
      after: before,
      from,
      to: requireEnum(before, from.name),
      renamed: new Map([...renamed].map(([old, fresh]) => [fresh, old])),
      replaced: new Map(),
    }),
});

interface EnumAlteration {
  readonly type: EnumType;
  readonly renamed: Pairs;
  readonly replaced: Pairs;
}

/** @throws StateError for a change that the values at this point do not allow. */
function requireFit({ type, renamed, replaced }: EnumAlteration, values: readonly string[]): void {
  const misfit = (why: string) =>
    new StateError({
      code: "SCHEMA_ENUM_VALUE",
      message: `enum "${type.name}" cannot be altered so: ${why}`,
      hint: `Its values at this point are ${values.join(", ")}.`,
      member: type.name,
    });
  for (const old of [...renamed.keys(), ...replaced.keys()]) {
    if (!values.includes(old)) throw misfit(`it has no value "${old}"`);
  }
  for (const fresh of renamed.values()) {
    if (values.includes(fresh)) throw misfit(`it has "${fresh}" already`);
  }
  for (const kept of replaced.values()) {
    if (!values.includes(kept)) throw misfit(`"${kept}" is no value that stays`);
  }
}

/** @throws OperationError for a value that stays, and for one that does not come. */
function pairsOf(
  given: Readonly<Record<string, string>> | undefined,
  { values, path }: { readonly values: readonly string[]; readonly path: string },
): Pairs {
  for (const [old, fresh] of Object.entries(given ?? {})) {
    if (values.includes(old)) throw refused(`"${old}" is among the new values`, path);
    if (!values.includes(fresh)) throw refused(`"${fresh}" is not among the new values`, path);
  }
  return new Map(Object.entries(given ?? {}));
}

function refused(message: string, path: string): OperationError {
  return new OperationError({
    code: "OPERATION_INVALID",
    message,
    hint: "Write { old: new }: the old one goes, the new one is one of `values`; several become one with replaceValues.",
    path,
  });
}
