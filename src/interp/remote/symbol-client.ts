import type { MessagePort } from "node:worker_threads";
import type { Answer } from "../host/dispatcher.js";
import {
  clock,
  Form,
  type FromSymbols,
  Reply,
  type SymbolDescription,
  type ToSymbols,
  Word,
} from "../protocol.js";
import { receiveAsleep, type SleepingPort } from "../sleeping-port.js";
import { RemoteSymbols, type SymbolLink } from "./remote-symbols.js";

/** The way to the thread that serves the symbols; this one sleeps until an answer is there. */
class SymbolClient implements SymbolLink {
  readonly #line: SleepingPort;
  readonly #silent: ReadonlySet<number>;
  readonly #later = new Map<number, (text: string) => void>();

  /** @param init.silent symbols that do nothing on the host when they are posted. */
  constructor(init: {
    readonly port: MessagePort;
    readonly words: Int32Array;
    readonly silent: ReadonlySet<number>;
  }) {
    this.#line = { port: init.port, words: init.words, word: Word.toWorker };
    this.#silent = init.silent;
    init.port.on("message", (message: FromSymbols) => this.#settle(message));
  }

  /** A new load begins; what the one before still waits for never comes. */
  open(): void {
    this.#later.clear();
    this.#send({ kind: "open" });
  }

  ask(question: string): Answer {
    this.#send({ kind: "ask", question, at: clock() });
    return this.#answer();
  }

  post(symbol: number, args: string): Answer {
    if (this.#silent.has(symbol)) return { kind: "now", text: `${Reply.value}${Form.json}null` };
    this.#send({ kind: "post", symbol, args, at: clock() });
    return this.#answer();
  }

  #send(message: ToSymbols): void {
    this.#line.port.postMessage(message);
  }

  #answer(): Answer {
    for (;;) {
      const message = receiveAsleep<FromSymbols>(this.#line);
      if (message.kind === "settle") {
        this.#settle(message);
        continue;
      }
      const { queuedMs } = message;
      if (message.kind === "answer") return { kind: "now", text: message.text, queuedMs };
      return { kind: "later", text: this.#promise(message.op), queuedMs };
    }
  }

  #promise(op: number): Promise<string> {
    return new Promise((resolve) => this.#later.set(op, resolve));
  }

  #settle(message: FromSymbols): void {
    if (message.kind !== "settle") return;
    this.#later.get(message.op)?.(message.text);
    this.#later.delete(message.op);
  }
}

/** How a thread reaches the one that serves the symbols. */
export interface SymbolLine extends SymbolDescription {
  readonly port: MessagePort;
  readonly words: Int32Array;
  /** Functions, as `specifier.name`, whose posts only the result of the load needs. */
  readonly silent: readonly string[];
}

/** Gives a thread the symbols that another one serves, anew for each load. */
export function remoteSymbols({
  symbols,
  modules,
  silent,
  ...line
}: SymbolLine): () => RemoteSymbols {
  const numbers = modules.flatMap(({ specifier, exports }) =>
    exports.filter(([name]) => silent.includes(`${specifier}.${name}`)).map(([, index]) => index),
  );
  const link = new SymbolClient({ ...line, silent: new Set(numbers) });
  return () => {
    link.open();
    return new RemoteSymbols({ payload: symbols, modules, link });
  };
}
