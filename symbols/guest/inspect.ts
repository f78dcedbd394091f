// Guest source, a part of node:util: values as text, the way Node's util.inspect writes them.
// It differs where the sandbox has nothing to show: an error has no stack of files, a promise no
// visible state, and the whole output has a budget.

import { groupEntries } from "./inspect-columns.js";
import { describeError, describeFunction, describeString, quote } from "./inspect-leaf.js";

/** The options of Node's that have a meaning here. */
export interface InspectOptions {
  readonly depth?: number | null;
  readonly compact?: boolean | number;
  readonly breakLength?: number;
  readonly maxArrayLength?: number | null;
  readonly maxStringLength?: number | null;
  readonly sorted?: boolean | ((a: string, b: string) => number);
  readonly getters?: boolean;
}

/** The options of one call, resolved, and how far it is. */
export interface InspectContext {
  readonly depth: number;
  readonly compact: number;
  readonly breakLength: number;
  readonly maxArrayLength: number;
  readonly maxStringLength: number;
  readonly sorted: boolean | ((a: string, b: string) => number);
  readonly getters: boolean;
  /** From the outermost value to the one being written. */
  readonly parents: object[];
  readonly circular: Map<object, number>;
  indentation: number;
  /** Nesting of the object that was begun last. */
  lastLevel: number;
  budget: number;
}

/** What stands around the entries of one value. */
interface Shape {
  /** Stands alone when there are no entries, and before the braces otherwise. */
  readonly base?: string;
  readonly open: string;
  readonly close: string;
  readonly items?: (context: InspectContext) => string[];
  /** How many entries `items` has. */
  readonly size: number;
  /** Own keys that `items` has shown already. */
  readonly hidden?: (key: string) => boolean;
  readonly list?: ArrayLike<unknown>;
  /** The text when nothing is inside. */
  readonly empty: string;
}

const CUSTOM = Symbol.for("nodejs.util.inspect.custom");
/** Values written before the rest becomes `...`: a text must not outgrow the memory. */
const BUDGET = 100_000;
const DEEPEST = 64;

/** As Node's, without colours, hidden properties and proxies. */
export const inspect = Object.assign(inspectValue, { custom: CUSTOM });
Object.defineProperty(inspect, "name", { value: "inspect" });

function inspectValue(value: unknown, options: InspectOptions | boolean = {}): string {
  const given = typeof options === "object" && options !== null ? options : {};
  const { compact, depth, maxArrayLength, maxStringLength } = given;
  return formatValue(value, {
    depth: depth === null || depth === Infinity ? DEEPEST : Math.min(depth ?? 2, DEEPEST),
    compact: typeof compact === "number" ? compact : compact === false ? 0 : 3,
    breakLength: given.breakLength ?? 80,
    maxArrayLength: maxArrayLength === null ? Infinity : (maxArrayLength ?? 100),
    maxStringLength: maxStringLength === null ? Infinity : (maxStringLength ?? 10_000),
    sorted: given.sorted ?? false,
    getters: given.getters ?? false,
    parents: [],
    circular: new Map(),
    indentation: 0,
    lastLevel: 0,
    budget: BUDGET,
  });
}

function formatValue(value: unknown, context: InspectContext): string {
  context.budget -= 1;
  if (context.budget < 0) return "...";
  if (typeof value === "string") return describeString(value, context);
  if (Object.is(value, -0)) return "-0";
  if (typeof value === "bigint") return `${value}n`;
  if ((typeof value !== "object" && typeof value !== "function") || value === null) {
    return String(value);
  }
  const custom = (value as Record<symbol, unknown>)[CUSTOM];
  if (typeof custom === "function" && custom !== inspect) {
    const depth = context.depth - context.parents.length;
    const answer: unknown = Reflect.apply(custom, value, [depth, { depth }, inspect]);
    if (answer !== value) {
      return typeof answer === "object" ? formatValue(answer, context) : String(answer);
    }
  }
  if (!context.parents.includes(value)) return formatObject(value, context);
  const index = context.circular.get(value) ?? context.circular.size + 1;
  context.circular.set(value, index);
  return `[Circular *${index}]`;
}

