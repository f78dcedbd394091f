import { once } from "node:events";
import { isIP, type Socket } from "node:net";
import { connect } from "node:tls";
import type { ConnectTime } from "./connect-time.js";
import type { EarlySocket } from "./early-socket.js";

/** SSLRequest, the only message in front of all others: its length and its code. */
const QUESTION = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

/** A connection to hand to the client, which would connect anew behind a No. */
export interface PreferredWay {
  readonly stream: Socket;
  readonly encrypted: boolean;
}

/** Asks the server whether it has TLS, and goes on over the same connection either way. */
export async function preferTls(
  early: EarlySocket,
  { host, time }: { readonly host: string; readonly time: ConnectTime },
): Promise<PreferredWay> {
  const socket = early.take();
  const giveUp = (): void => void socket.destroy(new Error("timeout expired"));
  const timer = time.left > 0 ? setTimeout(giveUp, time.left) : undefined;
  try {
    // Before there is a connection it waits for one.
    socket.write(QUESTION);
    const encrypted = await answerOf(socket);
    return { stream: connected(encrypted ? secured(socket, host) : socket), encrypted };
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** One byte. What came behind it would be of another on the way, and count as said behind TLS. */
async function answerOf(socket: Socket): Promise<boolean> {
  await once(socket, "readable");
  const answer: unknown = socket.read(1);
  if (!Buffer.isBuffer(answer)) throw new Error("Connection terminated unexpectedly");
  const word = answer.toString("latin1");
  if (socket.readableLength === 0 && (word === "S" || word === "N")) return word === "S";
  throw new Error("There was an error establishing an SSL connection");
}

/** No certificate is verified: who prefers TLS would take the server without it as well. */
function secured(socket: Socket, host: string): Socket {
  const name = isIP(host) === 0 ? { servername: host } : {};
  return connect({ socket, host, rejectUnauthorized: false, ...name });
}

/** The client connects what it is given, and waits for the word that it is. */
function connected(stream: Socket): Socket {
  // Who waits for something hears them as well; in between one would end the process.
  stream.on("error", () => undefined);
  const connect = (): Socket => {
    process.nextTick(() => stream.emit("connect"));
    return stream;
  };
  return Object.assign(stream, { connect });
}
