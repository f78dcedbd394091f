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

/** An answer counts once, however many packets it comes in: it begins behind a question. */
export async function countingProxy(url: string): Promise<CountingProxy> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let trips = 0;
  const server = createServer((client) => {
    const upstream = createConnection(Number(target.port), target.hostname);
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
    client.pipe(upstream).pipe(client);
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