function formatObject(value: object, context: InspectContext): string {
  const shape = shapeOf(value);
  const keys = ownKeys(value, shape, context);
  if (keys.length === 0 && shape.size === 0) return shape.empty;
  const level = context.parents.length;
  if (level > context.depth) {
    return `[${Array.isArray(value) ? "Array" : (constructorName(value) ?? "Object: null prototype")}]`;
  }
  context.lastLevel = level;
  context.parents.push(value);
  const entries = shape.items?.(context) ?? [];
  for (const key of keys) entries.push(formatProperty(value, key, context));
  context.parents.pop();
  if (entries.length === 0) return shape.empty;
  const index = context.circular.get(value);
  const parts = [index === undefined ? "" : `<ref *${index}>`, shape.base ?? ""];
  return layOut(entries, { ...shape, base: parts.filter(Boolean).join(" ") }, context);
}

/** On one line when it is short and at most `compact` levels deep, else one entry per line. */
function layOut(entries: readonly string[], shape: Shape, context: InspectContext): string {
  const { base = "", open, close, list } = shape;
  const head = base === "" ? open : `${base} ${open}`;
  let lines = entries;
  if (context.compact >= 1) {
    if (list !== undefined && entries.length > 6) lines = groupEntries(entries, list, context);
    const levels = context.lastLevel - context.parents.length;
    if (levels < context.compact && lines.length === entries.length) {
      const fixed = 2 * lines.length + context.indentation + open.length + base.length + 10;
      const total = lines.reduce((sum, line) => sum + line.length, fixed);
      const joined = lines.join(", ");
      if (total <= context.breakLength && !joined.includes("\n")) {
        return `${head} ${joined} ${close}`;
      }
    }
  }
  const indent = `\n${" ".repeat(context.indentation)}`;
  return `${head}${indent}  ${lines.join(`,${indent}  `)}${indent}${close}`;
}

function shapeOf(value: object): Shape {
  const name = constructorName(value);
  if (Array.isArray(value)) {
    const prefix = name === "Array" ? "" : `${name ?? "[Array: null prototype]"}(${value.length}) `;
    return listShape(value, prefix);
  }
  const prefix = name ?? "[Object: null prototype]";
  if (value instanceof Set) {
    return collectionShape(`${prefix}(${value.size})`, [...value], (item, context) =>
      formatIndented(item, context),
    );
  }
  if (value instanceof Map) {
    return collectionShape(`${prefix}(${value.size})`, [...value], ([key, item], context) => {
      return `${formatIndented(key, context)} => ${formatIndented(item, context)}`;
    });
  }
  const elements = typedElements(value);
  if (elements !== undefined) return listShape(elements, `${prefix}(${elements.length}) `);
  if (isWeak(value)) {
    const items = () => ["<items unknown>"];
    return { open: `${prefix} {`, close: "}", empty: "", items, size: 1 };
  }
  const base = leafText(value);
  if (base !== undefined) {
    const hidden = value instanceof String ? isIndex : () => false;
    return { base, open: "{", close: "}", empty: base, hidden, size: 0 };
  }
  const tagged = withTag(value, prefix);
  const open = tagged === "Object" ? "{" : `${tagged} {`;
  return { open, close: "}", empty: `${open}}`, size: 0 };
}

function listShape(list: ArrayLike<unknown>, prefix: string): Shape {
  const open = `${prefix}[`;
  const items = (context: InspectContext) => arrayItems(list, context);
  return { open, close: "]", empty: `${open}]`, list, items, hidden: isIndex, size: list.length };
}

function collectionShape<T>(
  prefix: string,
  members: readonly T[],
  write: (member: T, context: InspectContext) => string,
): Shape {
  const items = (context: InspectContext) => {
    const shown = members.slice(0, context.maxArrayLength).map((member) => write(member, context));
    const more = members.length - shown.length;
    return more > 0 ? [...shown, moreItems(more)] : shown;
  };
  return { open: `${prefix} {`, close: "}", empty: `${prefix} {}`, items, size: members.length };
}

