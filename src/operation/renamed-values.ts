import type { Field } from "../schema/field.js";
import { OperationError } from "./operation-error.js";

/** Which enum values have another name, old -> new. */
export type RenamedValues = ReadonlyMap<string, string>;

export interface RenamedValuesAsk {
  readonly given: Readonly<Record<string, string>> | undefined;
  /** undefined: the author left it to the state. */
  readonly from: Field | undefined;
  readonly to: Field;
  /** Is there an expression for the values as well? */
  readonly converted: boolean;
  readonly path: string;
}

/**
 * The renamed values of an enum, checked against its values before and after.
 *
 * @throws OperationError for a value that stays, one that is not there, and two that become one.
 */
export function renamedValues(ask: RenamedValuesAsk): RenamedValues | undefined {
  const { given, from, to, path } = ask;
  if (given === undefined) return undefined;
  if (from === undefined) {
    throw refused(
      path,
      "renameValues needs oldField",
      "Write oldField with the values as they are.",
    );
  }
  if (from.type !== "enum" || to.type !== "enum") {
    throw refused(path, `"${to.name}" is not an enum before and after`, "Convert it with `using`.");
  }
  if ((from.enum ?? to.enum) !== undefined) {
    throw refused(path, `"${to.name}" shares its values with other fields`, "Use AlterEnum.");
  }
  if (ask.converted) {
    throw refused(path, "renameValues and using both say what becomes of the values", "Give one.");
  }
  const [old, fresh] = [from.values ?? [], to.values ?? []];
  const pairs = Object.entries(given);
  for (const [was, is] of pairs) {
    const wrong =
      wrongValue(was, { inside: old, outside: fresh, names: "oldField and not of newField" }) ??
      wrongValue(is, { inside: fresh, outside: old, names: "newField and not of oldField" });
    if (wrong === undefined) continue;
    throw refused(path, wrong, `oldField has ${old.join(", ")}; newField has ${fresh.join(", ")}.`);
  }
  const names = pairs.map(([, is]) => is);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice === undefined) return new Map(pairs);
  throw refused(path, `two values become "${twice}"`, "Say with `using` what becomes of them.");
}

/** The same for the way back. */
export function renamedBack(renamed: RenamedValues | undefined): RenamedValues | undefined {
  return renamed && new Map([...renamed].map(([was, is]) => [is, was]));
}

interface Sides {
  readonly inside: readonly string[];
  readonly outside: readonly string[];
  readonly names: string;
}

function wrongValue(value: string, { inside, outside, names }: Sides): string | undefined {
  if (inside.includes(value) && !outside.includes(value)) return undefined;
  return `"${value}" must be a value of ${names}`;
}

function refused(path: string, message: string, hint: string): OperationError {
  return new OperationError({
    code: "OPERATION_INVALID",
    message,
    hint,
    path: `${path}.renameValues`,
  });
}
