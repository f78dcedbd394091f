import { isDeepStrictEqual } from "node:util";
import { addFieldType } from "../operation/add-field.js";
import { alterFieldType } from "../operation/alter-field.js";
import { createTableType } from "../operation/create-table.js";
import { fieldToData } from "../operation/field-data.js";
import { parseOperation } from "../operation/index.js";
import { indexToData } from "../operation/index-data.js";
import type { Operation, OperationData } from "../operation/operation.js";
import { OperationError } from "../operation/operation-error.js";
import { fieldSpecOf, tableToData } from "../operation/table-data.js";
import { equalSchemas } from "../schema/diff-schemas.js";
import type { Field } from "../schema/field.js";
import type { Schema } from "../schema/schema.js";
import { fittingStep, type Step } from "./step.js";

/** What one operation does of what two neighbours did; undefined = not this way. */
type Rule = (first: Step, second: Step) => OperationData | undefined;

/** In this order; whatever a rule proposes must lead to the same schema. */
const RULES: readonly Rule[] = [
  intoTable,
  intoField,
  intoIndex,
  intoDrop,
  intoRename,
  intoAlteration,
  intoTableAlteration,
  intoKey,
  intoEnum,
  intoSettings,
];

/**
 * Fewer operations that do what two neighbours do: none, or one. undefined where it takes both.
 * The schema behind them is the same, and so are rows that were there before them.
 */
export function merged(first: Step, second: Step): readonly Operation[] | undefined {
  if (!isMovable(first) || !isMovable(second)) return undefined;
  if (first.touch === "schema" && second.touch === "schema" && isUndone(first, second)) return [];
  for (const rule of RULES) {
    const data = rule(first, second);
    const operation = data && parsed(data);
    const step = operation && fittingStep(operation, first.before);
    if (step !== undefined && equalSchemas(step.after, second.after)) return [step.operation];
  }
  return undefined;
}

/** undefined for what no author could write: a table without fields. */
function parsed(data: OperationData): Operation | undefined {
  try {
    return parseOperation(data, "$");
  } catch (error) {
    if (error instanceof OperationError) return undefined;
    throw error;
  }
}

/** Data steps are what the author wanted to happen, and what is unknown may do anything. */
function isMovable({ touch }: Step): boolean {
  return touch !== undefined && touch !== "data";
}

/** Could they be merged at all, as far as their kinds tell? Asked before anything is moved. */
export function isPair({ operation: { kind: first } }: Step, { operation }: Step): boolean {
  const second = operation.kind;
  if (first === "create_table" || second.startsWith("drop_")) return true;
  if (first === second) return /^(?:alter|rename|set)_/.test(first);
  if (first.startsWith("drop_")) return second === first.replace("drop_", "add_");
  return (
    (first === "add_field" && (second === "alter_field" || second === "rename_field")) ||
    (first === "add_index" && second === "rename_index") ||
    (first === "create_enum" && second === "alter_enum")
  );
}

/** Nothing is left of both, and the first of them lost nothing on the way. */
function isUndone(first: Step, second: Step): boolean {
  return !first.operation.isDestructive(first.before) && equalSchemas(first.before, second.after);
}

/** A table that was made just now has no rows, so whatever changes it can be part of making it. */
function intoTable({ operation: first }: Step, { operation: second, after }: Step) {
  const made = createTableType.partsOf(first);
  if (made === undefined) return undefined;
  const { table: old = "" } = first;
  const renamed = second.kind === "rename_table" && second.table === old;
  const { newName } = second.toData();
  const key = renamed ? old.slice(0, old.lastIndexOf(".") + 1) + String(newName) : old;
  const table = after.tables.get(key);
  if (table === undefined) return undefined;
  return { type: first.kind, ...tableToData({ table, relations: made.relations }) };
}

