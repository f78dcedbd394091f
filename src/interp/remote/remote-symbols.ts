import type { Answer } from "../host/dispatcher.js";
import type { ModulePayload, SymbolPayload } from "../protocol.js";

/** The way to the thread in which the functions of a symbol map are. That thread checks everything. */
export interface SymbolLink {
  /** Has a question of the guest carried out, and waits for the answer; never throws. */
  ask(question: string): Answer;
  /** Has one queued call made; `args` is the tagged text of its arguments. Never throws. */
  post(symbol: number, args: string): Answer;
}

/**
 * A symbol map whose functions are in another thread than the interpreter: what a guest has to know
 * of it, and the way there.
 */
export class RemoteSymbols {
  readonly payload: readonly SymbolPayload[];
  readonly modules: readonly ModulePayload[];
  readonly link: SymbolLink;

  constructor(init: Pick<RemoteSymbols, "payload" | "modules" | "link">) {
    this.payload = init.payload;
    this.modules = init.modules;
    this.link = init.link;
  }

  /** The same symbols, of which only some modules can be imported. */
  restrictedTo(modules: readonly ModulePayload[]): RemoteSymbols {
    return new RemoteSymbols({ payload: this.payload, modules, link: this.link });
  }
}
