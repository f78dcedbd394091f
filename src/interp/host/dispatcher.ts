import { memberOf } from "../../text/record.js";
import type { HostObject } from "../guest-reference.js";
import { InterpError } from "../interp-error.js";
import type { Limits } from "../limits.js";
import type { Post } from "../load-result.js";
import {
  type ModulePayload,
  type PostsPayload,
  Question,
  Reply,
  type SymbolPayload,
} from "../protocol.js";
import type { HostFunction } from "../symbol-map.js";
import { decodeFromGuest, malformed, parseGuestText } from "./decode.js";
import { encodeForGuest } from "./encode.js";
import type { HostErrors } from "./host-errors.js";
import { makePosts, type PostTarget } from "./posts.js";
import { construct, type SymbolTable } from "./symbol-table.js";

type Callee = (...args: unknown[]) => unknown;

/** The answer to a question of the guest: at once, or later under a number. */
export type Answer = (
  | { readonly kind: "now"; readonly text: string }
  | { readonly kind: "later"; readonly text: Promise<string> }
) & {
  /** How long the question waited until others had their answers, in milliseconds; default: 0. */
  readonly queuedMs?: number;
};

/** Who carries out what one guest asks of its host; every text comes from the guest. */
export interface HostOfGuest {
  readonly payload: readonly SymbolPayload[];
  readonly modules: readonly ModulePayload[];
  /** Encodes the arguments of a call; host objects among them live until `closeCall`. */
  openCall(slot: number, args: readonly unknown[]): string;
  /** Ends the life of a call's host objects. */
  closeCall(slot: number): void;
  /** Decodes a result of the guest. */
  decode(text: string): unknown;
  /** Carries out a question; never throws. */
  answer(text: string): Answer;
  /**
   * Decodes queued calls and makes them, in order.
   * @throws InterpError with the place of the call when a host function refuses it
   */
  posts(payload: PostsPayload, add: (post: Post) => void): void;
}

/** A host function that a question names, ready to be called. */
interface Target {
  readonly label: string;
  readonly run: (args: readonly unknown[]) => unknown;
  readonly callables: boolean;
  readonly timeoutMs: number | undefined;
}

/**
 * Carries out what a guest asks of the host. Every number in a question is checked: it comes from
 * text that a guest may have forged.
 */
export class Dispatcher implements HostOfGuest {
  readonly #table: SymbolTable;
  readonly #limits: Limits;
  readonly #errors: HostErrors;
  readonly #facades = new Map<number, readonly HostObject[]>();

  constructor(table: SymbolTable, limits: Limits, errors: HostErrors) {
    this.#table = table;
    this.#limits = limits;
    this.#errors = errors;
  }

  get payload(): readonly SymbolPayload[] {
    return this.#table.payload;
  }

  get modules(): readonly ModulePayload[] {
    return this.#table.modules;
  }

  openCall(slot: number, args: readonly unknown[]): string {
    const facades: HostObject[] = [];
    const encoding = this.#table.encoding((object) => facades.push(object) - 1);
    const text = encodeForGuest(args, encoding);
    this.#facades.set(slot, facades);
    return text;
  }

  closeCall(slot: number): void {
    this.#facades.delete(slot);
  }

