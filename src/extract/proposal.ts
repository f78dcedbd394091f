import type { TSType } from "@babel/types";
import type { Declarations } from "./declarations.js";
import type { Declared, Signature } from "./declared.js";
import { judgeType, type NamedType, type TypeLookup } from "./type-verdict.js";

const HANDLE: NamedType = { kind: "judged", verdict: { crosses: true } };

/** A type parameter without a limit: whatever crosses, crosses. */
const ANYTHING = { type: "TSUnknownKeyword" } as TSType;

/** What a plugin would do with one export. Only `exposed` ones are written as live code. */
export interface Proposal {
  readonly name: string;
  readonly doc: string | undefined;
  readonly action: ProposedAction;
}

export type ProposedAction =
  | { readonly kind: "fn"; readonly notes: readonly string[] }
  | { readonly kind: "value" }
  | {
      readonly kind: "type";
      /** Whether a migration may call `new`. */
      readonly construct: boolean;
      readonly methods: readonly string[];
      readonly properties: readonly string[];
      readonly statics: readonly string[];
      readonly notes: readonly string[];
    }
  /** It runs inside the sandbox, as the rest of its package. */
  | { readonly kind: "source" }
  | { readonly kind: "refused"; readonly reason: string };

/**
 * Proposes a kind for each export of a package: what it is at run time decides the kind, what its
 * declaration says decides whether it can cross. Nothing is exposed on a guess.
 */
export function proposeExports(
  namespace: Readonly<Record<string, unknown>>,
  declarations: Declarations,
): readonly Proposal[] {
  const lookup = withHandles(namespace, declarations);
  return Object.keys(namespace)
    .filter((name) => name !== "module.exports" && name !== "__esModule")
    .sort()
    .map((name) => {
      const declared = declarations.exports.get(name);
      if (name === "__proto__") {
        // In an object literal it is no key: it would exchange the prototype of the map.
        const reason = "it is not a name that a module of the map can have";
        return { name, doc: undefined, action: { kind: "refused", reason } };
      }
      const action = propose(namespace[name], declared, lookup);
      return { name, doc: declared?.doc, action };
    });
}

/** An instance of a class that is offered crosses as a handle: it stays on the host. */
function withHandles(
  namespace: Readonly<Record<string, unknown>>,
  { exports, lookup }: Declarations,
): TypeLookup {
  const offered = new Set<string>();
  for (const [name, declared] of exports) {
    if (declared.kind === "class" && typeof namespace[name] === "function") {
      offered.add(declared.name);
    }
  }
  return (name) => (offered.has(name) ? HANDLE : lookup(name));
}

function propose(
  exported: unknown,
  declared: Declared | undefined,
  lookup: TypeLookup,
): ProposedAction {
  if (typeof exported === "function") {
    if (declared?.kind === "class" || isClass(exported))
      return proposeClass(exported, declared, lookup);
    return proposeFunction(declared, lookup);
  }
  const reason = whyNotCopied(exported, 0);
  return reason === undefined ? { kind: "value" } : { kind: "refused", reason };
}

function proposeFunction(declared: Declared | undefined, lookup: TypeLookup): ProposedAction {
  if (declared?.kind !== "function") {
    return { kind: "refused", reason: "no declaration says what it takes and returns" };
  }
  const verdicts = declared.overloads.map((signature) => judgeSignature(signature, lookup));
  const passing = verdicts.find((verdict) => verdict.refused === undefined);
  if (passing !== undefined) return { kind: "fn", notes: passing.notes };
  return { kind: "refused", reason: verdicts[0]?.refused ?? "it has no signature" };
}

interface SignatureVerdict {
  readonly refused: string | undefined;
  readonly notes: readonly string[];
}

/** A parameter that may be left away and cannot cross is only a note. */
function judgeSignature(signature: Signature, outer: TypeLookup): SignatureVerdict {
  const notes: string[] = [];
  const lookup: TypeLookup = (name) => {
    if (!signature.generics.has(name)) return outer(name);
    return { kind: "alias", type: signature.generics.get(name) ?? ANYTHING, parameters: [] };
  };
  const result = judgeType(signature.result, { direction: "out", lookup });
  if (!result.crosses) return { refused: `its result: ${result.reason}`, notes };
  for (const parameter of signature.parameters) {
    const verdict = judgeType(parameter.type, { direction: "in", lookup });
    if (verdict.crosses) continue;
    const text = `its parameter ${parameter.name}: ${verdict.reason}`;
    if (!parameter.optional) return { refused: text, notes };
    notes.push(text);
  }
  return { refused: undefined, notes };
}

function proposeClass(
  exported: object,
  declared: Declared | undefined,
  outer: TypeLookup,
): ProposedAction {
  if (declared?.kind !== "class") {
    return { kind: "refused", reason: "no declaration says what its methods take and return" };
  }
  const notes: string[] = [];
  const lookup: TypeLookup = (name) => (name === "this" ? HANDLE : outer(name));
  const passing = (members: ReadonlyMap<string, Signature>): string[] =>
    [...members].flatMap(([name, signature]) => {
      const { refused } = judgeSignature(signature, lookup);
      if (refused === undefined) return [name];
      notes.push(`${name}(): ${refused}`);
      return [];
    });
  const properties = [...declared.members.properties].flatMap(([name, type]) => {
    const verdict = judgeType(type, { direction: "out", lookup });
    if (verdict.crosses) return [name];
    notes.push(`${name}: ${verdict.reason}`);
    return [];
  });
  const methods = passing(declared.members.methods);
  const statics = passing(declared.members.statics).filter((name) => name in exported);
  const { construct } = declared.members;
  return { kind: "type", construct, methods, properties, statics, notes };
}

function isClass(exported: object): boolean {
  return /^class\b/.test(Function.prototype.toString.call(exported));
}

/** Why a constant cannot be copied into the sandbox; undefined = it can. */
function whyNotCopied(constant: unknown, depth: number): string | undefined {
  if (depth > 8) return "it is nested too deeply";
  switch (typeof constant) {
    case "function":
      return "it holds a function";
    case "symbol":
      return "a symbol cannot cross";
    case "number":
      return Number.isFinite(constant) ? undefined : "it is not a finite number";
    case "object":
      return constant === null ? undefined : whyNotCopiedObject(constant, depth);
    default:
      return undefined;
  }
}

function whyNotCopiedObject(constant: object, depth: number): string | undefined {
  if (constant instanceof Date) return undefined;
  const prototype: unknown = Object.getPrototypeOf(constant);
  const plain = Array.isArray(constant) || prototype === Object.prototype || prototype === null;
  if (!plain) return "it is an instance of a class";
  for (const [name, member] of Object.entries(constant)) {
    const reason = whyNotCopied(member, depth + 1);
    if (reason !== undefined) return `its member ${name}: ${reason}`;
  }
  return undefined;
}
