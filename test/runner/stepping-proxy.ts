import { once } from "node:events";
import { type AddressInfo, createConnection, createServer, type Socket } from "node:net";

/** A server on this machine that hands everything on to another one, and counts what its client waits for. */
export interface SteppingProxy {
  /** The same URL, by way of the proxy. */
  readonly url: string;
  /** Waits since the last call: answers that come side by side are one. */
  waits(): number;
  close(): Promise<void>;
}

interface Session {
  readonly client: Socket;
  /** It has asked, and holds the answer, or none yet. */
  asked: boolean;
  answer: Buffer[];
}

/** Turns of the event loop in which nothing happens before a client counts as waiting. */
const QUIET = 40;

/**
 * For a client in this process. Answers are kept until each question has one and the client does nothing
 * any more; then all of them are handed over, which is one wait. So the count is that of a line on which only the way
 * takes time, however long it is and however busy the machine.
 */
export async function steppingProxy(url: string): Promise<SteppingProxy> {
  const target = new URL(url);
  const sessions = new Set<Session>();
  let [waits, quiet, turning] = [0, 0, false];

  const turn = (): void => {
    const asking = [...sessions].filter(({ asked }) => asked);
    turning = asking.length > 0;
    if (!turning) return;
    quiet = asking.every(({ answer }) => answer.length > 0) ? quiet + 1 : 0;
    if (quiet > QUIET) {
      quiet = 0;
      waits += 1;
      for (const session of asking) {
        session.asked = false;
        session.client.write(Buffer.concat(session.answer.splice(0)));
      }
    }
    setImmediate(turn);
  };
  const stir = (): void => {
    quiet = 0;
    if (turning) return;
    turning = true;
    setImmediate(turn);
  };

  const server = createServer({ noDelay: true }, (client) => {
    // A server of MySQL speaks first.
    const session: Session = { client, asked: target.protocol === "mysql:", answer: [] };
    const upstream = createConnection({
      port: Number(target.port),
      host: target.hostname,
      noDelay: true,
    });
    sessions.add(session);
    stir();
    client.on("data", (chunk) => {
      session.asked = true;
      upstream.write(chunk);
      stir();
    });
    upstream.on("data", (chunk) => {
      if (session.asked) session.answer.push(chunk);
      else client.write(chunk);
      stir();
    });
    const over = (): void => {
      sessions.delete(session);
      client.end(Buffer.concat(session.answer.splice(0)));
      upstream.end();
    };
    for (const socket of [client, upstream]) socket.on("error", over).on("close", over);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const through = new URL(url);
  through.hostname = "127.0.0.1";
  through.port = String((server.address() as AddressInfo).port);
  return {
    url: through.href,
    waits: () => {
      const counted = waits;
      waits = 0;
      return counted;
    },
    close: async () => {
      const closed = once(server, "close");
      server.close();
      for (const { client } of sessions) client.destroy();
      await closed;
    },
  };
}
