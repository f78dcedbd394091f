import type { MessagePort } from "node:worker_threads";
import { type Answer, Dispatcher } from "../host/dispatcher.js";
import { HostErrors } from "../host/host-errors.js";
import { SymbolTable } from "../host/symbol-table.js";
import type { Limits } from "../limits.js";
import {
  callQuestion,
  clock,
  type FromSymbols,
  type SymbolDescription,
  type ToSymbols,
  Word,
} from "../protocol.js";
import { sendAndWake } from "../sleeping-port.js";
import type { SymbolMap } from "../symbol-map.js";

/** Above every number that the other thread gives to errors of its own; nine digits are read. */
const FIRST_ERROR = 500_000_000;

interface ServerParts {
  readonly symbols: SymbolMap;
  readonly limits: Limits;
  readonly port: MessagePort;
  readonly words: Int32Array;
}

/**
 * Calls the host functions of the symbol map for the guests of another thread. They are the
 * operator's, so they run where the operator's program runs; the other thread sends what a guest asks as the text that
 * the guest wrote, and the dispatcher checks all of it.
 */
export class SymbolServer {
  readonly #parts: ServerParts;
  #dispatcher: Dispatcher;
  #nextOp = 1;
  #queuedMs = 0;

  constructor(parts: ServerParts) {
    this.#parts = parts;
    this.#dispatcher = this.#open();
  }

  /** For how long questions had to wait until others had their answers, all together. */
  get queuedMs(): number {
    return this.#queuedMs;
  }

  /** Serves the other thread from now on, until its end of the line is closed. */
  listen(): void {
    this.#parts.port.on("message", (message: ToSymbols) => this.#onMessage(message));
    this.#parts.port.unref();
  }

  #open(): Dispatcher {
    const { symbols, limits } = this.#parts;
    return new Dispatcher(new SymbolTable(symbols, limits), limits, new HostErrors(FIRST_ERROR));
  }

  #onMessage(message: ToSymbols): void {
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

  #send(message: FromSymbols): void {
    sendAndWake({ ...this.#parts, word: Word.toWorker }, message);
  }
}

/** What the other thread has to know of a symbol map. */
export function describeSymbols(symbols: SymbolMap, limits: Limits): SymbolDescription {
  const { payload, modules } = new SymbolTable(symbols, limits);
  return { symbols: payload, modules };
}
