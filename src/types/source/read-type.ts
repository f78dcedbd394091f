import { isDeepStrictEqual } from "node:util";
import type { TSType } from "@babel/types";
import type { DeclaredTypes, Shape } from "./declared-types.js";
import type { TypeScope } from "./type-scope.js";

/** What a property holds. */
type Held =
  /** `enumName`: the values have a name in TypeScript. */
  | {
      readonly kind: "value";
      readonly type: string;
      readonly values?: readonly string[];
      readonly enumName?: string;
    }
  | { readonly kind: "shape"; readonly shape: Shape }
  | { readonly kind: "code" }
  | { readonly kind: "unknown"; readonly why: string };

export interface ReadType {
  readonly held: Held;
  readonly nullable: boolean;
  /** A list of such. */
  readonly list: boolean;
  /** Kysely's `Generated`: the database fills it in. */
  readonly filled: boolean;
}

/** Types inside types deeper than this are not followed. */
const DEEPEST = 50;

const KEYWORDS: Readonly<Record<string, string>> = {
  TSStringKeyword: "text",
  TSNumberKeyword: "integer",
  TSBigIntKeyword: "bigint",
  TSBooleanKeyword: "boolean",
  TSObjectKeyword: "jsonb",
  TSTypeLiteral: "jsonb",
  TSTupleType: "jsonb",
};

const REFERENCES: Readonly<Record<string, string>> = {
  ArrayBuffer: "bytes",
  Buffer: "bytes",
  Date: "timestamptz",
  Interval: "interval",
  JsonObject: "jsonb",
  JsonValue: "jsonb",
  Record: "jsonb",
  Uint8Array: "bytes",
};

const SAME: ReadonlySet<string> = new Set(["ColumnType", "Readonly", "NonNullable"]);
const FILLED: ReadonlySet<string> = new Set(["Generated", "GeneratedAlways"]);
const LISTS: ReadonlySet<string> = new Set(["Array", "ReadonlyArray"]);

/** What a type of TypeScript says about a column. */
export function readType(type: TSType, file: DeclaredTypes, scope: TypeScope): ReadType {
  return new TypeReader(scope).read(type, file, 0);
}

const plain = (held: Held): ReadType => ({ held, nullable: false, list: false, filled: false });
const unknown = (why: string): ReadType => plain({ kind: "unknown", why });

class TypeReader {
  readonly #scope: TypeScope;

  constructor(scope: TypeScope) {
    this.#scope = scope;
  }

  read(type: TSType, file: DeclaredTypes, depth: number): ReadType {
    if (depth > DEEPEST) return unknown("the type is nested too deeply");
    const keyword = KEYWORDS[type.type];
    if (keyword !== undefined) return plain({ kind: "value", type: keyword });
    switch (type.type) {
      case "TSParenthesizedType":
        return this.read(type.typeAnnotation, file, depth + 1);
      case "TSTypeOperator":
        if (type.operator === "readonly") return this.read(type.typeAnnotation, file, depth + 1);
        return unknown(`\`${type.operator}\` is no type of a column`);
      case "TSArrayType":
        return this.#list(this.read(type.elementType, file, depth + 1));
      case "TSUnionType":
        return this.#union(type.types, file, depth);
      case "TSLiteralType":
        return this.#union([type], file, depth);
      case "TSTypeReference":
        return this.#reference(type, file, depth);
      case "TSFunctionType":
      case "TSConstructorType":
        return plain({ kind: "code" });
      default:
        return unknown("no column has such a type");
    }
  }

  #list(element: ReadType): ReadType {
    if (!element.list) return { ...element, list: true, nullable: false };
    return plain({ kind: "value", type: "jsonb" });
  }

  /** Texts are an enum, NULL and undefined make it nullable, and what is left has to be one type. */
  #union(types: readonly TSType[], file: DeclaredTypes, depth: number): ReadType {
    const left = types.filter(({ type }) => !/^TS(?:Null|Undefined)Keyword$/.test(type));
    const nullable = left.length < types.length;
    const texts = left.map(literalText);
    if (left.length > 0 && texts.every((text) => text !== undefined)) {
      return { ...plain({ kind: "value", type: "enum", values: texts }), nullable };
    }
    const booleans = left.every(
      ({ type }) => type === "TSLiteralType" || type === "TSBooleanKeyword",
    );
    if (booleans && left.every(isBoolean)) {
      return { ...plain({ kind: "value", type: "boolean" }), nullable };
    }
    const read = left.map((one) =>
      one.type === "TSLiteralType"
        ? unknown("of a union of values only texts are read")
        : this.read(one, file, depth + 1),
    );
    const [first = unknown("it holds nothing"), ...others] = read;
    const same = others.every((one) => isSame(one, first));
    if (!same) return unknown("a column has one type, and this is a union of several");
    return { ...first, nullable: nullable || read.some((one) => one.nullable) };
  }

  #reference(
    type: Extract<TSType, { type: "TSTypeReference" }>,
    file: DeclaredTypes,
    depth: number,
  ): ReadType {
    if (type.typeName.type !== "Identifier") return unknown("a name with a dot is not followed");
    const { name } = type.typeName;
    const [inner] = type.typeParameters?.params ?? [];
    const found = this.#scope.find(name, file);
    if (found?.kind === "shape") return plain({ kind: "shape", shape: found.shape });
    if (found?.kind === "enum") return enumOf(name, found.file.enums.get(found.name) ?? []);
    if (found?.kind === "alias") {
      const alias = found.file.aliases.get(found.name);
      if (alias === undefined) return unknown(`"${name}" is not declared`);
      const read = this.read(alias, found.file, depth + 1);
      const { held } = read;
      if (held.kind !== "value" || held.values === undefined) return read;
      return { ...read, held: { ...held, enumName: held.enumName ?? found.name } };
    }
    const known = Object.hasOwn(REFERENCES, name) ? REFERENCES[name] : undefined;
    if (known !== undefined) return plain({ kind: "value", type: known });
    if (inner !== undefined && LISTS.has(name))
      return this.#list(this.read(inner, file, depth + 1));
    if (inner !== undefined && SAME.has(name)) return this.read(inner, file, depth + 1);
    if (inner !== undefined && FILLED.has(name)) {
      return { ...this.read(inner, file, depth + 1), filled: true };
    }
    return unknown(`"${name}" is declared in none of the files, or in several`);
  }
}

function isSame(a: ReadType, b: ReadType): boolean {
  if (a.list !== b.list) return false;
  if (a.held.kind === "shape") return b.held.kind === "shape" && a.held.shape === b.held.shape;
  return isDeepStrictEqual(a.held, b.held);
}

function enumOf(name: string, values: readonly (string | undefined)[]): ReadType {
  const texts = values.flatMap((value) => value ?? []);
  if (texts.length === values.length && texts.length > 0) {
    return plain({ kind: "value", type: "enum", values: texts, enumName: name });
  }
  if (texts.length === 0) return plain({ kind: "value", type: "integer" });
  return unknown(`the enum "${name}" has texts and numbers`);
}

function literalText(type: TSType): string | undefined {
  if (type.type !== "TSLiteralType" || type.literal.type !== "StringLiteral") return undefined;
  return type.literal.value;
}

function isBoolean(type: TSType): boolean {
  if (type.type === "TSBooleanKeyword") return true;
  return type.type === "TSLiteralType" && type.literal.type === "BooleanLiteral";
}
