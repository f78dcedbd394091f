import { isFieldType } from "../schema/check-field-type.js";
import { constraintName } from "../schema/constraint-name.js";
import { counterFault, counterOf, sequenceOf } from "../schema/counter.js";
import { type Field, type FieldDefault, makeField } from "../schema/field.js";
import { optionTexts } from "../schema/options.js";
import { type ForeignKey, makeForeignKey, type ReferentialAction } from "../schema/table.js";
import type { ActionEntry, FieldEntry } from "./document-shape.js";

/** What the current time is a value of. */
const TIMES: ReadonlySet<string> = new Set(["date", "time", "timestamp", "timestamptz"]);

/** What says how a field counts. */
const COUNTING = [
  "type",
  "native",
  "enum",
  "foreign_key",
  "identity",
  "sequence",
  "counter",
  "generated",
  "default",
] as const;

/** What is wrong with a part of a document: the key under which it stands, and a sentence. */
export interface FieldFault {
  readonly key: keyof FieldEntry;
  /** All keys that the sentence judges by: where one of them cannot be read, it may be false. */
  readonly judgedBy: readonly (keyof FieldEntry)[];
  readonly message: string;
  readonly hint: string;
}

/** A field taken apart; `fault` instead where it contradicts itself. */
export interface BuiltField {
  readonly field: Field;
  readonly foreignKey: ForeignKey | undefined;
}

/** The enums that the document declares, by name. */
export type EnumsByName = ReadonlyMap<string, readonly string[]>;

/** The column that a field of a document means. `table` is the bare name of its table. */
export function buildField(entry: FieldEntry, table: string, enums: EnumsByName): BuiltField {
  const { name, generated, foreign_key: key } = entry;
  const shared = entry.enum === undefined ? undefined : enums.get(entry.enum);
  const values = entry.values ?? shared;
  const field = makeField({
    name,
    type: typeOf(entry),
    native: entry.native,
    nullable: entry.primary_key === true ? false : entry.nullable,
    default: defaultOf(entry.default),
    length: entry.length,
    precision: entry.precision,
    scale: entry.scale,
    autoCreate: entry.auto_create,
    autoUpdate: entry.auto_update,
    values: values && Object.freeze([...values]),
    enum: entry.enum,
    generated:
      generated &&
      Object.freeze({ expression: generated.expression, stored: generated.stored ?? true }),
    collation: entry.collation,
    comment: entry.comment,
    options: optionTexts(entry.options),
    identity: entry.identity,
    sequence: sequenceOf(entry.sequence),
    counter: counterOf(entry.counter),
  });
  const foreignKey =
    key &&
    makeForeignKey({
      name: key.name ?? constraintName({ prefix: "fk", table, fields: [name] }),
      fields: [name],
      table: key.table,
      targetFields: key.field === undefined ? [] : [key.field],
      onDelete: actionOf(key.on_delete),
      onUpdate: actionOf(key.on_update),
      deferrable: key.deferrable,
      notValid: key.not_valid === true,
    });
  return { field, foreignKey };
}

/** The model's word of an action. */
export function actionOf(word: ActionEntry | undefined): ReferentialAction | undefined {
  return word === "DO_NOTHING" ? "NO_ACTION" : word;
}

function typeOf({ native, type, enum: shared, foreign_key: key }: FieldEntry): string {
  if (native !== undefined) return "native";
  if (type !== undefined) return type.toLowerCase();
  if (shared !== undefined) return "enum";
  return key === undefined ? "" : "foreign_key";
}

function defaultOf(given: FieldEntry["default"]): FieldDefault | undefined {
  if (given === undefined) return undefined;
  if (typeof given === "string") return Object.freeze({ kind: "named", name: given });
  if (typeof given !== "object") return Object.freeze({ kind: "literal", value: given });
  if (given.sql !== undefined) return Object.freeze({ kind: "sql", sql: given.sql });
  return Object.freeze({ kind: "literal", value: given.value ?? null });
}

