import { once } from "node:events";
import {
  type AddressInfo,
  createConnection,
  createServer,
  type Server,
  type Socket,
} from "node:net";
import { expect } from "chai";
import { postgresqlSql } from "../../src/dialect/postgresql/sql-rules.js";
import type { Connection } from "../../src/driver/driver.js";
import { PostgresqlDriver } from "../../src/driver/postgresql-driver.js";
import { failure } from "./driver-failure.js";
import { SERVER_URL } from "./postgresql-database.js";

describe("the question of PostgreSQL's client whether the server has TLS", () => {
  let server: Server | undefined;

  afterEach(() => server?.close());

  /** To a server that answers each connection like this. */
  async function connect(
    answer: (socket: Socket) => void,
    mode = "prefer",
    connectTimeout = 60_000,
  ): Promise<Connection> {
    server = createServer(answer).listen(0, "127.0.0.1");
    await once(server, "listening");
    const url = new URL(SERVER_URL);
    url.hostname = "127.0.0.1";
    url.port = String((server.address() as AddressInfo).port);
    url.searchParams.set("sslmode", mode);
    const driver = new PostgresqlDriver(postgresqlSql);
    return await driver.connect({ url: url.href, connectTimeout, readOnly: true });
  }

  it("is asked over the connection that goes on without it", async () => {
    let connections = 0;
    const target = new URL(SERVER_URL);
    const connection = await connect((socket) => {
      connections += 1;
      const upstream = createConnection(Number(target.port || 5432), target.hostname);
      // The client hangs up first.
      upstream.on("error", () => socket.destroy());
      socket.on("error", () => upstream.destroy());
      socket.pipe(upstream).pipe(socket);
    });
    expect(await connection.query("SELECT 1 AS n")).to.deep.equal([{ n: 1 }]);
    await connection.close();
    expect(connections).to.equal(1);
  });

  const answers: readonly (readonly [what: string, text: string])[] = [
    ["a word of its own", "E"],
    ["more than a Yes", "S\u0016\u0003"],
    ["more than a No", "NR"],
  ];
  for (const [what, text] of answers) {
    it(`is not taken for answered by ${what}`, async () => {
      const error = await failure(connect((socket) => void socket.write(text, "latin1")));
      expect(error.code).to.equal("DRIVER_CONNECT_FAILED");
      expect(error.message).to.contain("error establishing an SSL connection");
    });
  }

  it("leaves no socket open behind an answer that is none, where the server never hangs up", async () => {
    for (const mode of ["prefer", "require"]) {
      const hungUp = deferred();
      const error = await failure(
        connect((socket) => {
          // It reads nothing, so it hears no goodbye; only writing tells that the client has gone.
          const timer = setInterval(() => socket.write("HTTP/1.1 400 Bad Request"), 10);
          socket.on("error", hungUp.resolve).on("close", () => clearInterval(timer));
        }, mode),
      );
      expect(error.code).to.equal("DRIVER_CONNECT_FAILED");
      await hungUp.promise;
      server?.close();
    }
  });

  it("is followed by an error where the server asks for a way to log in that the client lacks", async () => {
    const error = await failure(
      connect((socket) => {
        socket.once("data", () => {
          socket.once("data", () => socket.write(Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 7])));
          socket.write("N");
        });
      }),
    );
    expect(error.code).to.equal("DRIVER_CONNECT_FAILED");
    expect(error.hint).to.contain("a way to log in");
  });

  it("is an error where the server hangs up, or is silent", async () => {
    const gone = await failure(connect((socket) => void socket.end()));
    expect(gone.message).to.contain("terminated");
    expect(gone.hint).to.contain("hung up");
    server?.close();
    const open: Socket[] = [];
    const silent = await failure(connect((socket) => void open.push(socket), "prefer", 1_000));
    expect(silent.message).to.contain("timeout");
    for (const socket of open) socket.destroy();
  });
});

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
