import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ParserPlugin } from "@babel/parser";
import type {
  ClassBody,
  Declaration,
  Function as FunctionNode,
  Identifier,
  Node,
  RestElement,
  Statement,
  TSDeclareFunction,
  TSInterfaceDeclaration,
  TSType,
} from "@babel/types";
import {
  literalMembers,
  type MemberType,
  type NamedType,
  type TypeLookup,
} from "./type-verdict.js";

/** One exported declaration, as far as a plugin's author needs it. */
export type Declared =
  | {
      readonly kind: "function";
      readonly doc: string | undefined;
      readonly overloads: readonly Signature[];
    }
  | { readonly kind: "class"; readonly doc: string | undefined; readonly members: ClassMembers }
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

export interface Parameter {
  readonly name: string;
  readonly optional: boolean;
  readonly type: TSType | undefined;
}

/** The public members of a class. */
export interface ClassMembers {
  readonly methods: ReadonlyMap<string, Signature>;
  readonly properties: ReadonlyMap<string, TSType | undefined>;
  readonly statics: ReadonlyMap<string, Signature>;
}

/** The exports of a package's type declarations, re-exports followed inside the package. */
export interface Declarations {
  readonly exports: ReadonlyMap<string, Declared>;
  readonly lookup: TypeLookup;
}

/** Reads `.d.ts` files. A file that cannot be parsed counts as saying nothing. */
export async function readDeclarations(file: string | undefined): Promise<Declarations> {
  const { parse } = await import("@babel/parser");
  const reader = new DeclarationReader((text) => {
    try {
      const plugins: ParserPlugin[] = [["typescript", { dts: true }]];
      return parse(text, { sourceType: "module", plugins, errorRecovery: true }).program.body;
    } catch {
      return [];
    }
  });
  return reader.read(file);
}

interface FileScope {
  readonly declared: Map<string, Declared>;
  readonly exported: Map<string, Declared>;
}

class DeclarationReader {
  readonly #parse: (text: string) => readonly Statement[];
  readonly #files = new Map<string, FileScope>();
  readonly #types = new Map<string, NamedType>();

  constructor(parse: (text: string) => readonly Statement[]) {
    this.#parse = parse;
  }

  read(file: string | undefined): Declarations {
    const scope = file === undefined ? undefined : this.#file(file);
    return {
      exports: scope?.exported ?? new Map<string, Declared>(),
      lookup: (name) => this.#types.get(name),
    };
  }

