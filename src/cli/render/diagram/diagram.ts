import type { Difference } from "../../../autodetector/left-over.js";
import { writtenDefault } from "../../../schema/default-data.js";
import type { Field } from "../../../schema/field.js";
import { resolveFieldType } from "../../../schema/resolve-field-type.js";
import type { Schema } from "../../../schema/schema.js";
import type { ForeignKey, Index, Table } from "../../../schema/table.js";
import { cleanLine } from "../clean-text.js";

/** What was done to something since the migration that it is compared with. */
export type Change = Difference["kind"];

/** A field, in words; nothing in it is escaped for where it is shown. */
export interface DiagramField {
  readonly name: string;
  /** `varchar(100)` */
  readonly type: string;
  readonly nullable: boolean;
  /** Of the primary key, of a foreign key, unique by itself. */
  readonly keys: readonly ("PK" | "FK" | "UK")[];
  readonly default: string;
  readonly comment: string;
  readonly change: Change | undefined;
}

/** A foreign key that leads from a field of one table to a field of another. */
export interface DiagramReference {
  readonly name: string;
  readonly from: DiagramEnd;
  readonly to: DiagramEnd;
  /** `on delete cascade` */
  readonly action: string;
  /** At most one row there for each row here. */
  readonly single: boolean;
  readonly optional: boolean;
}

/** A field of a table, both by their place. */
interface DiagramEnd {
  readonly table: number;
  readonly fields: readonly number[];
}

/** Something with a name and a definition. */
export type DiagramMember = readonly [what: string, name: string, text: string];

export interface DiagramTable {
  readonly key: string;
  readonly comment: string;
  readonly fields: readonly DiagramField[];
  /** Fields that are gone. */
  readonly gone: readonly string[];
  /** Indexes, unique constraints and checks. */
  readonly members: readonly DiagramMember[];
  readonly change: Change | undefined;
  /** What differs beside its fields. */
  readonly changes: readonly string[];
}

/** A migration and what its operations say they do. */
interface DiagramStep {
  readonly migration: string;
  readonly operations: readonly string[];
}

/** What happened since a migration. */
export interface DiagramHistory {
  readonly from: string;
  readonly changes: readonly {
    readonly kind: Change;
    readonly text: string;
    /** The place of the table that it is about; undefined: it is gone. */
    readonly table: number | undefined;
  }[];
  readonly steps: readonly DiagramStep[];
}

/** A schema as it is drawn: everything is text, and in the order in which it is shown. */
export interface Diagram {
  readonly tables: readonly DiagramTable[];
  readonly references: readonly DiagramReference[];
  /** Enums, views and what else is no table. */
  readonly others: readonly DiagramMember[];
  readonly history: DiagramHistory | undefined;
}

/** What a schema is compared with. */
export interface Past {
  readonly from: string;
  readonly differences: readonly Difference[];
  readonly steps: readonly DiagramStep[];
}

/** Tables by name, fields in their order. */
export function diagramOf(schema: Schema, past?: Past): Diagram {
  const tables = [...schema.tables].sort(([a], [b]) => (a < b ? -1 : 1));
  const places = new Map(tables.map(([key], at) => [key, at]));
  const differences = past?.differences ?? [];
  return {
    tables: tables.map(([key, table]) =>
      tableOf(key, { table, schema, differences: differences.filter((one) => one.table === key) }),
    ),
    references: tables.flatMap(([, table], at) =>
      table.foreignKeys.flatMap((key) => referenceOf(key, { table, at, schema, places })),
    ),
    others: [
      ...[...schema.enums.values()].map(({ name, values }) =>
        member("enum", name, valueList(values)),
      ),
      ...[...schema.objects.values()].map((one) => member(one.kind, one.name, one.definition)),
    ],
    history: past && {
      from: cleanLine(past.from),
      changes: differences.map(({ kind, table, text }) => ({
        kind,
        text: cleanLine(text),
        table: table === undefined ? undefined : places.get(table),
      })),
      steps: past.steps.map(({ migration, operations }) => ({
        migration: cleanLine(migration),
        operations: operations.map(cleanLine),
      })),
    },
  };
}

interface TableFacts {
  readonly table: Table;
  readonly schema: Schema;
  readonly differences: readonly Difference[];
}

function tableOf(key: string, { table, schema, differences }: TableFacts): DiagramTable {
  const whole = differences.find(({ what }) => what === "table");
  const ofField = (name: string): Change | undefined =>
    differences.find((one) => one.what === "field" && one.name === name)?.kind;
  const names = new Set(table.fields.map(({ name }) => name));
  const gone = differences.flatMap(({ what, name }) =>
    what === "field" && name !== undefined && !names.has(name) ? [name] : [],
  );
  return {
    key: cleanLine(key),
    comment: cleanLine(table.comment ?? ""),
    fields: table.fields.map((field) =>
      fieldOf(field, { table, schema, change: ofField(field.name) }),
    ),
    gone: gone.map(cleanLine),
    members: membersOf(table),
    change: whole?.kind ?? (differences.length > 0 ? "changed" : undefined),
    changes: differences.map(({ text }) => cleanLine(text)),
  };
}

