import * as v from "valibot";
import { constraintName } from "../schema/constraint-name.js";
import {
  type Deferrable,
  type ForeignKey,
  makeForeignKey,
  type ReferentialAction,
} from "../schema/table.js";
import { deferrable, flag, identifier, names, strict } from "./validate.js";

/** What happens to rows that refer to a row which is deleted or changed. */
type ReferentialActionData = ReferentialAction | "DO_NOTHING";

interface ForeignKeyKeys {
  /** The other table. */
  readonly table: string;
  /** `PROTECT` if not given. */
  readonly onDelete?: ReferentialActionData | undefined;
  /** `NO_ACTION` if not given. */
  readonly onUpdate?: ReferentialActionData | undefined;
  /** `fk_<table>_<field>` if not given. */
  readonly name?: string | undefined;
  /**
   * Checked at the end of the transaction where the database can; `"immediate"`: with each statement,
   * unless a transaction asks for its end.
   */
  readonly deferrable?: Deferrable | undefined;
  /** PostgreSQL: rows that are there when it is made are not checked. */
  readonly notValid?: boolean | undefined;
}

/** `foreignKey` of a field: where it points. */
export interface ForeignKeyData extends ForeignKeyKeys {
  /** The field over there; its primary key if not given. */
  readonly field?: string | undefined;
  /** The same as a list of one. */
  readonly fields?: readonly string[] | undefined;
}

/** A foreign key of a table, over one or several of its fields. */
export interface ForeignKeyConstraintData extends ForeignKeyKeys {
  readonly field?: string | undefined;
  readonly fields?: readonly string[] | undefined;
  readonly targetField?: string | undefined;
  readonly targetFields?: readonly string[] | undefined;
  /** PostgreSQL: of several fields all or none are NULL. */
  readonly match?: "full" | undefined;
  /** PostgreSQL: the fields that `SET_NULL` and `SET_DEFAULT` set when a row over there is deleted. */
  readonly onDeleteFields?: readonly string[] | undefined;
}

const ACTIONS: ReadonlyMap<string, ReferentialAction> = new Map([
  ["CASCADE", "CASCADE"],
  ["RESTRICT", "RESTRICT"],
  ["PROTECT", "PROTECT"],
  ["SET_NULL", "SET_NULL"],
  ["SET_DEFAULT", "SET_DEFAULT"],
  ["NO_ACTION", "NO_ACTION"],
  ["DO_NOTHING", "NO_ACTION"],
]);

const action = v.pipe(
  v.string(),
  v.transform((text) =>
    ACTIONS.get(
      text
        .trim()
        .toUpperCase()
        .replaceAll(/[\s-]+/g, "_"),
    ),
  ),
  v.picklist([...ACTIONS.values()], `one of ${[...ACTIONS.keys()].join(", ")} is expected`),
);

const common = {
  table: identifier,
  name: v.optional(identifier),
  onDelete: v.optional(action),
  onUpdate: v.optional(action),
  deferrable: v.optional(deferrable),
  notValid: v.optional(flag),
};

/** Checks `foreignKey` of a field. */
export const foreignKeySchema = v.pipe(
  strict({ ...common, field: v.optional(identifier), fields: v.optional(names) }),
  v.check(
    ({ field, fields }) => field === undefined || fields === undefined,
    "give field or fields, not both",
  ),
  v.check(
    ({ fields }) => (fields?.length ?? 1) === 1,
    "one field refers to one field; several belong into foreignKeys of the table",
  ),
);

/** Checks a foreign key of a table. */
export const foreignKeyConstraintSchema = v.pipe(
  strict({
    ...common,
    field: v.optional(identifier),
    fields: v.optional(names),
    targetField: v.optional(identifier),
    targetFields: v.optional(names),
    match: v.optional(v.literal("full", 'only "full" is expected')),
    onDeleteFields: v.optional(names),
  }),
  v.check(
    ({ field, fields }) => (field === undefined) !== (fields === undefined),
    "give field or fields",
  ),
  v.check(
    ({ targetField, targetFields }) => targetField === undefined || targetFields === undefined,
    "give targetField or targetFields, not both",
  ),
  v.check(
    (data) => targetsOf(data).length === 0 || targetsOf(data).length === fieldsOf(data).length,
    "there must be as many target fields as fields",
  ),
  v.check(
    (data) => (data.onDeleteFields ?? []).every((name) => fieldsOf(data).includes(name)),
    "onDeleteFields are fields of the foreign key",
  ),
);

/** The foreign key that stands on a field. */
export function fieldForeignKey(
  data: v.InferOutput<typeof foreignKeySchema>,
  owner: { readonly table: string; readonly field: string },
): ForeignKey {
  const fields = [owner.field];
  return makeForeignKey({
    ...data,
    name: data.name ?? constraintName({ prefix: "fk", table: owner.table, fields }),
    fields,
    targetFields: data.field === undefined ? data.fields : [data.field],
  });
}

/** The foreign key that stands on a table. */
export function tableForeignKey(
  data: v.InferOutput<typeof foreignKeyConstraintSchema>,
  table: string,
): ForeignKey {
  const fields = fieldsOf(data);
  const name = data.name ?? constraintName({ prefix: "fk", table, fields });
  return makeForeignKey({ ...data, name, fields, targetFields: targetsOf(data) });
}

/** Back to `foreignKey` of a field; what is as usual is left out. */
export function fieldForeignKeyData(key: ForeignKey, table: string): ForeignKeyData {
  const [field] = key.targetFields;
  return { table: key.table, ...(field !== undefined && { field }), ...rest(key, table) };
}

/** Back to a foreign key of a table; what is as usual is left out. */
export function tableForeignKeyData(key: ForeignKey, table: string): ForeignKeyConstraintData {
  const { name, ...others } = rest(key, table);
  return {
    ...(name !== undefined && { name }),
    fields: key.fields,
    table: key.table,
    ...(key.targetFields.length > 0 && { targetFields: key.targetFields }),
    ...others,
    ...(key.match !== undefined && { match: key.match }),
    ...(key.onDeleteFields !== undefined && { onDeleteFields: key.onDeleteFields }),
  };
}

/** The name that the foreign key has in this table when its author gives it none. */
export function usualKeyName({ fields }: ForeignKey, table: string): string {
  return constraintName({ prefix: "fk", table, fields });
}

function rest(key: ForeignKey, table: string) {
  return {
    ...(key.onDelete !== "PROTECT" && { onDelete: key.onDelete }),
    ...(key.onUpdate !== "NO_ACTION" && { onUpdate: key.onUpdate }),
    ...(key.name !== usualKeyName(key, table) && { name: key.name }),
    ...(key.deferrable !== false && { deferrable: key.deferrable }),
    ...(key.notValid === true && { notValid: true }),
  };
}

type Ends = Pick<ForeignKeyConstraintData, "field" | "fields" | "targetField" | "targetFields">;

function fieldsOf({ field, fields }: Ends): readonly string[] {
  return field === undefined ? (fields ?? []) : [field];
}

function targetsOf({ targetField, targetFields }: Ends): readonly string[] {
  return targetField === undefined ? (targetFields ?? []) : [targetField];
}
