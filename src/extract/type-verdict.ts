import type { TSNamedTupleMember, TSType } from "@babel/types";

/** Can a value of a type cross the wall? `reason` says why not, in words for the plugin's reader. */
export type Verdict =
  | { readonly crosses: true }
  | { readonly crosses: false; readonly reason: string };

/** Looks a type name up in the declarations at hand. */
export type TypeLookup = (name: string) => NamedType | undefined;

/** What a name in type position stands for. */
export type NamedType =
  | { readonly kind: "alias"; readonly type: TSType; readonly parameters: readonly string[] }
  | {
      readonly kind: "members";
      readonly members: readonly MemberType[];
      readonly parameters: readonly string[];
    }
  /** A type parameter for which the reference has already been judged. */
  | { readonly kind: "judged"; readonly verdict: Verdict }
  | { readonly kind: "class" }
  | { readonly kind: "enum" };

export interface MemberType {
  readonly name: string;
  readonly optional: boolean;
  /** undefined: a method, or something that has no type of its own. */
  readonly type: TSType | undefined;
}

const CROSSES: Verdict = { crosses: true };
const COPIED = new Set(["Date", "Uint8Array", "Buffer", "Record", "Object"]);
const WRAPPERS = new Set([
  "Array",
  "ReadonlyArray",
  "Promise",
  "Partial",
  "Required",
  "Readonly",
  "NonNullable",
  "Awaited",
  "PromiseLike",
  "ArrayLike",
  "Pick",
  "Omit",
]);
const DEEPEST = 6;

/**
 * `in`: what a guest hands over, so one member of a union that crosses is enough (the others are
 * refused at the wall). `out`: what the host returns, so all of them must.
 */
type Direction = "in" | "out";

/** How a type is looked at. */
export interface Judging {
  readonly direction: Direction;
  readonly lookup: TypeLookup;
}

/** Judges a type from its declaration; what it does not know it refuses. */
export function judgeType(
  type: TSType | TSNamedTupleMember | undefined | null,
  judging: Judging,
  depth = 0,
): Verdict {
  if (type === undefined || type === null) return refuse("its type is not declared");
  if (depth > DEEPEST) return refuse("its type is too deep to judge");
  const judge = (inner: TSType | TSNamedTupleMember | undefined | null): Verdict =>
    judgeType(inner, judging, depth + 1);
  switch (type.type) {
    case "TSStringKeyword":
    case "TSNumberKeyword":
    case "TSBooleanKeyword":
    case "TSBigIntKeyword":
    case "TSNullKeyword":
    case "TSUndefinedKeyword":
    case "TSVoidKeyword":
    case "TSUnknownKeyword":
    case "TSAnyKeyword":
    case "TSObjectKeyword":
    case "TSLiteralType":
    case "TSTemplateLiteralType":
    case "TSTypePredicate":
      return CROSSES;
    case "TSArrayType":
      return judge(type.elementType);
    case "TSOptionalType":
    case "TSRestType":
    case "TSParenthesizedType":
    case "TSTypeOperator":
      return judge(type.typeAnnotation);
    case "TSNamedTupleMember":
      return judge(type.elementType);
    case "TSTupleType":
      return first(type.elementTypes.map((element) => judge(element)));
    case "TSUnionType": {
      const verdicts = type.types.map((member) => judge(member));
      const enough = judging.direction === "in" && verdicts.some((verdict) => verdict.crosses);
      return enough ? CROSSES : first(verdicts);
    }
    case "TSIntersectionType":
      return first(type.types.map((member) => judge(member)));
    case "TSTypeLiteral":
      return judgeMembers(literalMembers(type.members), judging, depth);
    case "TSTypeReference":
      return judgeReference(type, judging, depth);
    case "TSFunctionType":
    case "TSConstructorType":
      return refuse("a function cannot cross");
    case "TSSymbolKeyword":
      return refuse("a symbol cannot cross");
    case "TSThisType": {
      const self = judging.lookup("this");
      if (self?.kind === "judged") return self.verdict;
      return refuse("it is an instance of a class, which stays on the host");
    }
    default:
      return refuse("its type is too elaborate to judge");
  }
}

type Reference = Extract<TSType, { type: "TSTypeReference" }>;

function judgeReference(type: Reference, judging: Judging, depth: number): Verdict {
  const name = nameOf(type);
  if (name === undefined) return refuse("its type is too elaborate to judge");
  const parameters = type.typeParameters?.params ?? [];
  if (COPIED.has(name)) return CROSSES;
  if (WRAPPERS.has(name)) return judgeType(parameters[0], judging, depth + 1);
  const named = judging.lookup(name);
  if (named === undefined) return refuse(`nothing is known of the type ${name}`);
  switch (named.kind) {
    case "enum":
      return CROSSES;
    case "class":
      return refuse(`an instance of ${name} stays on the host`);
    case "judged":
      return named.verdict;
    case "members":
      return judgeMembers(
        named.members,
        instantiate(named.parameters, type, judging, depth),
        depth,
      );
    case "alias":
      return judgeType(named.type, instantiate(named.parameters, type, judging, depth), depth + 1);
    default: {
      const never: never = named;
      return never;
    }
  }
}

function nameOf({ typeName }: Reference): string | undefined {
  if (typeName.type === "Identifier") return typeName.name;
  const { left, right } = typeName;
  return left.type === "Identifier" ? `${left.name}.${right.name}` : undefined;
}

/** Inside `Box<T>` the name T means what the reference `Box<string>` says. */
function instantiate(
  parameters: readonly string[],
  reference: Reference,
  judging: Judging,
  depth: number,
): Judging {
  if (parameters.length === 0) return judging;
  const given = reference.typeParameters?.params ?? [];
  const judged = new Map(
    parameters.map((name, index): [string, NamedType] => {
      // Not given: its default, which the declaration's author chose to be harmless.
      const verdict = given[index] ? judgeType(given[index], judging, depth + 1) : CROSSES;
      return [name, { kind: "judged", verdict }];
    }),
  );
  return { ...judging, lookup: (name) => judged.get(name) ?? judging.lookup(name) };
}

/** An object crosses when all that it must have crosses; an optional member may be left away. */
function judgeMembers(members: readonly MemberType[], judging: Judging, depth: number): Verdict {
  for (const member of members) {
    if (member.optional) continue;
    const verdict = judgeType(member.type, judging, depth + 1);
    if (!verdict.crosses) return refuse(`its member ${member.name}: ${verdict.reason}`);
  }
  return CROSSES;
}

/** The members of a type literal or an interface body. */
export function literalMembers(elements: readonly { readonly type: string }[]): MemberType[] {
  return elements.flatMap((element): MemberType[] => {
    const member = element as {
      readonly type: string;
      readonly key?: { readonly name?: string; readonly value?: unknown };
      readonly optional?: boolean;
      readonly typeAnnotation?: { readonly typeAnnotation: TSType };
    };
    const name = member.key?.name ?? String(member.key?.value ?? "(call)");
    const optional = member.optional === true;
    switch (member.type) {
      case "TSPropertySignature":
        return [{ name, optional, type: member.typeAnnotation?.typeAnnotation }];
      case "TSIndexSignature":
        return [{ name: "[key]", optional, type: member.typeAnnotation?.typeAnnotation }];
      default:
        return [{ name, optional, type: undefined }];
    }
  });
}

function first(verdicts: readonly Verdict[]): Verdict {
  return verdicts.find((verdict) => !verdict.crosses) ?? CROSSES;
}

function refuse(reason: string): Verdict {
  return { crosses: false, reason };
}