function arrayItems(list: ArrayLike<unknown>, context: InspectContext): string[] {
  const output: string[] = [];
  let index = 0;
  for (; index < list.length && output.length < context.maxArrayLength; index += 1) {
    if (Object.hasOwn(list, index)) {
      output.push(formatProperty(list, String(index), context, true));
      continue;
    }
    const start = index;
    while (index + 1 < list.length && !Object.hasOwn(list, index + 1)) index += 1;
    const holes = index + 1 - start;
    output.push(`<${holes} empty item${holes > 1 ? "s" : ""}>`);
  }
  if (index < list.length) output.push(moreItems(list.length - index));
  return output;
}

function moreItems(count: number): string {
  return `... ${count} more item${count > 1 ? "s" : ""}`;
}

function formatProperty(
  owner: object,
  key: PropertyKey,
  context: InspectContext,
  bare = false,
): string {
  const property = Object.getOwnPropertyDescriptor(owner, key) ?? { value: undefined };
  const { get, set } = property;
  let text: string;
  if (get === undefined && set === undefined) text = formatIndented(property.value, context);
  else if (get === undefined) text = "[Setter]";
  else text = set === undefined ? "[Getter]" : "[Getter/Setter]";
  if (bare) return text;
  if (typeof key === "symbol") return `[${String(key)}]: ${text}`;
  const name = String(key);
  return `${/^[a-zA-Z_][a-zA-Z_0-9]*$/.test(name) ? name : quote(name)}: ${text}`;
}

function formatIndented(value: unknown, context: InspectContext): string {
  context.indentation += 2;
  const text = formatValue(value, context);
  context.indentation -= 2;
  return text;
}

function ownKeys(value: object, shape: Shape, context: InspectContext): PropertyKey[] {
  const names = Object.keys(value).filter((key) => shape.hidden?.(key) !== true);
  if (context.sorted !== false) names.sort(context.sorted === true ? undefined : context.sorted);
  const symbols = Object.getOwnPropertySymbols(value).filter((key) =>
    Object.prototype.propertyIsEnumerable.call(value, key),
  );
  return [...names, ...symbols];
}

function isIndex(key: string): boolean {
  return /^(?:0|[1-9]\d*)$/.test(key);
}

/** The name of the class, undefined for an object without a prototype. */
function constructorName(value: object): string | undefined {
  for (let owner = value; owner !== null; owner = Object.getPrototypeOf(owner)) {
    // A getter, too: the sealed language has it on its own prototypes.
    const found = Object.hasOwn(owner, "constructor") ? owner.constructor : undefined;
    if (typeof found === "function" && found.name !== "" && value instanceof found) {
      return found.name;
    }
  }
  return undefined;
}

function withTag(value: object, prefix: string): string {
  const tag = (value as Record<symbol, unknown>)[Symbol.toStringTag];
  return typeof tag === "string" && tag !== "" && tag !== prefix ? `${prefix} [${tag}]` : prefix;
}

function typedElements(value: object): ArrayLike<unknown> | undefined {
  // The locked profile has no typed arrays at all.
  if (typeof Uint8Array === "undefined") return undefined;
  return value instanceof Object.getPrototypeOf(Uint8Array) ? (value as Uint8Array) : undefined;
}

function isWeak(value: object): boolean {
  if (typeof WeakMap === "undefined") return false;
  return value instanceof WeakMap || value instanceof WeakSet;
}

/** Objects that are written as one word. */
function leafText(value: object): string | undefined {
  if (typeof value === "function") return describeFunction(value as () => unknown);
  if (value instanceof Date) {
    return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  }
  if (value instanceof RegExp) return String(value);
  if (value instanceof Error) return describeError(value);
  if (value instanceof String) return `[String: ${quote(value.valueOf())}]`;
  for (const boxed of [Number, Boolean, BigInt, Symbol]) {
    if (!(value instanceof boxed)) continue;
    const plain: unknown = value.valueOf();
    const text =
      typeof plain === "bigint" ? `${plain}n` : Object.is(plain, -0) ? "-0" : String(plain);
    return `[${boxed.name}: ${text}]`;
  }
  return undefined;
}
