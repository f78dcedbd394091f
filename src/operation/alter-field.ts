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
import {
  BaseOperation,
  changeOf,
  defineType,
  flagEntries,
  type OperationFlagsData,
  reversed,
} from "./base-operation.js";
import { admitField, bareName, extendKey, shrinkKey } from "./change-table.js";
import {
  type FieldData,
  type FieldSpec,
  fieldFromData,
  fieldSchema,
  fieldToData,
} from "./field-data.js";
import { usualKeyName } from "./foreign-key-data.js";
import { isNarrowing } from "./narrowing.js";
import type { OperationContext, OperationType } from "./operation.js";
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

interface AlterFieldParts extends Omit<AlterFieldData, "oldField" | "newField" | "renameValues"> {
  readonly oldSpec: FieldSpec | undefined;
  readonly newSpec: FieldSpec;
  readonly renamed: RenamedValues | undefined;
}

/**
 * Changes a field, however many of its properties. Primary key, unique and foreign key change as
 * far as the old and the new field differ in them. Fields whose type is that of this one, because
 * they refer to it, follow.
 */
export class AlterField extends BaseOperation {
  readonly kind = "alter_field";
  readonly table: string;
  /** undefined: as the state has it. */
  readonly oldSpec: FieldSpec | undefined;
  readonly newSpec: FieldSpec;
  readonly using: string | undefined;
  readonly downUsing: string | undefined;
  readonly renamed: RenamedValues | undefined;
  readonly backfill: string | undefined;

  constructor(parts: AlterFieldParts) {
    super(parts);
    this.table = parts.table;
    this.oldSpec = parts.oldSpec;
    this.newSpec = parts.newSpec;
    this.using = parts.using;
    this.downUsing = parts.downUsing;
    this.renamed = parts.renamed;
    this.backfill = parts.backfill;
  }

  /** Without an old field the worse is assumed. */
  override get destructive(): boolean {
    return !this.schemaOnly && this.#narrows(this.oldSpec?.field);
  }

