import { isDeepStrictEqual } from "node:util";
import * as v from "valibot";
import type { AlterOptions } from "../dialect/schema-change.js";
import type { Step } from "../dialect/statement.js";
import type { Field } from "../schema/field.js";
import { findField, requireField } from "../schema/find-field.js";
import { requireKeys } from "../schema/key-references.js";
import { requireTable, type Schema } from "../schema/schema.js";
import { StateError } from "../schema/state-error.js";
import type { ForeignKey, Table, Unique } from "../schema/table.js";
import { uniqueTable } from "../schema/with-constraint.js";
import { withForeignKey } from "../schema/with-foreign-key.js";
import { replaceTable } from "../schema/with-table.js";
import { admitField, bareName, extendKey, shrinkKey } from "./change-table.js";
import {
  changeOf,
  defineOperation,
  flagEntries,
  type OperationFlagsData,
  reversed,
} from "./define-operation.js";
import {
  type FieldData,
  type FieldSpec,
  fieldFromData,
  fieldSchema,
  fieldToData,
} from "./field-data.js";
import { usualKeyName } from "./foreign-key-data.js";
import { isNarrowing } from "./narrowing.js";
import type { OperationContext } from "./operation.js";
import { OperationError } from "./operation-error.js";
import { type RenamedValues, renamedBack, renamedValues } from "./renamed-values.js";
import { requireSameField } from "./same-field.js";
import { fieldSpecOf } from "./table-data.js";
import { identifier, sqlText } from "./validate.js";

/** What an author gives to `AlterField`. */
export interface AlterFieldData extends OperationFlagsData {
  readonly table: string;
  /** The field as it is; left out: as the state has it. One that contradicts the state is an error. */
  readonly oldField?: FieldData | undefined;
  readonly newField: FieldData;
  /** SQL expression that makes the new value of the old one. */
  readonly using?: string | undefined;
  /** The same for `down`: makes the old value of the new one. */
  readonly downUsing?: string | undefined;
  /** Values of an enum that have another name, `{ old: "new" }`; `down` knows the way back. */
  readonly renameValues?: Readonly<Record<string, string>> | undefined;
  /** SQL expression for rows that hold NULL where the new field may not. */
  readonly backfill?: string | undefined;
}

interface AlteredField
  extends Omit<
    AlterFieldData,
    "oldField" | "newField" | "renameValues" | keyof OperationFlagsData
  > {
  /** undefined: as the state has it. */
  readonly oldSpec: FieldSpec | undefined;
  readonly newSpec: FieldSpec;
  readonly renamed: RenamedValues | undefined;
}

/**
 * Changes a field, however many of its properties. Primary key, unique and foreign key change as
 * far as the old and the new field differ in them. Fields whose type is that of this one, because
 * they refer to it, follow.
 */
export const alterFieldType = defineOperation({
  kind: "alter_field",
  className: "AlterField",
  entries: {
    table: identifier,
    oldField: v.optional(fieldSchema),
    newField: fieldSchema,
    using: v.optional(sqlText),
    downUsing: v.optional(sqlText),
    renameValues: v.optional(v.record(v.string(), v.string())),
    backfill: v.optional(sqlText),
    ...flagEntries,
  },
  parts: ({ oldField, newField, renameValues: given, ...data }, path): AlteredField => {
    const table = bareName(data.table);
    const oldSpec = oldField && fieldFromData(oldField, table);
    const newSpec = fieldFromData(newField, table);
    checkPair(oldSpec ?? newSpec, newSpec, path);
    const converted = (data.using ?? data.downUsing) !== undefined;
    const [from, to] = [oldSpec?.field, newSpec.field];
    const renamed = renamedValues({ given, from, to, converted, path });
    return { ...data, oldSpec, newSpec, renamed };
  },
  data: ({ table, oldSpec, newSpec, using, downUsing, renamed, backfill }) => ({
    table,
    oldField: oldSpec && fieldToData(oldSpec, bareName(table)),
    newField: fieldToData(newSpec, bareName(table)),
    using,
    downUsing,
    renameValues: renamed && Object.fromEntries(renamed),
    backfill,
  }),
  table: ({ table }) => table,
  // Without an old field the worse is assumed.
  destructive: (altered) => narrows(altered, altered.oldSpec?.field),
  isDestructive: (altered, before) => {
    const table = before.tables.get(altered.table);
    const found = table && findField(table, nameOf(altered));
    return narrows(altered, altered.oldSpec?.field ?? found);
  },
  describe: (altered) => `Alter field ${nameOf(altered)} of ${altered.table}`,
  nameFragment: (altered) => `alter_${nameOf(altered)}_in_${bareName(altered.table)}`,
  mutate: withAltered,
  up: (altered, context) => {
    const { using, backfill, renamed } = altered;
    return stepsOf(altered, context, { using, backfill, renamed });
  },
  down: (altered, context) => {
    const renamed = renamedBack(altered.renamed);
    // Only one of the two ways takes NULL away.
    const { downUsing: using, backfill } = altered;
    return stepsOf(altered, reversed(context), { using, backfill, renamed });
  },
});