  #file(file: string): FileScope {
    const known = this.#files.get(file);
    if (known !== undefined) return known;
    const scope: FileScope = { declared: new Map(), exported: new Map() };
    // Registered before its body is read: declaration files may import each other in a circle.
    this.#files.set(file, scope);
    const body = this.#parse(readFileSync(file, "utf8"));
    for (const statement of body) this.#declare(statement, scope);
    for (const statement of body) this.#export(statement, scope, file);
    return scope;
  }

  #declare(statement: Statement, scope: FileScope): void {
    const declaration = declarationOf(statement);
    if (declaration === undefined) return;
    const doc = docOf(statement) ?? docOf(declaration);
    switch (declaration.type) {
      case "TSDeclareFunction":
      case "FunctionDeclaration": {
        const name = declaration.id?.name ?? "default";
        const known = scope.declared.get(name);
        const overloads = known?.kind === "function" ? known.overloads : [];
        scope.declared.set(name, {
          kind: "function",
          doc: known?.doc ?? doc,
          overloads: [...overloads, signatureOf(declaration)],
        });
        return;
      }
      case "ClassDeclaration": {
        const name = declaration.id?.name ?? "default";
        this.#types.set(name, { kind: "class" });
        scope.declared.set(name, { kind: "class", doc, members: classMembers(declaration.body) });
        return;
      }
      case "VariableDeclaration":
        for (const { id } of declaration.declarations) {
          if (id.type !== "Identifier") continue;
          scope.declared.set(id.name, constantOf(id, doc));
        }
        return;
      case "TSInterfaceDeclaration":
        this.#types.set(declaration.id.name, {
          kind: "members",
          members: [...parentsOf(declaration), ...literalMembers(declaration.body.body)],
          parameters: [...genericsOf(declaration).keys()],
        });
        return;
      case "TSTypeAliasDeclaration":
        this.#types.set(declaration.id.name, {
          kind: "alias",
          type: declaration.typeAnnotation,
          parameters: [...genericsOf(declaration).keys()],
        });
        return;
      case "TSEnumDeclaration":
        this.#types.set(declaration.id.name, { kind: "enum" });
        scope.declared.set(declaration.id.name, { kind: "constant", doc, type: undefined });
        return;
      case "TSModuleDeclaration":
        // `declare namespace x { function f() }`, how older packages describe their members.
        if (declaration.body?.type === "TSModuleBlock") {
          for (const inner of declaration.body.body) this.#declare(inner, scope);
        }
        return;
      default:
        return;
    }
  }

  #export(statement: Statement, scope: FileScope, file: string): void {
    switch (statement.type) {
      case "ExportAllDeclaration":
        for (const [name, declared] of this.#module(statement.source.value, file)) {
          if (name !== "default" && !scope.exported.has(name)) scope.exported.set(name, declared);
        }
        return;
      case "ExportNamedDeclaration":
        this.#exportNamed(statement, scope, file);
        return;
      case "ExportDefaultDeclaration": {
        const target = statement.declaration;
        const name = target.type === "Identifier" ? target.name : "default";
        const named = "id" in target && target.id?.type === "Identifier" ? target.id.name : name;
        const declared = scope.declared.get(named);
        if (declared !== undefined) scope.exported.set("default", declared);
        return;
      }
      case "TSExportAssignment":
        this.#exportAssignment(statement.expression, scope);
        return;
      default:
        return;
    }
  }

  #exportNamed(
    statement: Extract<Statement, { type: "ExportNamedDeclaration" }>,
    scope: FileScope,
    file: string,
  ): void {
    for (const name of declaredNames(statement.declaration)) {
      const declared = scope.declared.get(name);
      if (declared !== undefined) scope.exported.set(name, declared);
    }
    const from = statement.source ? this.#module(statement.source.value, file) : scope.declared;
    for (const specifier of statement.specifiers) {
      if (specifier.type !== "ExportSpecifier") continue;
      const declared = from.get(specifier.local.name);
      const name =
        specifier.exported.type === "Identifier"
          ? specifier.exported.name
          : specifier.exported.value;
      if (declared !== undefined) scope.exported.set(name, declared);
    }
  }

  /** `export = x`: everything that was declared is a member of x, and x is the default. */
  #exportAssignment(expression: Node, scope: FileScope): void {
    for (const [name, declared] of scope.declared) scope.exported.set(name, declared);
    if (expression.type !== "Identifier") return;
    const declared = scope.declared.get(expression.name);
    if (declared !== undefined) scope.exported.set("default", declared);
  }

  #module(specifier: string, from: string): ReadonlyMap<string, Declared> {
    if (!specifier.startsWith(".")) return new Map();
    const base = join(dirname(from), specifier);
    const candidates = [
      base.replace(/\.([cm]?)[jt]s$/, ".d.$1ts"),
      `${base}.d.ts`,
      `${base}.d.mts`,
      `${base}.d.cts`,
      join(base, "index.d.ts"),
      base,
    ];
    const file = candidates.find((path) => path.includes(".d.") && existsSync(path));
    return file === undefined ? new Map() : this.#file(file).exported;
  }
}

function declarationOf(statement: Statement): Declaration | TSDeclareFunction | undefined {
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

function declaredNames(declaration: Declaration | null | undefined): readonly string[] {
  if (!declaration) return [];
  if (declaration.type === "VariableDeclaration") {
    return declaration.declarations.flatMap(({ id }) =>
      id.type === "Identifier" ? [id.name] : [],
    );
  }
  return "id" in declaration && declaration.id?.type === "Identifier" ? [declaration.id.name] : [];
}

/** `const f: (a: string) => string` is a function too. */
function constantOf(id: Identifier, doc: string | undefined): Declared {
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

function classMembers(body: ClassBody): ClassMembers {
  const methods = new Map<string, Signature>();
  const properties = new Map<string, TSType | undefined>();
  const statics = new Map<string, Signature>();
  for (const member of body.body) {
    if (!("key" in member) || member.key.type !== "Identifier") continue;
    if ("accessibility" in member && member.accessibility && member.accessibility !== "public")
      continue;
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
  return { methods, properties, statics };
}

type Callable = Pick<FunctionNode | TSDeclareFunction, "params" | "returnType" | "typeParameters">;

function signatureOf(callable: Callable): Signature {
  const parameters = callable.params.flatMap(parameterOf);
  return { generics: genericsOf(callable), parameters, result: resultOf(callable) };
}

function genericsOf(node: {
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
function docOf(node: Node): string | undefined {
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
function parentsOf(declaration: TSInterfaceDeclaration): MemberType[] {
  return (declaration.extends ?? []).map(({ expression, typeParameters }) => {
    const type = { type: "TSTypeReference", typeName: expression, typeParameters };
    // The judge reads no more of a reference than these three.
    return { name: "(what it extends)", optional: false, type: type as TSType };
  });
}
