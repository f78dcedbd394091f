import type { Expression } from "@babel/types";
import type { Property, Shape, SourcePlace } from "./declared-types.js";
import {
  actions,
  type Data,
  hasTag,
  taggedDefault,
  taggedReference,
  taggedType,
  tagText,
} from "./field-tags.js";
import type { ReadType } from "./read-type.js";

/** Something that stands in the source and is not in the schema. */
export interface Unread {
  readonly place: SourcePlace;
  readonly message: string;
}

/** A table on its way: what its fields say of others is added at the end. */
export interface TableDraft {
  readonly shape: Shape;
  /** `users`, `audit.log` */
  readonly key: string;
  readonly name: string;
  readonly namespace: string | undefined;
  readonly fields: FieldDraft[];
}

export interface FieldDraft {
  readonly name: string;
  readonly property: Property;
  readonly data: Data;
  readonly inKey: boolean;
  /** The name of its enum in TypeScript, which other fields may share. */
  readonly enumName: string | undefined;
  /** It is a number in TypeScript, and nothing says of which kind. */
  readonly anyNumber: boolean;
}

interface FieldParts {
  readonly name: string;
  readonly property: Property;
  readonly read: ReadType;
  readonly tables: ReadonlySet<string>;
  readonly onUnread: (message: string) => void;
}

/** The field of a property that holds a value; undefined where it holds none that a column has. */
export function valueField(parts: FieldParts): FieldDraft | undefined {
  const { name, property, read, tables, onUnread } = parts;
  const { tags } = property;
  const tagged = taggedType(tags);
  const { held } = read;
  const isTagged = tagged.type !== undefined || tagged.native !== undefined;
  if (held.kind === "unknown" && !isTagged) {
    onUnread(held.why);
    return undefined;
  }
  const own = name === "id" && !hasTag(tags, "references");
  const inKey = hasTag(tags, "key", "primarykey") || own;
  const reference = taggedReference(tags, tables);
  const values = held.kind === "value" && !isTagged ? held.values : undefined;
  const type = isTagged
    ? tagged
    : reference === undefined
      ? { type: typeName(read, { counts: own && isPlain(property) }) }
      : { type: "foreign_key" };
  if (read.filled && type.type !== "serial" && type.type !== "bigserial" && !hasDefault(property)) {
    onUnread("it has a default that the type does not say: name it with @default");
  }
  return {
    name,
    property,
    inKey,
    enumName: values !== undefined && held.kind === "value" ? held.enumName : undefined,
    anyNumber: type.type === "integer" && !isTagged,
    data: {
      ...type,
      ...(values !== undefined && { values }),
      ...marks(property),
      ...(reference !== undefined && { foreign_key: reference }),
      ...(!read.nullable && !property.optional && !inKey && { nullable: false }),
      ...initialDefault(property, onUnread),
      ...taggedDefault(tags),
    },
  };
}

/** The field of a property that holds a row of another table. */
export function referenceField(
  name: string,
  property: Property,
  { target, nullable }: { readonly target: string; readonly nullable: boolean },
): FieldDraft {
  const inKey = hasTag(property.tags, "key", "primarykey");
  return {
    name,
    property,
    inKey,
    enumName: undefined,
    anyNumber: false,
    data: {
      type: "foreign_key",
      ...marks(property),
      foreign_key: { table: target, ...actions(property.tags) },
      ...(!nullable && !property.optional && !inKey && { nullable: false }),
      ...taggedDefault(property.tags),
    },
  };
}

/** What may stand at any field. */
function marks({ tags }: Property): Data {
  const comment = tagText(tags, "comment");
  const identity = tagText(tags, "identity");
  return {
    ...(identity !== undefined && { identity: identity.toLowerCase().replaceAll(/[\s-]/g, "_") }),
    ...(hasTag(tags, "unique") && { unique: true }),
    ...(hasTag(tags, "autocreate") && { auto_create: true }),
    ...(hasTag(tags, "autoupdate") && { auto_update: true }),
    ...(comment !== undefined && { comment }),
  };
}

/** The type of the model; a key that is a number counts. */
function typeName({ held, list }: ReadType, { counts }: { readonly counts: boolean }): string {
  const type = held.kind === "value" ? held.type : "jsonb";
  if (list) return type === "jsonb" ? type : `${type}[]`;
  if (!counts) return type;
  return type === "integer" ? "serial" : type === "bigint" ? "bigserial" : type;
}

function isPlain(property: Property): boolean {
  return property.initial === undefined && !hasTag(property.tags, "default", "identity");
}

function hasDefault({ initial, tags }: Property): boolean {
  return initial !== undefined || hasTag(tags, "default", "autocreate", "autoupdate");
}

function initialDefault({ initial, tags }: Property, onUnread: (message: string) => void): Data {
  if (initial === undefined || hasTag(tags, "default", "autocreate", "autoupdate")) return {};
  const value = literalOf(initial);
  if (value !== undefined) return { default: typeof value === "string" ? { value } : value };
  if (initial.type !== "NullLiteral") {
    onUnread(
      "its initial value is code, which is no default of the column: name one with @default",
    );
  }
  return {};
}

/** The value of a literal; undefined for code. */
export function literalOf(node: Expression): string | number | boolean | undefined {
  switch (node.type) {
    case "StringLiteral":
    case "NumericLiteral":
    case "BooleanLiteral":
      return node.value;
    case "UnaryExpression": {
      const value = node.operator === "-" ? literalOf(node.argument) : undefined;
      return typeof value === "number" ? -value : undefined;
    }
    default:
      return undefined;
  }
}
