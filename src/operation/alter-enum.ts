import * as v from "valibot";
import type { Step } from "../dialect/statement.js";
import type { EnumType } from "../schema/enum-type.js";
import type { Schema } from "../schema/schema.js";
import { StateError } from "../schema/state-error.js";
import { replaceEnum, requireEnum } from "../schema/with-enum.js";
import {
  defineType,
  flagEntries,
  type OperationFlagsData,
  TablelessOperation,
} from "./base-operation.js";
import { enumValues, valuePairs } from "./enum-data.js";
import type { OperationContext, OperationType } from "./operation.js";
import { OperationError } from "./operation-error.js";
import { identifier } from "./validate.js";

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

interface AlterEnumParts extends OperationFlagsData {
  readonly type: EnumType;
  readonly renamed: Pairs;
  readonly replaced: Pairs;
}

/** Changes the values of an enum, in every field that shares them. */
export class AlterEnum extends TablelessOperation {
  readonly kind = "alter_enum";
  readonly type: EnumType;
  readonly renamed: Pairs;
  readonly replaced: Pairs;

  constructor(parts: AlterEnumParts) {
    super(parts);
    this.type = parts.type;
    this.renamed = parts.renamed;
    this.replaced = parts.replaced;
  }

  /** Which rows had a value that was replaced is not known afterwards. */
  override get destructive(): boolean {
    return this.replaced.size > 0 && !this.schemaOnly;
  }

  describe(): string {
    return `Alter enum ${this.type.name} (${this.type.values.join(", ")})`;
  }

  nameFragment(): string {
    return `alter_${this.type.name}`;
  }

  mutate(before: Schema): Schema {
    const { type, renamed, replaced } = this;
    const { values } = requireEnum(before, type.name);
    for (const old of [...renamed.keys(), ...replaced.keys()]) {
      if (!values.includes(old)) throw this.#misfit(`it has no value "${old}"`, values);
    }
    for (const fresh of renamed.values()) {
      if (values.includes(fresh)) throw this.#misfit(`it has "${fresh}" already`, values);
    }
    for (const kept of replaced.values()) {
      if (!values.includes(kept)) throw this.#misfit(`"${kept}" is no value that stays`, values);
    }
    return replaceEnum(before, { type, renamed });
  }

  protected forward({ editor, before, after }: OperationContext): readonly Step[] {
    const { type: to, renamed, replaced } = this;
    const from = requireEnum(before, to.name);
    return editor.alterEnum({ before, after, from, to, renamed, replaced });
  }

  protected backward({ editor, before, after }: OperationContext): readonly Step[] {
    const { type: from } = this;
    return editor.alterEnum({
      before: after,
      after: before,
      from,
      to: requireEnum(before, from.name),
      renamed: new Map([...this.renamed].map(([old, fresh]) => [fresh, old])),
      replaced: new Map(),
    });
  }

  protected fields() {
    const { type, renamed, replaced } = this;
    return {
      name: type.name,
      values: type.values,
      ...(renamed.size > 0 && { renameValues: Object.fromEntries(renamed) }),
      ...(replaced.size > 0 && { replaceValues: Object.fromEntries(replaced) }),
    };
  }

  #misfit(why: string, values: readonly string[]): StateError {
    return new StateError({
      code: "SCHEMA_ENUM_VALUE",
      message: `enum "${this.type.name}" cannot be altered so: ${why}`,
      hint: `Its values at this point are ${values.join(", ")}.`,
      member: this.type.name,
    });
  }
}

export const alterEnumType: OperationType = defineType({
  kind: "alter_enum",
  className: "AlterEnum",
  entries: {
    name: identifier,
    values: enumValues,
    renameValues: v.optional(valuePairs),
    replaceValues: v.optional(valuePairs),
    ...flagEntries,
  },
  make: ({ name, values, renameValues, replaceValues, ...flags }, path) => {
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
    return new AlterEnum({ ...flags, type, renamed, replaced });
  },
});

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
