import { InterpError } from "../interp-error.js";
import type { Limits } from "../limits.js";
import type { Post } from "../load-result.js";
import type { PostsPayload, SymbolPayload } from "../wire.js";
import { decodeFromGuest, malformed, parseGuestText } from "./decode.js";
import { type Answer, Dispatcher, type HostOfGuest } from "./dispatcher.js";
import type { HostErrors } from "./host-errors.js";
import type { RemoteSymbols } from "./remote-symbols.js";
import { SymbolTable, symbolLabel } from "./symbol-table.js";

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
    return text.startsWith('["f",') ? this.#local.answer(text) : this.#symbols.link.ask(text);
  }

  posts(payload: PostsPayload, add: (post: Post) => void): void {
    const calls = parseGuestText(payload.text);
    if (!Array.isArray(calls)) throw malformed();
    calls.forEach((call: unknown, i) => {
      const [symbol, tree] = Array.isArray(call) ? call : [];
      const { kind, oneWay, callables } = this.#symbols.payload[symbol] ?? {};
      const label = this.#labels.get(symbol);
      if (kind !== "fn" || oneWay !== true || label === undefined) throw malformed();
      const args = decodeFromGuest(tree, this.#decoding(callables === true));
      if (!Array.isArray(args)) throw malformed();
      const site = payload.sites[i] ?? { file: payload.entry };
      const { file, line, column } = site;
      add({ symbol: label, args, entry: payload.entry, file, line, column });
      const answer = this.#symbols.link.post(symbol, JSON.stringify(tree));
      if (answer.kind === "now" && answer.text.startsWith("e")) throw refused(answer.text, site);
    });
  }

  #decoding(callables: boolean): Parameters<typeof decodeFromGuest>[1] {
    // The objects behind handles are in the other thread; here they are nothing that data may hold.
    return { limits: this.#limits, callables, handle: () => new ObjectElsewhere() };
  }
}

/** In the place of a host object of another thread. */
class ObjectElsewhere {}

function refused(text: string, position: PostsPayload["sites"][number]): InterpError {
  const error: unknown = JSON.parse(text.slice(1));
  const message: unknown =
    typeof error === "object" && error !== null ? Reflect.get(error, "message") : undefined;
  return new InterpError({
    code: "INTERP_HOST_ERROR",
    message: typeof message === "string" && message !== "" ? message : "the call was refused",
    hint: "Correct the call at the place shown.",
    position,
  });
}

function labelsOf({ modules }: RemoteSymbols): ReadonlyMap<number, string> {
  const labels = modules.flatMap(({ specifier, code, exports }) =>
    exports.map(([name, at]) => [at, symbolLabel({ specifier, name, code })] as const),
  );
  return new Map(labels);
}
