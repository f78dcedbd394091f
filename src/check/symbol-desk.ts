import type { MessagePort } from "node:worker_threads";
import { type Answer, Dispatcher } from "../interp/host/dispatcher.js";
import { HostErrors } from "../interp/host/host-errors.js";
import { SymbolTable } from "../interp/host/symbol-table.js";
import type { Limits } from "../interp/limits.js";
import { callQuestion, Word } from "../interp/protocol.js";
import type { SymbolMap } from "../interp/symbol-map.js";
import { clock, type FromDesk, type ThreadSettings, type ToDesk } from "./lane-wire.js";

/** Above every number that a lane gives to errors of its own; nine digits are read. */
const FIRST_ERROR = 500_000_000;

/**
 * Calls the host functions of the symbol map for the guests of one lane. They are the operator's, so
 * they run here, where the operator's program runs; a lane sends what a guest asks as the text that
 * the guest wrote, and the dispatcher checks all of it.
 */
export class SymbolDesk {
  readonly #symbols: SymbolMap;
  readonly #limits: Limits;
  readonly #port: MessagePort;
  readonly #words: Int32Array;
  #dispatcher: Dispatcher;
  #nextOp = 1;
  #queuedMs = 0;

  constructor(init: {
    readonly symbols: SymbolMap;
    readonly limits: Limits;
    readonly port: MessagePort;
    readonly words: Int32Array;
  }) {
    this.#symbols = init.symbols;
    this.#limits = init.limits;
    this.#port = init.port;
    this.#words = init.words;
    this.#dispatcher = this.#open();
  }

  /** For how long questions had to wait until others had their answers, all together. */
  get queuedMs(): number {
    return this.#queuedMs;
  }

  /** Serves the lane from now on, until its end of the line is closed. */
  listen(): void {
    this.#port.on("message", (message: ToDesk) => this.#onMessage(message));
    this.#port.unref();
  }

  #open(): Dispatcher {
    const table = new SymbolTable(this.#symbols, this.#limits);
    return new Dispatcher(table, this.#limits, new HostErrors(FIRST_ERROR));
  }

  #onMessage(message: ToDesk): void {
    const queuedMs = message.kind === "open" ? 0 : Math.max(0, clock() - message.at);
    this.#queuedMs += queuedMs;
    switch (message.kind) {
      case "open":
        this.#dispatcher = this.#open();
        return;
      case "ask":
        this.#reply(this.#dispatcher.answer(message.question), queuedMs);
        return;
      case "post":
        this.#reply(this.#dispatcher.answer(callQuestion(message.symbol, message.args)), queuedMs);
        return;
      default:
        message satisfies never;
    }
  }

  #reply(answer: Answer, queuedMs: number): void {
    if (answer.kind === "now") {
      this.#send({ kind: "answer", text: answer.text, queuedMs });
      return;
    }
    const op = this.#nextOp++;
    this.#send({ kind: "later", op, queuedMs });
    void answer.text.then((text) => this.#send({ kind: "settle", op, text }));
  }

  #send(message: FromDesk): void {
    this.#port.postMessage(message);
    Atomics.add(this.#words, Word.toWorker, 1);
    Atomics.notify(this.#words, Word.toWorker);
  }
}

/** What a lane has to know of a symbol map. */
export function describeSymbols(
  symbols: SymbolMap,
  limits: Limits,
): Pick<ThreadSettings, "symbols" | "modules"> {
  const { payload, modules } = new SymbolTable(symbols, limits);
  return { symbols: payload, modules };
}