function nameOf({ newSpec }: AlteredField): string {
  return newSpec.field.name;
}

/** Told of the old field with the names that its values have from now on. */
function narrows({ renamed, newSpec }: AlteredField, old: Field | undefined): boolean {
  if (old === undefined) return true;
  const values = old.values?.map((value) => renamed?.get(value) ?? value);
  return isNarrowing(renamed === undefined ? old : { ...old, values }, newSpec.field);
}

function withAltered(altered: AlteredField, before: Schema): Schema {
  const { table: key, newSpec } = altered;
  const { foreignKey, unique, field } = newSpec;
  const name = nameOf(altered);
  const old = requireTable(before, key);
  const spec = specIn(altered, old, before);
  let schema = replaceTable(before, withoutOld(altered, old, spec));
  if (foreignKey !== undefined && changes("foreignKey", spec, newSpec)) {
    schema = withForeignKey(schema, key, newKey(foreignKey, old, spec));
  }
  let next = requireTable(schema, key);
  if (unique !== undefined && changes("unique", spec, newSpec)) {
    next = uniqueTable(next, unique, before);
  }
  if (newSpec.primaryKey && !spec.primaryKey) {
    next = { ...next, primaryKey: extendKey(next.primaryKey, name) };
  }
  const inKey = next.primaryKey?.fields.includes(name) ?? false;
  const wanted = inKey ? { ...field, nullable: false } : field;
  const admitted = admitField(wanted, next, before, requireField(old, name));
  const fields = next.fields.map((old) => (old.name === name ? admitted : old));
  const after = replaceTable(schema, { ...next, fields });
  requireKeys(before, after, key);
  return after;
}

function changes(what: "foreignKey" | "unique", old: FieldSpec, fresh: FieldSpec): boolean {
  return !isDeepStrictEqual(old[what], fresh[what]);
}

/** The field as it is: as the author says, or as the state has it. */
function specIn(altered: AlteredField, table: Table, schema: Schema): FieldSpec {
  const { oldSpec } = altered;
  const field = requireField(table, nameOf(altered));
  if (oldSpec === undefined) {
    const none = { primaryKey: false, unique: undefined, foreignKey: undefined };
    return fieldSpecOf(table, field.name) ?? { field, ...none, manyToMany: undefined };
  }
  requireSameField(oldSpec.field, { field, table, schema });
  return oldSpec;
}

/** The table without what the old field has and the new one has not. */
function withoutOld({ newSpec }: AlteredField, table: Table, spec: FieldSpec): Table {
  const key = changes("foreignKey", spec, newSpec) ? oldKey(table, spec) : undefined;
  const unique = changes("unique", spec, newSpec) ? oldUnique(table, spec) : undefined;
  const next = {
    ...table,
    foreignKeys: table.foreignKeys.filter((one) => one !== key),
    uniques: table.uniques.filter((one) => one !== unique),
  };
  if (!spec.primaryKey || newSpec.primaryKey) return next;
  return { ...next, primaryKey: shrinkKey(next.primaryKey, spec.field.name) };
}

