import { isDeepStrictEqual } from "node:util";
import { type FieldSpec, fieldToData } from "../operation/field-data.js";
import { fieldSpecOf } from "../operation/table-data.js";
import { counts } from "../schema/counter.js";
import type { Field } from "../schema/field.js";
import { tableKey } from "../schema/schema.js";
import type { ForeignKey, Table } from "../schema/table.js";
import { hasTarget } from "./detect-primary-keys.js";
import type { Draft, Step } from "./draft.js";
import { isSamePrimaryKey, matchForeignKeys, matchUniques } from "./match-members.js";

/** Fields that are not there any more, the last first: a later one may be computed of an earlier one. */
export function detectDroppedFields(draft: Draft): readonly Step[] {
  return draft.common().flatMap(([table, from, to]) =>
    from.fields
      .filter(({ name }) => !to.fields.some((field) => field.name === name))
      .toReversed()
      .map(({ name: field }) => draft.adding({ type: "drop_field", table, field })),
  );
}

/** Fields that changed: one operation each, however many of their properties did. */
export function detectAlteredFields(draft: Draft): readonly Step[] {
  return draft.common().flatMap(([key, , to]) =>
    to.fields.map(
      ({ name }) =>
        () =>
          alter(draft, [key, to], name),
    ),
  );
}

function alter(draft: Draft, [key, to]: readonly [string, Table], name: string): boolean {
  const from = draft.table(key);
  const [old, next] = [specOf(from, name), specOf(to, name)];
  if (old === undefined || next === undefined) return true;
  const foreignKey = foreignKeyOf(draft, [from, to], { old, next });
  const unique = uniqueOf([from, to], name);
  const before: FieldSpec = { ...old, unique: unique.old, foreignKey: foreignKey.old };
  const same: FieldSpec = {
    ...next,
    primaryKey: old.primaryKey,
    unique: unique.next,
    foreignKey: foreignKey.next,
  };
  if (isDeepStrictEqual(comparable(before), comparable(same))) return true;
  const gainsKey = unique.next !== undefined && unique.next !== unique.old;
  const turn = turnOf([from, to], { old: old.field, next: next.field }, gainsKey);
  if (turn === "later") return false;
  const { old: oldKey, next: newKey } = foreignKey;
  if (newKey !== undefined && newKey !== oldKey && !hasTarget(draft, newKey)) return false;
  const after = turn === "twice" ? { ...same, field: { ...same.field, nullable: false } } : same;
  const id = `${key}.${name}`;
  draft.add({
    type: "alter_field",
    table: key,
    oldField: fieldToData(before, from.name),
    newField: fieldToData(after, to.name),
    ...usingOf(draft, id, { old: old.field, next: next.field }),
    ...backfillOf(draft, id, { old: old.field, next: next.field }),
  });
  return turn !== "twice";
}

/**
 * When a field is altered whose primary key changes: it may be NULL only outside the key, and count
 * only inside a key. One that counts stops before that, or gains a key of its own, and may be NULL behind.
 */
// Some databases let a field count only in a key.
function turnOf(
  [from, to]: readonly [Table, Table],
  { old, next }: Pair<Field>,
  gainsKey: boolean,
): "now" | "later" | "twice" {
  if (isSamePrimaryKey(from, to)) return "now";
  const [stops, starts] = [counts(old) && !counts(next), counts(next) && !counts(old)];
  const [is, willBe] = [from, to].map((table) => table.primaryKey?.fields.includes(old.name));
  if (is && !willBe) return stops || (counts(old) && gainsKey) ? "twice" : "later";
  return starts ? "later" : "now";
}

/** A member of the primary key is never NULL whatever its own line says. */
function comparable({ field, ...spec }: FieldSpec) {
  // The values of a shared enum change with the enum.
  const values = field.enum === undefined ? field.values : undefined;
  return { ...spec, field: { ...field, apart: undefined, values } };
}

interface Pair<T> {
  readonly old: T;
  readonly next: T;
}

/**
 * The foreign key changes with the field only where its type comes of it; else by operations of its
 * own. One that only got the name of today is the same.
 */
function foreignKeyOf(
  draft: Draft,
  [from, to]: readonly [Table, Table],
  { old, next }: Pair<FieldSpec>,
): Pair<ForeignKey | undefined> {
  const { dropped, added, renamed } = matchForeignKeys([from, draft.schema], [to, draft.task.to]);
  const gone = [...dropped, ...renamed.map((pair) => pair.from)];
  const fresh = [...added, ...renamed.map((pair) => pair.to)];
  const changes =
    (old.foreignKey !== undefined && gone.includes(old.foreignKey)) ||
    (next.foreignKey !== undefined && fresh.includes(next.foreignKey));
  const ofType = old.field.type === "foreign_key" || next.field.type === "foreign_key";
  if (changes && ofType) return { old: old.foreignKey, next: next.foreignKey };
  return { old: old.foreignKey, next: old.foreignKey };
}

