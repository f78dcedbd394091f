import type {
  ClassBody,
  Declaration,
  Function as FunctionNode,
  Identifier,
  ImportDefaultSpecifier,
  ImportSpecifier,
  Node,
  RestElement,
  Statement,
  TSDeclareFunction,
  TSInterfaceDeclaration,
  TSType,
} from "@babel/types";
import type { MemberType } from "./type-verdict.js";

/** One exported declaration, as far as a plugin's author needs it. */
export type Declared =
  | {
      readonly kind: "function";
      readonly doc: string | undefined;
      readonly overloads: readonly Signature[];
    }
  | {
      readonly kind: "class";
      /** Its name in the declarations, by which types refer to it. */
      readonly name: string;
      readonly doc: string | undefined;
      readonly members: ClassMembers;
    }
  | {
      readonly kind: "constant";
      readonly doc: string | undefined;
      readonly type: TSType | undefined;
    };

export interface Signature {
  /** Type parameter -> what it extends; undefined = anything. */
  readonly generics: ReadonlyMap<string, TSType | undefined>;
  readonly parameters: readonly Parameter[];
  readonly result: TSType | undefined;
}

interface Parameter {
  readonly name: string;
  readonly optional: boolean;
  readonly type: TSType | undefined;
}

/** The public members of a class. */
export interface ClassMembers {
  /** Whether any caller may call `new`. */
  readonly construct: boolean;
  readonly methods: ReadonlyMap<string, Signature>;
  readonly properties: ReadonlyMap<string, TSType | undefined>;
  readonly statics: ReadonlyMap<string, Signature>;
}

export function importedName(specifier: ImportSpecifier | ImportDefaultSpecifier): string {
  if (specifier.type === "ImportDefaultSpecifier") return "default";
  const { imported } = specifier;
  return imported.type === "Identifier" ? imported.name : imported.value;
}

export function declarationOf(statement: Statement): Declaration | TSDeclareFunction | undefined {
  switch (statement.type) {
    case "ExportNamedDeclaration":
      return statement.declaration ?? undefined;
    case "ExportDefaultDeclaration": {
      const { declaration } = statement;
      const isDeclaration = /Declaration$|^TSDeclareFunction$/.test(declaration.type);
      return isDeclaration ? (declaration as Declaration | TSDeclareFunction) : undefined;
    }
    default:
      return /Declaration$|^TSDeclareFunction$/.test(statement.type)
        ? (statement as Declaration | TSDeclareFunction)
        : undefined;
  }
}

export function declaredNames(declaration: Declaration | null | undefined): readonly string[] {
  if (!declaration) return [];
  if (declaration.type === "VariableDeclaration") {
    return declaration.declarations.flatMap(({ id }) =>
      id.type === "Identifier" ? [id.name] : [],
    );
  }
  return "id" in declaration && declaration.id?.type === "Identifier" ? [declaration.id.name] : [];
}

/** `const f: (a: string) => string` is a function too. */
export function constantOf(id: Identifier, doc: string | undefined): Declared {
  const type = typeOf(id);
  if (type?.type !== "TSFunctionType") return { kind: "constant", doc, type };
  const parameters = type.parameters.flatMap(parameterOf);
  return {
    kind: "function",
    doc,
    overloads: [
      { generics: genericsOf(type), parameters, result: type.typeAnnotation?.typeAnnotation },
    ],
  };
}

export function classMembers(body: ClassBody, isConcrete: boolean): ClassMembers {
  let construct = isConcrete;
  const methods = new Map<string, Signature>();
  const properties = new Map<string, TSType | undefined>();
  const statics = new Map<string, Signature>();
  for (const member of body.body) {
    if (!("key" in member) || member.key.type !== "Identifier") continue;
    if ("accessibility" in member && member.accessibility && member.accessibility !== "public") {
      if (member.key.name === "constructor") construct = false;
      continue;
    }
    const name = member.key.name;
    if (member.type === "TSDeclareMethod" || member.type === "ClassMethod") {
      if (member.kind === "constructor") continue;
      if (member.kind === "get") properties.set(name, resultOf(member));
      else if (member.kind === "method")
        (member.static ? statics : methods).set(name, signatureOf(member));
    } else if (member.type === "ClassProperty" && !member.static) {
      const type = member.typeAnnotation;
      properties.set(name, type?.type === "TSTypeAnnotation" ? type.typeAnnotation : undefined);
    }
  }
  return { construct, methods, properties, statics };
}

type Callable = Pick<FunctionNode | TSDeclareFunction, "params" | "returnType" | "typeParameters">;

export function signatureOf(callable: Callable): Signature {
  const parameters = callable.params.flatMap(parameterOf);
  return { generics: genericsOf(callable), parameters, result: resultOf(callable) };
}

export function genericsOf(node: {
  readonly typeParameters?: Node | null | undefined;
}): ReadonlyMap<string, TSType | undefined> {
  const declared = node.typeParameters;
  if (declared?.type !== "TSTypeParameterDeclaration") return new Map();
  return new Map(declared.params.map((generic) => [generic.name, generic.constraint ?? undefined]));
}

function resultOf(callable: Pick<Callable, "returnType">): TSType | undefined {
  const { returnType } = callable;
  return returnType?.type === "TSTypeAnnotation" ? returnType.typeAnnotation : undefined;
}

function parameterOf(node: Node): readonly Parameter[] {
  if (node.type === "RestElement") {
    const name = node.argument.type === "Identifier" ? node.argument.name : "rest";
    return [{ name, optional: true, type: typeOf(node) }];
  }
  if (node.type !== "Identifier") return [{ name: "options", optional: false, type: undefined }];
  return [{ name: node.name, optional: node.optional === true, type: typeOf(node) }];
}

function typeOf(node: Identifier | RestElement): TSType | undefined {
  const annotation = node.typeAnnotation;
  return annotation?.type === "TSTypeAnnotation" ? annotation.typeAnnotation : undefined;
}

/** The first paragraph of the JSDoc above a node, on one line. */
export function docOf(node: Node): string | undefined {
  const comment = node.leadingComments?.findLast(({ value }) => value.startsWith("*"));
  if (comment === undefined) return undefined;
  const lines = comment.value.split("\n").map((line) => line.replace(/^[\s*]+/, "").trim());
  const start = lines.findIndex((line) => line !== "");
  const paragraph: string[] = [];
  for (const line of lines.slice(Math.max(start, 0))) {
    if (line === "" || line.startsWith("@")) break;
    paragraph.push(line);
  }
  return paragraph.length === 0 ? undefined : paragraph.join(" ");
}

/** What an interface extends, as members that it must have: judged like any other. */
export function parentsOf(declaration: TSInterfaceDeclaration): MemberType[] {
  return (declaration.extends ?? []).map(({ expression, typeParameters }) => {
    const type = { type: "TSTypeReference", typeName: expression, typeParameters };
    // The judge reads no more of a reference than these three.
    return { name: "(what it extends)", optional: false, type: type as TSType };
  });
}
