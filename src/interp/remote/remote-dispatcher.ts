import { memberOf } from "../../text/record.js";
import { decodeFromGuest, parseGuestText } from "../host/decode.js";
import { type Answer, Dispatcher, type HostOfGuest } from "../host/dispatcher.js";
import type { HostErrors } from "../host/host-errors.js";
import { makePosts, type PostTarget } from "../host/posts.js";
import { SymbolTable, symbolLabel } from "../host/symbol-table.js";
import type { Limits } from "../limits.js";
import type { Post } from "../load-result.js";
import { type PostsPayload, Question, Reply, type SymbolPayload } from "../protocol.js";
import type { RemoteSymbols } from "./remote-symbols.js";

const FACADE = `["${Question.facade}",`;

/**
 * Carries out what a guest asks of its host when the symbol map lives in another thread: calls, and
 * the host objects that calls pass, are handled here; symbols are asked for there.
 */
export class RemoteDispatcher implements HostOfGuest {
  readonly #symbols: RemoteSymbols;
  readonly #limits: Limits;
  readonly #local: Dispatcher;
  readonly #labels: ReadonlyMap<number, string>;

  constructor(symbols: RemoteSymbols, limits: Limits, errors: HostErrors) {
    this.#symbols = symbols;
    this.#limits = limits;
    this.#local = new Dispatcher(new SymbolTable({}, limits), limits, errors);
    this.#labels = labelsOf(symbols);
  }

  get payload(): readonly SymbolPayload[] {
    return this.#symbols.payload;
  }

  get modules(): RemoteSymbols["modules"] {
    return this.#symbols.modules;
  }

  openCall(slot: number, args: readonly unknown[]): string {
    return this.#local.openCall(slot, args);
  }

  closeCall(slot: number): void {
    this.#local.closeCall(slot);
  }

  decode(text: string): unknown {
    return decodeFromGuest(parseGuestText(text), this.#decoding(false));
  }

  answer(text: string): Answer {
    return text.startsWith(FACADE) ? this.#local.answer(text) : this.#symbols.link.ask(text);
  }

  posts(payload: PostsPayload, add: (post: Post) => void): void {
    makePosts(payload, (symbol) => this.#postTarget(symbol), add);
  }

  #postTarget(index: unknown): PostTarget | undefined {
    if (typeof index !== "number") return undefined;
    const { kind, oneWay, callables } = this.#symbols.payload[index] ?? {};
    const label = this.#labels.get(index);
    if (kind !== "fn" || oneWay !== true || label === undefined) return undefined;
    return {
      label,
      decoding: this.#decoding(callables === true),
      call: (_args, tree) => {
        const answer = this.#symbols.link.post(index, JSON.stringify(tree));
        if (answer.kind === "now" && answer.text.startsWith(Reply.error))
          throw refusal(answer.text);
      },
    };
  }

  #decoding(callables: boolean): Parameters<typeof decodeFromGuest>[1] {
    // The objects behind handles are in the other thread; here they are nothing that data may hold.
    return { limits: this.#limits, callables, handle: () => new ObjectElsewhere() };
  }
}

/** In the place of a host object of another thread. */
class ObjectElsewhere {}

/** The error that the function threw in the other thread. */
function refusal(answer: string): Error {
  const message = memberOf(JSON.parse(answer.slice(1)), "message");
  const isText = typeof message === "string" && message !== "";
  return new TypeError(isText ? message : "the call was refused");
}

function labelsOf({ modules }: RemoteSymbols): ReadonlyMap<number, string> {
  const labels = modules.flatMap(({ specifier, code, exports }) =>
    exports.map(([name, at]) => [at, symbolLabel({ specifier, name, code })] as const),
  );
  return new Map(labels);
}
