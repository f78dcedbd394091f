import { once } from "node:events";
import { type AddressInfo, createConnection, createServer, type Socket } from "node:net";

/** A server on this machine that hands everything on to another one and counts the round trips. */
export interface CountingProxy {
  /** The same URL, by way of the proxy. */
  readonly url: string;
  /** Answers of the server since the last call: what a client waits for, on all sessions together. */
  count(): number;
  close(): Promise<void>;
}

interface ProxyOptions {
  /** Milliseconds that a packet is on its way in each direction, those that connect included. */
  readonly delay?: number;
}

/** An answer counts once, however many packets it comes in: it begins behind a question. */
export async function countingProxy(
  url: string,
  { delay = 0 }: ProxyOptions = {},
): Promise<CountingProxy> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let trips = 0;
  const server = createServer({ noDelay: true }, (client) => {
    const upstream = createConnection({
      port: Number(target.port),
      host: target.hostname,
      noDelay: true,
    });
    let asked = target.protocol === "mysql:";
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
      socket.on("close", () => sockets.delete(socket));
    }
    client.on("data", () => {
      asked = true;
    });
    upstream.on("data", () => {
      if (asked) trips += 1;
      asked = false;
    });
    if (delay === 0) client.pipe(upstream).pipe(client);
    else {
      // Connecting is a round trip of its own, and here it was none.
      carry(client, upstream, { delay, connected: performance.now() + 2 * delay });
      carry(upstream, client, { delay, connected: performance.now() + 3 * delay });
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const through = new URL(url);
  through.hostname = "127.0.0.1";
  through.port = String(port);
  return {
    url: through.href,
    count: () => {
      const counted = trips;
      trips = 0;
      return counted;
    },
    close: async () => {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Hands on what comes in, `delay` later and in its order; `connected`: when the first could leave. */
function carry(
  from: Socket,
  to: Socket,
  { delay, connected }: { readonly delay: number; readonly connected: number },
): void {
  const queue: (() => void)[] = [];
  const send = (hand: () => void): void => {
    queue.push(hand);
    // The first that is left, since timers of different lengths may end in another order.
    setTimeout(() => queue.shift()?.(), Math.max(connected - performance.now(), 0) + delay);
  };
  from.on("data", (chunk) => send(() => void to.write(chunk)));
  from.on("end", () => send(() => void to.end()));
}
