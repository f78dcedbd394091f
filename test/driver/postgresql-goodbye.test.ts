import { once } from "node:events";
import { type AddressInfo, createConnection, createServer } from "node:net";
import { expect } from "chai";
import type { FreshDatabase } from "./fresh-database.js";
import { connectTo, freshDatabase } from "./postgresql-database.js";

/** The last message of a session. */
const TERMINATE = "X\0\0\0\u0004";

describe("a session of PostgreSQL", () => {
  let database: FreshDatabase;

  before(async () => {
    database = await freshDatabase();
  });

  after(async () => {
    await database.drop();
  });

  it("is closed when that is said, behind the answers that it waits for, and needs none to that", async () => {
    const { hostname, port } = new URL(database.url);
    const upstream = createConnection(Number(port), hostname);
    let said = "";
    // It hangs up on none, whatever the server does.
    const server = createServer({ allowHalfOpen: true }, (client) => {
      client.on("data", (chunk) => {
        said += chunk.toString("latin1");
        upstream.write(chunk);
      });
      upstream.on("data", (chunk) => client.write(chunk));
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const through = new URL(database.url);
    through.port = String((server.address() as AddressInfo).port);
    const leaving = await connectTo(through.href);
    const asked = leaving.query("SELECT 1 AS n FROM pg_sleep(0.1)");
    while (!said.includes("pg_sleep")) await new Promise((resolve) => setImmediate(resolve));
    await Promise.all([asked, leaving.close()]);
    expect(await asked).to.deep.equal([{ n: 1 }]);
    // The goodbye is on its way, and the server hears it.
    if (!said.endsWith(TERMINATE)) await once(upstream, "close");
    expect(said.endsWith(TERMINATE)).to.equal(true);
    server.close();
  });

  it("is greeted under the number that it has", async () => {
    const session = await database.connect();
    const [row] = await session.query("SELECT pg_backend_pid() AS pid");
    expect(session.greetedAs).to.equal(row?.pid);
    expect(session.sessionId).to.equal(row?.pid);
  });
});
