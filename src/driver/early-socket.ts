import { once } from "node:events";
import { isIP, Socket } from "node:net";

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
  static async dial({ host, port }: { readonly host: string; readonly port: number }) {
    const early = new EarlySocket();
    const socket = early.#socket;
    socket.setNoDelay(true).setKeepAlive(true);
    socket.connect(port, host);
    if (isIP(host) === 0) {
      await Promise.race([once(socket, "lookup"), once(socket, "close")]).catch(() => undefined);
    }
    await new Promise<void>((resolve) => process.nextTick(resolve));
    return early;
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
