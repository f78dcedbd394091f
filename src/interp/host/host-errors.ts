import { InterpError } from "../interp-error.js";
import { ErrorKind, Reply } from "../protocol.js";

const KEPT = 100;

/** Absolute paths of this machine, POSIX, Windows or as URLs. */
const PATHS = /(?:file:\/\/)?(?<![\w.:/])(?:\/[\w.@+~-]+){2,}|[A-Za-z]:\\[^\s'"]+/g;

/**
 * Errors of host functions on their way into the guest: name, message and code cross, without
 * paths of this machine; stack, cause and everything else stay. The last ones are kept, so that an
 * error that the guest does not catch comes back out with its original as the cause.
 */
export class HostErrors {
  readonly #kept = new Map<number, unknown>();
  #next: number;

  /** @param first the first number; errors of two threads that reach one guest must differ in it. */
  constructor(first = 1) {
    this.#next = first;
  }

  /** The reply that throws in the guest. */
  reply(error: unknown): string {
    const number = this.#next++;
    this.#kept.set(number, error);
    this.#kept.delete(number - KEPT);
    const { name, message, code } = fieldsOf(error);
    const kind =
      error instanceof InterpError && error.code === "INTERP_HOST_TIMEOUT"
        ? ErrorKind.timeout
        : `${ErrorKind.host}${number}`;
    return `${Reply.error}${JSON.stringify({ name, message: message.slice(0, 4000).replace(PATHS, "<path>"), code, kind })}`;
  }

  /** The original of an error that came back out. */
  original(number: number | undefined): unknown {
    return number === undefined ? undefined : this.#kept.get(number);
  }
}

function fieldsOf(error: unknown): { name: string; message: string; code: string | undefined } {
  if (!(error instanceof Error)) {
    return {
      name: "Error",
      message: typeof error === "string" ? error : "the host function failed",
      code: undefined,
    };
  }
  const code: unknown = Reflect.get(error, "code");
  const hasCode = typeof code === "string" || typeof code === "number";
  return {
    name: typeof error.name === "string" ? error.name.slice(0, 200) : "Error",
    message: typeof error.message === "string" ? error.message : "",
    code: hasCode ? String(code).slice(0, 200) : undefined,
  };
}