/** What contradicts itself in one field; `spell`: how a key is spelt where it stands. */
export function fieldFaults(
  entry: FieldEntry,
  { enums, spell }: { readonly enums: EnumsByName; readonly spell: (key: string) => string },
): readonly FieldFault[] {
  const type = entry.type?.toLowerCase();
  const faults: FieldFault[] = [];
  const refuse = (
    [key, ...others]: readonly [keyof FieldEntry, ...(keyof FieldEntry)[]],
    message: string,
    hint: string,
  ): void => {
    faults.push({ key, judgedBy: [key, ...others], message, hint });
  };
  if (typeOf(entry) === "") {
    refuse(
      ["name", "type", "native", "enum", "foreign_key"],
      `the field "${entry.name}" has no type`,
      "Give it a type of docs/guides/types.md.",
    );
  }
  if (type === "foreign_key" && entry.foreign_key === undefined) {
    refuse(
      ["type", "foreign_key"],
      `the type foreign_key needs the key "${spell("foreign_key")}"`,
      `Write ${spell("foreign_key")}: { table: ... }.`,
    );
  }
  if ((type === "many_to_many") !== (entry.many_to_many !== undefined)) {
    refuse(
      ["type", "many_to_many"],
      `the type many_to_many and the key "${spell("many_to_many")}" belong together`,
      `Write type: many_to_many and ${spell("many_to_many")}: { table: ... }.`,
    );
  }
  if (type === "native" && entry.native === undefined) {
    refuse(
      ["type", "native"],
      'the type native needs the key "native"',
      "Write native: and the SQL type.",
    );
  }
  if (entry.native !== undefined && type !== undefined && type !== "native") {
    refuse(["native", "type"], "the field has a type already", "Take type or native away.");
  }
  if (entry.enum !== undefined && !enums.has(entry.enum)) {
    refuse(
      ["enum"],
      `there is no enum "${entry.enum}"`,
      "Declare it below enums: at the top of a file.",
    );
  }
  if (entry.enum !== undefined && entry.values !== undefined) {
    refuse(
      ["values", "enum"],
      "the field has the values of an enum already",
      "Take values: or enum: away.",
    );
  }
  const isEnum = /^enum(?:\[\])?$/.test(typeOf(entry));
  if (isEnum !== ((entry.values ?? entry.enum) !== undefined)) {
    refuse(
      ["type", "values", "enum", "native", "foreign_key"],
      "the type enum and its values belong together",
      "Write type: enum and values: [...].",
    );
  }
  const twice = entry.values?.find((value, at, all) => all.indexOf(value) !== at);
  if (twice !== undefined) {
    refuse(["values"], `the value "${twice}" is there twice`, "Keep one of the two.");
  }
  if ((entry.scale ?? 0) > (entry.precision ?? entry.scale ?? 0)) {
    refuse(
      ["scale", "precision"],
      "the scale is larger than the precision",
      "precision counts all digits.",
    );
  }
  const counter = counterFault({
    ...entry,
    type: typeOf(entry),
    sequence: sequenceOf(entry.sequence),
  });
  if (counter !== undefined) refuse([counter.key, ...COUNTING], counter.message, counter.hint);
  return [...faults, ...timeFaults(entry, spell), ...defaultFaults(entry)];
}

/** Only a field that holds a time can be filled with the current one; of an SQL type that is not known. */
function timeFaults(entry: FieldEntry, spell: (key: string) => string): readonly FieldFault[] {
  const type = typeOf(entry);
  if (TIMES.has(type) || type === "native" || !isFieldType(type)) return [];
  const given = (["auto_create", "auto_update"] as const).filter((key) => entry[key] === true);
  return given.map((key) => ({
    key,
    judgedBy: [key, "type", "native", "enum", "foreign_key"],
    message: `"${spell(key)}" belongs to a date or a time, and the type is ${type}`,
    hint: `Take it away, or give the field one of the types ${[...TIMES].join(", ")}.`,
  }));
}

/** Why there is no such default, or not in this spelling. */
function defaultFaults({ generated, default: given }: FieldEntry): readonly FieldFault[] {
  if (given === undefined) return [];
  const fault = (message: string, hint: string): FieldFault => ({
    key: "default",
    judgedBy: ["default", "generated", "type"],
    message,
    hint,
  });
  const faults: FieldFault[] = [];
  if (generated !== undefined) {
    faults.push(fault("a generated field has no default", "Take one of the two away."));
  }
  if (typeof given === "object" && (given.sql === undefined) === (given.value === undefined)) {
    faults.push(fault("give sql or value", "Write { sql: ... } or { value: ... }."));
  }
  return faults;
}