function fieldOf(
  field: Field,
  { table, schema, change }: { table: Table; schema: Schema; change: Change | undefined },
): DiagramField {
  const { name, nullable, default: value } = field;
  const inKey = table.primaryKey?.fields.includes(name) ?? false;
  return {
    name: cleanLine(name),
    type: cleanLine(typeText(resolveFieldType(field, { table, schema }))),
    nullable: nullable && !inKey,
    keys: [
      ...(inKey ? (["PK"] as const) : []),
      ...(table.foreignKeys.some(({ fields }) => fields.includes(name)) ? (["FK"] as const) : []),
      ...(isUnique(table, [name]) ? (["UK"] as const) : []),
    ],
    default: value === undefined ? "" : cleanLine(defaultText(writtenDefault(value))),
    comment: cleanLine(field.comment ?? ""),
    change,
  };
}

function typeText(field: Field): string {
  if (field.enum !== undefined) return field.enum;
  const { type, native, length, precision, scale, values } = field;
  const size = [length ?? precision, scale].filter((one) => one !== undefined);
  const inside = [...size, ...(values === undefined ? [] : [valueList(values)])].join(", ");
  return `${native ?? type}${inside === "" ? "" : `(${inside})`}`;
}

function valueList(values: readonly string[]): string {
  return values.map((one) => `'${one}'`).join(", ");
}

function defaultText(value: ReturnType<typeof writtenDefault>): string {
  if (typeof value !== "object" || value === null) return String(value);
  return "sql" in value ? value.sql : `'${value.value}'`;
}

/** Can two rows have the same values of these fields? */
function isUnique(table: Table, fields: readonly string[]): boolean {
  const same = (other: readonly (string | undefined)[]): boolean =>
    other.length === fields.length && fields.every((name) => other.includes(name));
  return (
    table.uniques.some((unique) => same(unique.fields)) ||
    table.indexes.some(
      ({ unique, parts, where }) =>
        unique && where === undefined && same(parts.map(({ field }) => field)),
    )
  );
}

interface ReferenceFacts {
  readonly table: Table;
  readonly at: number;
  readonly schema: Schema;
  readonly places: ReadonlyMap<string, number>;
}

function referenceOf(
  { name, fields, table: key, targetFields, onDelete, onUpdate }: ForeignKey,
  { table, at, schema, places }: ReferenceFacts,
): readonly DiagramReference[] {
  const [place, target] = [places.get(key), schema.tables.get(key)];
  if (place === undefined || target === undefined) return [];
  const there = targetFields.length === 0 ? (target.primaryKey?.fields ?? []) : targetFields;
  const indexesIn = (of: Table, names: readonly string[]): readonly number[] =>
    names.map((one) => of.fields.findIndex((field) => field.name === one));
  const primary = table.primaryKey?.fields ?? [];
  const words = (action: string): string => action.toLowerCase().replaceAll("_", " ");
  const update = onUpdate === "NO_ACTION" ? "" : `, on update ${words(onUpdate)}`;
  return [
    {
      name: cleanLine(name),
      from: { table: at, fields: indexesIn(table, fields) },
      to: { table: place, fields: indexesIn(target, there) },
      action: `on delete ${words(onDelete)}${update}`,
      single:
        isUnique(table, fields) ||
        (primary.length === fields.length && primary.every((one) => fields.includes(one))),
      optional: table.fields.some((field) => fields.includes(field.name) && field.nullable),
    },
  ];
}

function member(what: string, name: string, text: string): DiagramMember {
  return [what, cleanLine(name), cleanLine(text)];
}

function membersOf(table: Table): readonly DiagramMember[] {
  return [
    ...table.indexes.map((index) =>
      member(index.unique ? "unique index" : "index", index.name, indexText(index)),
    ),
    ...table.uniques.map(({ name, fields }) => member("unique", name, fields.join(", "))),
    ...table.checks.map(({ name, expression }) => member("check", name, expression)),
    ...table.exclusions.map(({ name, definition }) => member("exclusion", name, definition)),
  ];
}

function indexText({ parts, method, include, where }: Index): string {
  const list = parts.map(
    ({ field, expression, order }) =>
      `${field ?? expression ?? ""}${order === "desc" ? " desc" : ""}`,
  );
  return [
    ...(method === undefined ? [] : [method]),
    list.join(", "),
    ...(include.length === 0 ? [] : [`include ${include.join(", ")}`]),
    ...(where === undefined ? [] : [`where ${where}`]),
  ].join(" ");
}