function oldKey(table: Table, { foreignKey, field }: FieldSpec): ForeignKey | undefined {
  if (foreignKey === undefined) return undefined;
  const { name } = foreignKey;
  const named = name !== usualKeyName(foreignKey, table.name);
  return constraintOnField({ table, field: field.name, list: table.foreignKeys, name, named });
}

function oldUnique(table: Table, { unique, field }: FieldSpec): Unique | undefined {
  const name = unique?.name;
  if (name === undefined) return undefined;
  return constraintOnField({ table, field: field.name, list: table.uniques, name, named: false });
}

/** A foreign key that changes keeps the name that it has, unless it is given another one. */
function newKey(key: ForeignKey, old: Table, spec: FieldSpec): ForeignKey {
  const kept = key.name === spec.foreignKey?.name ? oldKey(old, spec) : undefined;
  return kept === undefined ? key : Object.freeze({ ...key, name: kept.name });
}

function stepsOf(
  altered: AlteredField,
  context: OperationContext,
  options: AlterOptions,
): readonly Step[] {
  const change = changeOf(context, altered.table);
  const name = nameOf(altered);
  const oldField = requireField(change.from, name);
  const newField = requireField(change.to, name);
  const { renamed } = options;
  const using = renamed && context.editor.renamedValues(name, renamed);
  return context.editor.alterField({
    change,
    oldField,
    newField,
    options: using ? { ...options, using } : options,
  });
}

function checkPair(oldSpec: FieldSpec, newSpec: FieldSpec, path: string): void {
  if (oldSpec.field.name !== newSpec.field.name) {
    throw new OperationError({
      code: "OPERATION_INVALID",
      message: `oldField is named "${oldSpec.field.name}" and newField "${newSpec.field.name}"`,
      hint: "Rename the field with RenameField first.",
      path,
    });
  }
  if (oldSpec.manyToMany ?? newSpec.manyToMany) {
    throw new OperationError({
      code: "OPERATION_INVALID",
      message: `"${newSpec.field.name}" is a many_to_many relation, which is no column to alter`,
      hint: "Drop and create the junction table, or the field.",
      path,
    });
  }
}

interface OfFields {
  readonly name: string;
  readonly fields: readonly string[];
}

/** A constraint that a field is said to have. */
interface ConstraintAsk<Item extends OfFields> {
  readonly table: Table;
  readonly field: string;
  /** What the table has of this kind. */
  readonly list: readonly Item[];
  /** Its name as the field of today would have it, or as the author wrote it. */
  readonly name: string;
  /** Did the author write the name? */
  readonly named: boolean;
}

/**
 * The constraint on this field alone. Constraints keep their names when the table or the field is
 * renamed, so one without a name of the author is known by its field.
 *
 * @throws StateError when there is none, or several and none of that name.
 */
function constraintOnField<Item extends OfFields>(ask: ConstraintAsk<Item>): Item {
  const { table, field, name, named } = ask;
  const here = ask.list.filter(({ fields }) => fields.length === 1 && fields[0] === field);
  const same = here.find((item) => item.name === name);
  const [only, another] = named ? [] : here;
  const found = same ?? (another === undefined ? only : undefined);
  if (found !== undefined) return found;
  const names = here.map((item) => `"${item.name}"`).join(", ");
  throw new StateError({
    code: "SCHEMA_CONSTRAINT_MISSING",
    message: `field "${field}" of table "${table.name}" has no constraint "${name}" at this point${names === "" ? "" : `, it has ${names}`}`,
    hint:
      another === undefined
        ? "Write oldField as the field is before this operation."
        : "Several constraints are on this field: drop the one that is meant by its name.",
    table: table.name,
    member: name,
  });
}