/** The same for a unique constraint on this field alone that has its usual name. */
function uniqueOf([from, to]: readonly [Table, Table], name: string) {
  const { dropped, added } = matchUniques(from, to);
  const [old, next] = [specOf(from, name)?.unique, specOf(to, name)?.unique];
  return {
    old: old !== undefined && dropped.includes(old) ? old : undefined,
    next: next !== undefined && added.includes(next) ? next : undefined,
  };
}

function specOf(table: Table, name: string): FieldSpec | undefined {
  return fieldSpecOf(table, name);
}

function usingOf(
  draft: Draft,
  id: string,
  { old, next }: Pair<Field>,
): { readonly using?: string } {
  const using = draft.questioner.using(id);
  if (using !== undefined) return { using };
  if (!castsAlone(old, next)) draft.ask({ kind: "using", id, field: next.name });
  return {};
}

function backfillOf(
  draft: Draft,
  id: string,
  { old, next }: Pair<Field>,
): { readonly backfill?: string } {
  if (next.nullable === old.nullable) return {};
  const backfill = draft.questioner.backfill(id);
  if (backfill !== undefined) return { backfill };
  // The way back asks nothing: there it is said that a value is missing.
  if (!next.nullable && next.default === undefined)
    draft.ask({ kind: "backfill", id, field: next.name });
  return {};
}

/** Fields that are new, in the order of the columns. */
export function detectAddedFields(draft: Draft): readonly Step[] {
  return draft.common().flatMap(([, , to]) =>
    to.fields.map(
      ({ name }) =>
        () =>
          addField(draft, to, name),
    ),
  );
}

function addField(draft: Draft, to: Table, name: string): boolean {
  const key = tableKey(to);
  if (draft.table(key).fields.some((field) => field.name === name)) return true;
  const spec = specOf(to, name);
  if (spec === undefined) return true;
  if (spec.foreignKey !== undefined && !hasTarget(draft, spec.foreignKey)) return false;
  const countsInKey = counts(spec.field) && to.primaryKey?.fields.includes(name) === true;
  // It is in a key from the start, and there is only one.
  if (countsInKey && draft.table(key).primaryKey !== undefined) {
    draft.add({ type: "alter_primary_key", table: key, constraint: null });
  }
  const primaryKey = countsInKey || (spec.primaryKey && draft.table(key).primaryKey === undefined);
  const id = `${key}.${name}`;
  const backfill = draft.questioner.backfill(id);
  // A table of this very migration has no rows.
  const hasRows = !draft.created.has(key);
  if (backfill === undefined && hasRows && !isFilled(spec.field)) {
    draft.ask({ kind: "backfill", id, field: name });
  }
  const isOneValue = backfill !== undefined || isConstant(spec.field.default);
  if (hasRows && spec.unique !== undefined && isOneValue) {
    draft.notices.push(
      `${id} is unique, and rows that exist all get the one value: with two of them the migration fails`,
    );
  }
  draft.add({
    type: "add_field",
    table: key,
    field: fieldToData({ ...spec, primaryKey }, to.name),
    ...(backfill !== undefined && hasRows && { backfill }),
  });
  return true;
}

/** Does every row get the same value? */
function isConstant(given: Field["default"]): boolean {
  if (given === undefined || given.kind === "sql") return false;
  return given.kind === "literal" || given.name !== "new_uuid";
}

/** Type -> the types that every database makes of it by itself. */
const CASTS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    smallint: ["integer", "bigint", "serial", "bigserial", "decimal", "float", "double"],
    integer: ["smallint", "bigint", "serial", "bigserial", "decimal", "float", "double"],
    bigint: ["smallint", "integer", "serial", "bigserial", "decimal", "float", "double"],
    serial: ["smallint", "integer", "bigint", "bigserial", "decimal", "float", "double"],
    bigserial: ["smallint", "integer", "bigint", "serial", "decimal", "float", "double"],
    decimal: ["smallint", "integer", "bigint", "float", "double"],
    float: ["double", "decimal", "smallint", "integer", "bigint"],
    double: ["float", "decimal", "smallint", "integer", "bigint"],
    char: ["varchar"],
    varchar: ["char"],
    text: ["varchar", "char"],
    date: ["timestamp", "timestamptz"],
    timestamp: ["timestamptz", "date", "time"],
    timestamptz: ["timestamp", "date", "time"],
    json: ["jsonb"],
    jsonb: ["json"],
  }),
);
const TEXTS: ReadonlySet<string> = new Set(["text", "varchar", "char"]);

/** Do databases make the new value of the old one without being told how? */
function castsAlone(from: Field, to: Field): boolean {
  if (from.type === to.type && from.native === to.native) return true;
  // A key has the type of what it refers to, which is not for the two fields alone to say.
  if (from.type === "foreign_key" || to.type === "foreign_key") return true;
  if (to.generated !== undefined) return true;
  return TEXTS.has(to.type) || (CASTS.get(from.type)?.includes(to.type) ?? false);
}

/** Do rows that exist get a value when the field comes? */
function isFilled(field: Field): boolean {
  if (field.nullable || field.default !== undefined || field.generated !== undefined) return true;
  return field.autoCreate || counts(field);
}
