import type {
  ClassDeclaration,
  Declaration,
  Expression,
  Node,
  Statement,
  TSType,
  TSTypeElement,
} from "@babel/types";
import { type Tag, tagsOf } from "./doc-tags.js";

/** Where something stands; line and column are 1-based. */
export interface SourcePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A property of an interface or of a class. */
export interface Property {
  readonly name: string;
  /** undefined: none is written, `initial` may tell. */
  readonly type: TSType | undefined;
  readonly optional: boolean;
  readonly initial: Expression | undefined;
  readonly tags: readonly Tag[];
  readonly place: SourcePlace;
}

/** An interface, a class, or a type that is an object. */
export interface Shape {
  readonly name: string;
  readonly exported: boolean;
  /** There is none of it but what extends it. */
  readonly abstract: boolean;
  readonly properties: readonly Property[];
  /** What it extends. */
  readonly bases: readonly TSType[];
  /** Members that cannot be read, in words. */
  readonly unread: readonly { readonly what: string; readonly place: SourcePlace }[];
  readonly tags: readonly Tag[];
  readonly place: SourcePlace;
}

/** What one file declares, by name. */
export interface DeclaredTypes {
  readonly file: string;
  readonly shapes: ReadonlyMap<string, Shape>;
  /** Other names of types, and the values of enums. */
  readonly aliases: ReadonlyMap<string, TSType>;
  readonly enums: ReadonlyMap<string, readonly (string | undefined)[]>;
  /** Name here -> name where it is from. */
  readonly imports: ReadonlyMap<string, string>;
}

/** The types that a file declares; nothing of it is run. */
export function declaredTypes(file: string, body: readonly Statement[]): DeclaredTypes {
  const reader = new FileReader(file);
  for (const statement of body) reader.statement(statement);
  return reader.found;
}