  override isDestructive(before: Schema): boolean {
    const table = before.tables.get(this.table);
    const field = this.oldSpec?.field ?? (table && findField(table, this.#name));
    return !this.schemaOnly && this.#narrows(field);
  }

  describe(): string {
    return `Alter field ${this.#name} of ${this.table}`;
  }

  nameFragment(): string {
    return `alter_${this.#name}_in_${bareName(this.table)}`;
  }

  mutate(before: Schema): Schema {
    const { foreignKey, unique, field } = this.newSpec;
    const old = requireTable(before, this.table);
    const spec = this.#specIn(old, before);
    let schema = replaceTable(before, this.#withoutOld(old, spec));
    if (foreignKey !== undefined && this.#changes("foreignKey", spec)) {
      schema = withForeignKey(schema, this.table, this.#newKey(foreignKey, old, spec));
    }
    let next = requireTable(schema, this.table);
    if (unique !== undefined && this.#changes("unique", spec)) {
      next = uniqueTable(next, unique, before);
    }
    if (this.newSpec.primaryKey && !spec.primaryKey) {
      next = { ...next, primaryKey: extendKey(next.primaryKey, this.#name) };
    }
    const inKey = next.primaryKey?.fields.includes(this.#name) ?? false;
    const wanted = inKey ? { ...field, nullable: false } : field;
    const admitted = admitField(wanted, next, before, requireField(old, this.#name));
    const fields = next.fields.map((old) => (old.name === this.#name ? admitted : old));
    const after = replaceTable(schema, { ...next, fields });
    requireKeys(before, after, this.table);
    return after;
  }

  protected forward(context: OperationContext): readonly Step[] {
    const { using, backfill, renamed } = this;
    return this.#alter(context, { using, backfill, renamed });
  }

  protected backward(context: OperationContext): readonly Step[] {
    const renamed = renamedBack(this.renamed);
    // Only one of the two ways takes NULL away.
    const { downUsing: using, backfill } = this;
    return this.#alter(reversed(context), { using, backfill, renamed });
  }

  protected fields() {
    const bare = bareName(this.table);
    return {
      table: this.table,
      ...(this.oldSpec !== undefined && { oldField: fieldToData(this.oldSpec, bare) }),
      newField: fieldToData(this.newSpec, bare),
      ...(this.using !== undefined && { using: this.using }),
      ...(this.downUsing !== undefined && { downUsing: this.downUsing }),
      ...(this.renamed !== undefined && { renameValues: Object.fromEntries(this.renamed) }),
      ...(this.backfill !== undefined && { backfill: this.backfill }),
    };
  }

  get #name(): string {
    return this.newSpec.field.name;
  }

  /** Told of the old field with the names that its values have from now on. */
  #narrows(old: Field | undefined): boolean {
    if (old === undefined) return true;
    const { renamed } = this;
    const values = old.values?.map((value) => renamed?.get(value) ?? value);
    return isNarrowing(renamed === undefined ? old : { ...old, values }, this.newSpec.field);
  }

  #changes(what: "foreignKey" | "unique", old: FieldSpec): boolean {
    return !isDeepStrictEqual(old[what], this.newSpec[what]);
  }

  /** The field as it is: as the author says, or as the state has it. */
  #specIn(table: Table, schema: Schema): FieldSpec {
    const field = requireField(table, this.#name);
    if (this.oldSpec === undefined) {
      const none = { primaryKey: false, unique: undefined, foreignKey: undefined };
      return fieldSpecOf(table, this.#name) ?? { field, ...none, manyToMany: undefined };
    }
    requireSameField(this.oldSpec.field, { field, table, schema });
    return this.oldSpec;
  }

  /** The table without what the old field has and the new one has not. */
  #withoutOld(table: Table, spec: FieldSpec): Table {
    const { primaryKey } = spec;
    const key = this.#changes("foreignKey", spec) ? this.#oldKey(table, spec) : undefined;
    const unique = this.#changes("unique", spec) ? this.#oldUnique(table, spec) : undefined;
    const next = {
      ...table,
      foreignKeys: table.foreignKeys.filter((one) => one !== key),
      uniques: table.uniques.filter((one) => one !== unique),
    };
    if (!primaryKey || this.newSpec.primaryKey) return next;
    return { ...next, primaryKey: shrinkKey(next.primaryKey, this.#name) };
  }

  #oldKey(table: Table, { foreignKey }: FieldSpec): ForeignKey | undefined {
    if (foreignKey === undefined) return undefined;
    const { name } = foreignKey;
    const named = name !== usualKeyName(foreignKey, bareName(this.table));
    return constraintOnField({ table, field: this.#name, list: table.foreignKeys, name, named });
  }

  #oldUnique(table: Table, { unique }: FieldSpec): Unique | undefined {
    const name = unique?.name;
    if (name === undefined) return undefined;
    return constraintOnField({
      table,
      field: this.#name,
      list: table.uniques,
      name,
      named: false,
    });
  }

  /** A foreign key that changes keeps the name that it has, unless it is given another one. */
  #newKey(key: ForeignKey, old: Table, spec: FieldSpec): ForeignKey {
    const kept = key.name === spec.foreignKey?.name ? this.#oldKey(old, spec) : undefined;
    return kept === undefined ? key : Object.freeze({ ...key, name: kept.name });
  }

  #alter(context: OperationContext, options: AlterOptions): readonly Step[] {
    const change = changeOf(context, this.table);
    const oldField = requireField(change.from, this.#name);
    const newField = requireField(change.to, this.#name);
    const { renamed } = options;
    const using = renamed && context.editor.renamedValues(this.#name, renamed);
    return context.editor.alterField({
      change,
      oldField,
      newField,
      options: using ? { ...options, using } : options,
    });
  }
}

export const alterFieldType: OperationType = defineType({
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
  make: ({ oldField, newField, renameValues: given, ...data }, path) => {
    const table = bareName(data.table);
    const oldSpec = oldField && fieldFromData(oldField, table);
    const newSpec = fieldFromData(newField, table);
    checkPair(oldSpec ?? newSpec, newSpec, path);
    const converted = (data.using ?? data.downUsing) !== undefined;
    const [from, to] = [oldSpec?.field, newSpec.field];
    const renamed = renamedValues({ given, from, to, converted, path });
    return new AlterField({ ...data, oldSpec, newSpec, renamed });
  },
});

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
