import { type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import type { Answer } from "../interp/host/dispatcher.js";
import { RemoteSymbols, type SymbolLink } from "../interp/host/remote-symbols.js";
import { Form, type ModulePayload, Reply, Word } from "../interp/protocol.js";
import {
  clock,
  type FromDesk,
  type LaneLines,
  type ThreadSettings,
  type ToDesk,
} from "./lane-wire.js";

/** A lane's way to the desk on the main thread; it sleeps until an answer is there. */
export class DeskLink implements SymbolLink {
  readonly #port: MessagePort;
  readonly #words: Int32Array;
  readonly #silent: ReadonlySet<number>;
  readonly #later = new Map<number, (text: string) => void>();

  /** @param init.silent symbols that do nothing on the host when they are posted. */
  constructor(init: {
    readonly port: MessagePort;
    readonly words: Int32Array;
    readonly silent: ReadonlySet<number>;
  }) {
    this.#port = init.port;
    this.#words = init.words;
    this.#silent = init.silent;
    this.#port.on("message", (message: FromDesk) => this.#settle(message));
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

  #send(message: ToDesk): void {
    this.#port.postMessage(message);
  }

  #answer(): Answer {
    for (;;) {
      const seen = Atomics.load(this.#words, Word.toWorker);
      const received = receiveMessageOnPort(this.#port);
      if (received === undefined) {
        Atomics.wait(this.#words, Word.toWorker, seen);
        continue;
      }
      const message: FromDesk = received.message;
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

  #settle(message: FromDesk): void {
    if (message.kind !== "settle") return;
    this.#later.get(message.op)?.(message.text);
    this.#later.delete(message.op);
  }
}

/** Gives a thread the symbols of the main thread, anew for each load. */
export function tenantSymbols(
  { symbols, modules, port }: ThreadSettings & LaneLines,
  words: Int32Array,
): () => RemoteSymbols {
  const link = new DeskLink({ port, words, silent: silentSymbols(modules) });
  return () => {
    link.open();
    return new RemoteSymbols({ payload: symbols, modules, link });
  };
}

/** A registration is read from the load's result; on the host it does nothing. */
function silentSymbols(modules: readonly ModulePayload[]): ReadonlySet<number> {
  const author = modules.find(({ specifier }) => specifier === "makemigrations");
  const register = author?.exports.find(([name]) => name === "register");
  return new Set(register === undefined ? [] : [register[1]]);
}