class FileReader {
  readonly found;
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
    this.found = {
      file,
      shapes: new Map<string, Shape>(),
      aliases: new Map<string, TSType>(),
      enums: new Map<string, readonly (string | undefined)[]>(),
      imports: new Map<string, string>(),
    };
  }

  statement(statement: Statement): void {
    if (statement.type === "ImportDeclaration") {
      for (const one of statement.specifiers) {
        const from = one.type === "ImportSpecifier" ? one.imported : undefined;
        const name = from?.type === "StringLiteral" ? from.value : from?.name;
        this.found.imports.set(one.local.name, name ?? one.local.name);
      }
      return;
    }
    const exported =
      statement.type === "ExportNamedDeclaration" || statement.type === "ExportDefaultDeclaration";
    const declaration = exported ? statement.declaration : statement;
    if (declaration === null || declaration === undefined) return;
    const tags = [...tagsOf(statement), ...(exported ? tagsOf(declaration) : [])];
    const abstract = declaration.type === "ClassDeclaration" && declaration.abstract === true;
    this.#declaration(declaration, { exported, abstract, tags });
  }

  #declaration(
    node: Declaration | Statement | Expression | Node,
    about: Pick<Shape, "abstract" | "exported" | "tags">,
  ): void {
    switch (node.type) {
      case "TSInterfaceDeclaration": {
        const bases = (node.extends ?? []).map(
          ({ expression, typeParameters }) =>
            // A base is a reference to a type, written as an expression.
            ({
              ...node,
              type: "TSTypeReference",
              typeName: expression,
              typeParameters,
            }) as unknown as TSType,
        );
        this.#shape(node.id.name, node, { ...about, ...this.#members(node.body.body), bases });
        return;
      }
      case "ClassDeclaration":
        if (node.id) this.#shape(node.id.name, node, { ...about, ...this.#class(node) });
        return;
      case "TSTypeAliasDeclaration":
        this.#alias(node.id.name, node, node.typeAnnotation, about);
        return;
      case "TSEnumDeclaration": {
        const members = node.body?.members ?? node.members ?? [];
        this.found.enums.set(
          node.id.name,
          members.map(({ initializer }) =>
            initializer?.type === "StringLiteral" ? initializer.value : undefined,
          ),
        );
        return;
      }
      default:
    }
  }

  #alias(
    name: string,
    node: Node,
    type: TSType,
    about: Pick<Shape, "abstract" | "exported" | "tags">,
  ): void {
    const parts = type.type === "TSIntersectionType" ? type.types : [type];
    const literals = parts.flatMap((one) => (one.type === "TSTypeLiteral" ? one.members : []));
    const bases = parts.filter((one) => one.type !== "TSTypeLiteral");
    if (literals.length === 0 && type.type !== "TSTypeLiteral") this.found.aliases.set(name, type);
    else this.#shape(name, node, { ...about, ...this.#members(literals), bases });
  }

  #shape(name: string, node: Node, shape: Omit<Shape, "name" | "place">): void {
    this.found.shapes.set(name, { name, place: this.#place(node), ...shape });
  }

  #members(members: readonly TSTypeElement[]) {
    const properties: Property[] = [];
    const unread: { what: string; place: SourcePlace }[] = [];
    for (const member of members) {
      // What can be called is code, not data.
      if (member.type !== "TSPropertySignature" && member.type !== "TSIndexSignature") continue;
      const name = member.type === "TSPropertySignature" ? keyOf(member) : undefined;
      if (member.type === "TSPropertySignature" && name !== undefined) {
        properties.push({
          name,
          type: member.typeAnnotation?.typeAnnotation,
          optional: member.optional === true,
          initial: undefined,
          tags: tagsOf(member),
          place: this.#place(member),
        });
      } else unread.push({ what: "a property without a name", place: this.#place(member) });
    }
    return { properties, unread };
  }

  #class(node: ClassDeclaration): Pick<Shape, "bases" | "properties" | "unread"> {
    const properties: Property[] = [];
    const add = (
      name: string,
      member: Node,
      rest: Pick<Property, "initial" | "optional" | "type">,
    ): void => {
      properties.push({ name, ...rest, tags: tagsOf(member), place: this.#place(member) });
    };
    for (const member of node.body.body) {
      if (member.type === "ClassMethod" && member.kind === "constructor") {
        for (const one of member.params) {
          if (one.type !== "TSParameterProperty") continue;
          const [target, initial] =
            one.parameter.type === "AssignmentPattern"
              ? [one.parameter.left, one.parameter.right]
              : [one.parameter, undefined];
          if (target.type !== "Identifier") continue;
          add(target.name, one, {
            type: annotation(target),
            optional: target.optional === true,
            initial,
          });
        }
      }
      if (member.type !== "ClassProperty" || member.static === true) continue;
      const name = keyOf(member);
      if (name === undefined) continue;
      const initial = member.value ?? undefined;
      add(name, member, { type: annotation(member), optional: member.optional === true, initial });
    }
    const base = node.superClass;
    const bases =
      base?.type === "Identifier"
        ? [{ ...base, type: "TSTypeReference", typeName: base } as unknown as TSType]
        : [];
    const unread =
      base && bases.length === 0
        ? [{ what: "what the class extends", place: this.#place(base) }]
        : [];
    return { properties, bases, unread };
  }

  #place(node: Node): SourcePlace {
    const { line = 1, column = 0 } = node.loc?.start ?? {};
    return { file: this.#file, line, column: column + 1 };
  }
}

function annotation(node: {
  readonly typeAnnotation?: Node | null | undefined;
}): TSType | undefined {
  const type = node.typeAnnotation;
  return type?.type === "TSTypeAnnotation" ? type.typeAnnotation : undefined;
}

function keyOf(member: {
  readonly key: Node;
  readonly computed?: boolean | null | undefined;
}): string | undefined {
  const { key } = member;
  if (key.type === "Identifier") return member.computed === true ? undefined : key.name;
  return key.type === "StringLiteral" ? key.value : undefined;
}
