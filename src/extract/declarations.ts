import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ParserPlugin } from "@babel/parser";
import type { Node, Statement, TSModuleDeclaration } from "@babel/types";
import {
  classMembers,
  constantOf,
  type Declared,
  declarationOf,
  declaredNames,
  docOf,
  genericsOf,
  importedName,
  parentsOf,
  signatureOf,
} from "./declared.js";

import { loadTool } from "./load-tool.js";
import { literalMembers, type NamedType, type TypeLookup } from "./type-verdict.js";

/** The exports of a package's type declarations, re-exports followed inside the package. */
export interface Declarations {
  readonly exports: ReadonlyMap<string, Declared>;
  readonly lookup: TypeLookup;
}

/** Reads `.d.ts` files. A file that cannot be parsed counts as saying nothing. */
export async function readDeclarations(file: string | undefined): Promise<Declarations> {
  const { parse } = await loadTool("@babel/parser", () => import("@babel/parser"));
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
    for (const statement of body) this.#declare(statement, scope, file);
    for (const statement of body) this.#export(statement, scope, file);
    return scope;
  }

  #declare(statement: Statement, scope: FileScope, file: string): void {
    this.#import(statement, scope, file);
    const declaration = declarationOf(statement);
    if (declaration === undefined) return;
    const doc = docOf(statement) ?? docOf(declaration);
    switch (declaration.type) {
      case "TSDeclareFunction":
      case "FunctionDeclaration": {
        const name = declaration.id?.name ?? "default";
        const known = scope.declared.get(name);
        // A class that may be called without `new` is declared twice.
        if (known?.kind === "class") return;
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
        const members = classMembers(declaration.body, declaration.abstract !== true);
        scope.declared.set(name, { kind: "class", name, doc, members });
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
          for (const inner of declaration.body.body)
            this.#declareIn(declaration, inner, { scope, file });
        }
        return;
      default:
        return;
    }
  }

  /** What a namespace holds, under its own name and as `Space.Name`, as types refer to it. */
  #declareIn(
    space: TSModuleDeclaration,
    inner: Statement,
    { scope, file }: { readonly scope: FileScope; readonly file: string },
  ): void {
    this.#declare(inner, scope, file);
    const declaration = declarationOf(inner);
    const id = declaration && "id" in declaration ? declaration.id : undefined;
    if (id?.type !== "Identifier" || space.id.type !== "Identifier") return;
    const type = this.#types.get(id.name);
    if (type !== undefined) this.#types.set(`${space.id.name}.${id.name}`, type);
  }

  /** `import x = require("./x")`, `import x, { y } from "./x"`: names that may be exported again. */
  #import(statement: Statement, scope: FileScope, file: string): void {
    if (statement.type === "TSImportEqualsDeclaration") {
      const { moduleReference: from, id } = statement;
      if (from.type !== "TSExternalModuleReference") return;
      const declared = this.#module(from.expression.value, file).get("default");
      if (declared !== undefined) scope.declared.set(id.name, declared);
      return;
    }
    if (statement.type !== "ImportDeclaration") return;
    const exported = this.#module(statement.source.value, file);
    for (const specifier of statement.specifiers) {
      if (specifier.type === "ImportNamespaceSpecifier") continue;
      const declared = exported.get(importedName(specifier));
      if (declared !== undefined) scope.declared.set(specifier.local.name, declared);
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
