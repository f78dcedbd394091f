import { once } from "node:events";
import { isIP, Socket } from "node:net";
import type { ConnectTime } from "./connect-time.js";

/** The system's code for it. */
const NO_ANSWER = "EAI_AGAIN";

/** A connection to a server that has begun before the client is loaded which is going to speak over it. */
export class EarlySocket {
  readonly #socket = new Socket();
  #error: Error | undefined;

  private constructor() {
    // The client hears what comes from when it has the socket.
    this.#socket.on("error", (error) => {
      this.#error ??= error;
    });
  }

  /** Dials. Ends when loading anything would not keep that waiting: the looking up of a name has an answer. */
  static async dial(place: { readonly host: string; readonly port: number }, time: ConnectTime) {
    const { host, port } = place;
    const early = new EarlySocket();
    early.#socket.setNoDelay(true).setKeepAlive(true);
    early.#socket.connect(port, host);
    if (isIP(host) === 0) await time.spend(early.#lookup(host, time.left));
    await new Promise<void>((resolve) => process.nextTick(resolve));
    return early;
  }

  /** The system may ask for a name for much longer than the caller wants to wait, and cannot be told to stop. */
  async #lookup(host: string, timeout: number): Promise<void> {
    const socket = this.#socket;
    const giveUp = (): void => void socket.destroy(noAnswer(host, timeout));
    const timer = timeout > 0 ? setTimeout(giveUp, timeout) : undefined;
    await Promise.race([once(socket, "lookup"), once(socket, "close")]).catch(() => undefined);
    clearTimeout(timer);
  }

  /** @throws what kept it from being there, as the client would. */
  take(): Socket {
    if (this.#error !== undefined) throw this.#error;
    return this.#socket;
  }

  leave(): void {
    this.#socket.destroy();
  }
}

/** As the system has it when it has given up by itself. */
function noAnswer(host: string, timeout: number): Error {
  const text = `looking up the address of "${host}" had no answer within ${timeout} ms`;
  return Object.assign(new Error(text), { code: NO_ANSWER });
}
