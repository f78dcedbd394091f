import dns from "node:dns";
import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { expect } from "chai";
import { dialects } from "../../src/dialect/index.js";
import type { DriverError } from "../../src/driver/driver-error.js";
import { failure } from "./driver-failure.js";

/** What PostgreSQL's client sends first: has the server TLS? */
const QUESTION = 8;

const TIMEOUT = 1_500;

async function connect(url: string): Promise<DriverError> {
  const entry = dialects.find(({ schemes }) =>
    schemes.includes(new URL(url).protocol.slice(0, -1)),
  );
  const driver = (await entry?.load())?.createDriver();
  const options = { url, connectTimeout: TIMEOUT, readOnly: true };
  return await failure(driver?.connect(options) ?? Promise.resolve());
}

describe("the time that a session may take to begin", () => {
  const { lookup } = dns;
  let server: Server | undefined;
  const sockets: Socket[] = [];

  afterEach(() => {
    Object.assign(dns, { lookup });
    for (const socket of sockets.splice(0)) socket.destroy();
    server?.close();
    server = undefined;
  });

  for (const [url, host] of [
    ["postgresql://u@db.example/d", "db.example"],
    ["postgresql://u@db.example/d?sslmode=disable", undefined],
    ["postgresql://u@db.example/d?sslmode=require", undefined],
    ["mysql://u@db.example/d", "db.example"],
    ["sqlserver://u@db.example/d", undefined],
  ] as const) {
    it(`is over where a name has no answer: ${url}`, async () => {
      const asked: unknown[] = [];
      Object.assign(dns, { lookup: (name: unknown) => void asked.push(name) });
      const error = await connect(url);
      expect(asked).to.include("db.example");
      expect(error.code).to.equal("DRIVER_CONNECT_FAILED");
      expect(error.hint).to.match(/answer/);
      if (host !== undefined) {
        expect(error.message).to.contain(`looking up the address of "${host}" had no answer`);
        expect(error.hint).to.contain("DNS");
      }
    });
  }

  it("is one for all that happens in it", async () => {
    let hasBegunAgain = false;
    server = createServer((socket) => {
      sockets.push(socket.on("error", () => undefined));
      // It has no TLS, and says so late; then it says no more.
      socket.once("data", (question) => {
        expect(question).to.have.lengthOf(QUESTION);
        setTimeout(() => {
          // As long as a time of its own would take from here; timers of one process end in their order.
          setTimeout(() => (hasBegunAgain = true), TIMEOUT).unref();
          socket.write("N");
        }, TIMEOUT * 0.8);
      });
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const error = await connect(`postgresql://u@127.0.0.1:${port}/d`);
    expect(error.code).to.equal("DRIVER_CONNECT_FAILED");
    expect(error.message).to.contain("timeout expired");
    expect(hasBegunAgain).to.equal(false);
  });
});
