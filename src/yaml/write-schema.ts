import { constraintName } from "../schema/constraint-name.js";
import { sequenceData } from "../schema/counter.js";
import { writtenDefault } from "../schema/default-data.js";
import type { Field } from "../schema/field.js";
import type { EnumType, PerDatabase, Schema } from "../schema/schema.js";
import type { SchemaObject } from "../schema/schema-object.js";
import {
  type ForeignKey,
  type Index,
  type IndexPart,
  isBareKey,
  isOnOneField,
  type Table,
} from "../schema/table.js";
import { isPlainExtension } from "./build-objects.js";
import { writeDocument } from "./write-document.js";

type Data = Readonly<Record<string, unknown>>;

/** The schema as the text of a schema file; what is as usual is left out. Read again it is the same. */
export function writeSchema(schema: Schema): string {
  return writeDocument(schemaDocument(schema));
}

/** The same as the data of a schema file in YAML. */
export function schemaDocument(schema: Schema): Data {
  const tables = [...schema.tables].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    ...maps("defaults", schema.defaults),
    ...maps("type_mappings", schema.typeMappings),
    ...enums([...schema.enums.values()]),
    tables: tables.map(([, table]) => tableData(table)),
    ...objects([...schema.objects.values()]),
  };
}

function maps(key: string, given: PerDatabase): Data {
  const entries = Object.entries(given).filter(([, map]) => Object.keys(map).length > 0);
  return entries.length === 0 ? {} : { [key]: Object.fromEntries(entries) };
}

function enums(all: readonly EnumType[]): Data {
  return given({ enums: all.map(({ name, values }) => ({ name, values })) });
}

function objects(all: readonly SchemaObject[]): Data {
  const plain = all.filter(isPlainExtension);
  const written = all.filter((one) => !plain.includes(one));
  return given({
    extensions: plain.map(({ name }) => name),
    opaque: written.map(({ kind, name, database, definition, drop, dependsOn }) =>
      given({ kind, name, database, definition, drop, depends_on: dependsOn }),
    ),
  });
}

/** Without what is not there or is as usual. */
function given(data: Data): Data {
  const isThere = (value: unknown): boolean =>
    value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);
  return Object.fromEntries(Object.entries(data).filter(([, value]) => isThere(value)));
}

function tableData(table: Table): Data {
  const key = table.primaryKey;
  const onField = key !== undefined && isBareKey(key) && key.fields.length === 1;
  const ofFields = table.foreignKeys.filter(isOnOneField);
  return given({
    name: table.name,
    schema: table.namespace,
    comment: table.comment,
    options: Object.keys(table.options).length === 0 ? undefined : table.options,
    fields: table.fields.map((field) =>
      fieldData(field, {
        table: table.name,
        inKey: key?.fields.includes(field.name) ?? false,
        primary: onField && key.fields[0] === field.name,
        key: ofFields.find(({ fields }) => fields[0] === field.name),
      }),
    ),
    primary_key:
      onField || key === undefined ? undefined : isBareKey(key) ? key.fields : given({ ...key }),
    unique: table.uniques.map(({ nullsNotDistinct, ...unique }) =>
      given({ ...unique, nulls_not_distinct: nullsNotDistinct }),
    ),
    checks: table.checks.map(({ noInherit, notValid, ...check }) =>
      given({ ...check, no_inherit: noInherit, not_valid: notValid }),
    ),
    exclusions: table.exclusions,
    foreign_keys: table.foreignKeys
      .filter(
        (one, _, all) =>
          all.find((other) => ofFields.includes(other) && other.fields[0] === one.fields[0]) !==
          one,
      )
      .map((one) =>
        given({
          name: one.name,
          fields: one.fields,
          references: given({ table: one.table, fields: one.targetFields }),
          ...actions(one),
          match: one.match,
          on_delete_fields: one.onDeleteFields,
        }),
      ),
    indexes: table.indexes.map(indexData),
  });
}

interface OnField {
  readonly table: string;
  readonly inKey: boolean;
  readonly primary: boolean;
  readonly key: ForeignKey | undefined;
}

function fieldData(field: Field, { table, inKey, primary, key }: OnField): Data {
  const data = given({
    name: field.name,
    type: field.native === undefined ? field.type : undefined,
    native: field.native,
    primary_key: primary,
    length: field.length,
    precision: field.precision,
    scale: field.scale,
    values: field.enum === undefined ? field.values : undefined,
    enum: field.enum,
    auto_create: field.autoCreate,
    auto_update: field.autoUpdate,
    generated: field.generated,
    collation: field.collation,
    comment: field.comment,
    options: field.options,
    identity: field.identity,
    sequence: field.sequence && sequenceData(field.sequence),
    counter: field.counter,
    foreign_key:
      key &&
      given({
        table: key.table,
        field: key.targetFields[0],
        name:
          key.name === constraintName({ prefix: "fk", table, fields: key.fields })
            ? undefined
            : key.name,
        ...actions(key),
      }),
  });
  return {
    ...data,
    ...(!field.nullable && !inKey && { nullable: false }),
    ...(field.default !== undefined && { default: writtenDefault(field.default) }),
  };
}

function actions(key: ForeignKey): Data {
  return {
    on_delete: key.onDelete === "PROTECT" ? undefined : key.onDelete,
    on_update: key.onUpdate === "NO_ACTION" ? undefined : key.onUpdate,
    deferrable: key.deferrable,
    not_valid: key.notValid,
  };
}

function indexData(index: Index): Data {
  return given({
    name: index.name,
    fields: index.parts.map(partData),
    unique: index.unique,
    method: index.method,
    where: index.where,
    include: index.include,
    nulls_not_distinct: index.nullsNotDistinct,
    comment: index.comment,
    options: index.options,
  });
}

function partData(part: IndexPart): unknown {
  const { opclass, order, ...rest } = part;
  const data = given({
    ...rest,
    order: order === "asc" ? undefined : order,
    operator_class: opclass,
  });
  return part.field !== undefined && Object.keys(data).length === 1 ? part.field : data;
}