  decode(text: string): unknown {
    return decodeFromGuest(parseGuestText(text), this.#decoding(false));
  }

  answer(text: string): Answer {
    try {
      const question = parseGuestText(text);
      if (!Array.isArray(question)) throw malformed();
      const target = this.#target(question);
      const args = decodeFromGuest(question.at(-1), this.#decoding(target.callables));
      if (!Array.isArray(args)) throw malformed();
      const result = target.run(args);
      if (!isThenable(result)) return { kind: "now", text: this.#success(result) };
      return { kind: "later", text: this.#settle(result, target) };
    } catch (error) {
      return { kind: "now", text: this.#errors.reply(error) };
    }
  }

  /** @param callables whether a guest is there that functions among the arguments can belong to. */
  posts(payload: PostsPayload, add: (post: Post) => void, callables = true): void {
    makePosts(payload, (symbol) => this.#postTarget(symbol, callables), add);
  }

  #postTarget(index: unknown, callables: boolean): PostTarget | undefined {
    const entry = this.#table.at(index);
    if (entry?.symbol.kind !== "fn" || !entry.symbol.oneWay) return undefined;
    const { label, symbol } = entry;
    return {
      label,
      decoding: this.#decoding(callables && symbol.callables),
      call: (args) => void Reflect.apply(symbol.call as Callee, undefined, args),
    };
  }

  #decoding(callables: boolean): Parameters<typeof decodeFromGuest>[1] {
    return {
      limits: this.#limits,
      callables,
      handle: (type, id) => this.#table.object(type, id),
    };
  }

  #success(result: unknown): string {
    return `${Reply.value}${encodeForGuest(
      result,
      this.#table.encoding(() => undefined),
    )}`;
  }

  async #settle(result: PromiseLike<unknown>, target: Target): Promise<string> {
    const timeoutMs = target.timeoutMs;
    let timer: NodeJS.Timeout | undefined;
    try {
      if (timeoutMs === undefined) return this.#success(await result);
      const late = new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => reject(timedOut(target.label, timeoutMs)), timeoutMs);
      });
      return this.#success(await Promise.race([result, late]));
    } catch (error) {
      return this.#errors.reply(error);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Whom a question calls; {@link Question} says what stands in it. */
  #target(question: readonly unknown[]): Target {
    const [kind, first, second, third] = question;
    if (kind === Question.facade) return this.#facadeTarget(first, second, third);
    const entry = this.#table.at(first);
    if (entry === undefined) throw malformed();
    const { symbol, label } = entry;
    const base = { label, callables: false, timeoutMs: this.#limits.hostCallMs };
    if (symbol.kind === "fn" && kind === Question.call) {
      const timeoutMs = symbol.timeoutMs ?? this.#limits.hostCallMs;
      return {
        label,
        callables: symbol.callables,
        timeoutMs,
        run: applying(symbol.call, undefined),
      };
    }
    if (symbol.kind !== "type") throw malformed();
    if (kind === Question.construct && symbol.construct) {
      return { ...base, run: (args) => this.#table.addObject(construct(symbol, args)) };
    }
    if (kind === Question.static) {
      return {
        ...base,
        run: applying(member(symbol.hostClass, symbol.statics, second), symbol.hostClass),
      };
    }
    const object = this.#table.object(Number(first), Number(third));
    if (object === undefined) throw malformed();
    if (kind === Question.method)
      return { ...base, run: applying(member(object, symbol.methods, second), object) };
    if (kind === Question.property)
      return { ...base, run: () => property(object, symbol.properties, second) };
    throw malformed();
  }

  #facadeTarget(slot: unknown, index: unknown, method: unknown): Target {
    const facades = typeof slot === "number" ? this.#facades.get(slot) : undefined;
    const facade = typeof index === "number" ? facades?.[index] : undefined;
    if (facade === undefined) {
      throw new InterpError({
        code: "INTERP_EXPIRED",
        message: "a host object was used after its call had returned",
        hint: "Await every call before the function returns.",
      });
    }
    const found = typeof method === "number" ? [...facade.methods][method] : undefined;
    if (found === undefined) throw malformed();
    const [label, call] = found;
    return { label, callables: false, timeoutMs: undefined, run: applying(call, undefined) };
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof memberOf(value, "then") === "function";
}

function applying(call: HostFunction, self: unknown): Target["run"] {
  return (args) => Reflect.apply(call as Callee, self, args);
}

function member(holder: object, names: readonly string[], index: unknown): HostFunction {
  const found = property(holder, names, index);
  if (typeof found !== "function") throw malformed();
  return found as HostFunction;
}

function property(holder: object, names: readonly string[], index: unknown): unknown {
  const name = typeof index === "number" ? names[index] : undefined;
  if (name === undefined) throw malformed();
  return Reflect.get(holder, name);
}

function timedOut(label: string, timeoutMs: number): InterpError {
  return new InterpError({
    code: "INTERP_HOST_TIMEOUT",
    message: `the host function "${label}" did not answer within ${timeoutMs} ms`,
    hint: 'Raise the limit "hostCallMs" if it needs longer.',
  });
}
