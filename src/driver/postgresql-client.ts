import type { EventEmitter } from "node:events";
import type { Duplex } from "node:stream";
import type { Client, ClientConfig } from "pg";
import { loadClient } from "./load-client.js";

/** What `pg` has and its type declarations lack. */
interface Wire extends EventEmitter {
  readonly stream: Duplex;
  /** Is given the stream whose messages are read: behind TLS another one than the first. */
  attachListeners(stream: Duplex): void;
}

export function loadPg(): Promise<typeof import("pg")> {
  return loadClient("pg", () => import("pg"));
}

/** A connected client. */
export async function openClient(config: ClientConfig): Promise<Client> {
  const { default: pg } = await loadPg();
  const client = new pg.Client(config);
  // Without a listener a connection that breaks between two statements would end the process.
  client.on("error", () => undefined);
  const { connection } = client as Client & { readonly connection: Wire };
  endWhereUnreadable(connection);
  try {
    await client.connect();
    return client;
  } catch (error) {
    client.end().catch(() => undefined);
    // What answered may never hang up, and its socket would keep the process from ending.
    connection.stream.destroy();
    throw error;
  }
}

/** The goodbye has no answer, and the server hangs up behind it: nothing need stay for that. */
export async function leave(client: Client): Promise<void> {
  const { stream } = (client as Client & { readonly connection: Wire }).connection;
  const said = new Promise<void>((resolve) => {
    stream.once("finish", resolve);
  });
  // It waits until what was asked before is answered.
  await Promise.race([client.end(), said]);
  stream.destroy();
}

/**
 * What cannot be read ends the connection. The client throws where it hears it, inside an event of the
 * socket, where only the process can catch it: so it does for the ways to log in that it does not know.
 */
function endWhereUnreadable(connection: Wire): void {
  const attach = connection.attachListeners;
  connection.attachListeners = (stream) => {
    attach.call(connection, stream);
    for (const listener of stream.listeners("data")) {
      stream.off("data", listener as (bytes: Buffer) => void);
      stream.on("data", (bytes: Buffer) => {
        try {
          listener.call(stream, bytes);
        } catch (error) {
          stream.destroy(error instanceof Error ? error : new Error(String(error)));
        }
      });
    }
  };
}