/** Rows that exist get the default of the field that is added, so it must be the last one already. */
function intoField({ operation: first, touch, after: between }: Step, second: Step) {
  const parts = addFieldType.partsOf(first);
  if (parts === undefined || touch !== "schema" || second.touch !== "schema") return undefined;
  const { table, spec: added } = parts;
  const { oldName, newName } = second.operation.toData();
  const old = fieldIn(between, table, added.field.name);
  const name = oldName === added.field.name ? String(newName) : added.field.name;
  const owner = second.after.tables.get(table);
  const spec = owner && fieldSpecOf(owner, name);
  if (old === undefined || spec === undefined || !fillAlike(old, spec.field)) return undefined;
  return { type: first.kind, table, field: fieldToData(spec, owner?.name ?? table) };
}

function fillAlike(a: Field, b: Field): boolean {
  const filling = ({ default: value, autoCreate, autoUpdate, generated, values }: Field) => [
    value,
    autoCreate,
    autoUpdate,
    generated,
    values,
  ];
  return isDeepStrictEqual(filling(a), filling(b));
}

function intoIndex({ operation: first }: Step, { operation: second, after }: Step) {
  const data = second.toData();
  if (first.kind !== "add_index" || second.kind !== "rename_index") return undefined;
  const owner = first.table === undefined ? undefined : after.tables.get(first.table);
  const index = owner?.indexes.find(({ name }) => name === data.newName);
  return index && { type: first.kind, table: first.table, index: indexToData(index) };
}

/** What is dropped need not be changed before; under another name it is dropped under its first. */
function intoDrop({ operation: first }: Step, { operation: second }: Step) {
  const data = second.toData();
  if (!second.kind.startsWith("drop_")) return undefined;
  if (first.kind !== second.kind.replace("drop_", "rename_")) return data;
  const { oldName } = first.toData();
  switch (second.kind) {
    case "drop_table":
      return { ...data, name: oldName };
    case "drop_field":
      return { ...data, field: oldName };
    case "drop_index":
      return { ...data, index: oldName };
    default:
      return undefined;
  }
}

function intoRename({ operation: first }: Step, { operation: second }: Step) {
  if (first.kind !== second.kind || !first.kind.startsWith("rename_")) return undefined;
  return { ...first.toData(), newName: second.toData().newName };
}

/** What the first one lost the second one does not bring back, so it must have lost nothing. */
function intoAlteration(first: Step, second: Step) {
  const one = alterFieldType.partsOf(first.operation);
  const two = alterFieldType.partsOf(second.operation);
  if (one === undefined || two === undefined) return undefined;
  const plain = first.touch === "schema" && second.touch === "schema";
  if (!plain || first.operation.isDestructive(first.before)) return undefined;
  if (one.newSpec.field.name !== two.newSpec.field.name) return undefined;
  return { ...first.operation.toData(), newField: second.operation.toData().newField };
}

function intoTableAlteration({ operation: first }: Step, { operation: second }: Step) {
  if (first.kind !== "alter_table" || second.kind !== "alter_table") return undefined;
  const [one, two] = [first.toData(), second.toData()];
  return { ...one, ...two, options: { ...Object(one.options), ...Object(two.options) } };
}

/** Each says what the key is from then on. */
function intoKey({ operation: first }: Step, { operation: second }: Step) {
  const both = [first, second].every(({ kind }) => kind === "alter_primary_key");
  return both ? second.toData() : undefined;
}

function intoEnum({ operation: first, touch }: Step, { operation: second, ...step }: Step) {
  const plain = touch === "schema" && step.touch === "schema" && second.kind === "alter_enum";
  if (!plain || !/^(?:create|alter)_enum$/.test(first.kind)) return undefined;
  return { ...first.toData(), values: second.toData().values };
}

/** Each replaces the maps of the databases that it names. */
function intoSettings({ operation: first }: Step, { operation: second, touch }: Step) {
  if (touch !== "settings" || first.kind !== second.kind) return undefined;
  return { ...first.toData(), ...second.toData() };
}

function fieldIn({ tables }: Schema, table: string, name: string): Field | undefined {
  return tables.get(table)?.fields.find((field) => field.name === name);
}
