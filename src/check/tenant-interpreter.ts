import { performance } from "node:perf_hooks";
import type { Callable } from "../interp/guest-reference.js";
import { Interpreter, type InterpreterOptions } from "../interp/interpreter.js";
import { type RemoteSymbols, remoteSymbols } from "../interp/remote.js";
import { CheckError } from "./check-error.js";
import type { ThreadLines, ThreadSettings } from "./tenant-thread.js";

/**
 * An interpreter for a tenant. Operations of the tenant's own are called while this thread waits;
 * each call has its limit, and here all of them together have one, so that a tenant with thousands
 * of slow calls cannot hold up the others.
 */
export class TenantInterpreter extends Interpreter {
  readonly #allowedMs: number;
  #usedMs = 0;

  /** @param allowedMs wall-clock time of all synchronous calls together. */
  constructor(options: InterpreterOptions, allowedMs: number) {
    super(options);
    this.#allowedMs = allowedMs;
  }

  override callSync(callable: Callable, args: readonly unknown[]): unknown {
    if (this.#usedMs > this.#allowedMs) {
      throw new CheckError({
        code: "CHECK_TIME",
        message: `the operations of the folder's own took more than ${this.#allowedMs} ms together`,
        hint: "Make them do less; the operator of the check can raise the limit cpuAsyncCallMs.",
      });
    }
    const start = performance.now();
    try {
      return super.callSync(callable, args);
    } finally {
      this.#usedMs += performance.now() - start;
    }
  }
}

/** Gives a thread for tenants the symbols of the main thread, anew for each load. */
export function tenantSymbols(settings: ThreadSettings & ThreadLines): () => RemoteSymbols {
  const { symbols, modules, symbolPort: port, memory } = settings;
  const words = new Int32Array(memory);
  // A registration is read from the load's result; on the host it does nothing.
  return remoteSymbols({ symbols, modules, port, words, silent: ["makemigrations.register"] });
}
