import { once } from "node:events";
import {
  type AddressInfo,
  createConnection,
  createServer,
  type Server,
  type Socket,
} from "node:net";
import { expect } from "chai";
import type { DriverError } from "../../src/driver/driver-error.js";
import { MysqlDriver } from "../../src/driver/mysql-driver.js";
import { failure } from "./driver-failure.js";
import { MYSQL_SERVER_URL } from "./mysql-database.js";

/** What a server says first: its version, the halves of a salt, what it can do. */
const GREETING = packet(
  0,
  Buffer.concat([
    Buffer.from("\n10.11.6-MariaDB\0\u0001\0\0\0AAAAAAAA\0"),
    Buffer.from([0xfe, 0xf7, 45, 2, 0, 0xb7, 0x81, 21, ...Buffer.alloc(10)]),
    Buffer.from("BBBBBBBBBBBB\0mysql_native_password\0"),
  ]),
);
const OTHER_LOGIN = packet(2, Buffer.from("\u00femysql_clear_password\0", "latin1"));
const NO_USER = packet(2, Buffer.from("\u00ff\u0015\u0004#28000Access denied for x", "latin1"));

describe("a server that is no MySQL, or that will not log one in", () => {
  let server: Server | undefined;

  afterEach(() => server?.close());

  /** To a server that answers each connection like this. */
  async function connect(answer: (socket: Socket) => void): Promise<DriverError> {
    server = createServer(answer).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const url = `mysql://u:S3cret@127.0.0.1:${port}/d`;
    const options = { url, connectTimeout: 30_000, readOnly: true };
    return await failure(new MysqlDriver().connect(options));
  }

  for (const [what, answer, hint] of [
    ["asks for the password as it is", OTHER_LOGIN, "way to log in"],
    ["refuses the user", NO_USER, "Check the user"],
  ] as const) {
    it(`is left where it ${what} and never hangs up`, async () => {
      const sockets: Socket[] = [];
      const error = await connect((socket) => {
        sockets.push(socket.on("error", () => undefined));
        socket.write(GREETING);
        socket.once("data", () => socket.write(answer));
      });
      expect(error.code).to.equal("DRIVER_CONNECT_FAILED");
      expect(error.hint).to.contain(hint);
      expect(error.message).to.not.contain("S3cret");
      for (const socket of sockets) if (!socket.closed) await once(socket, "close");
    });
  }

  it("is dialled once more where it hung up before the client spoke", async () => {
    const real = new URL(MYSQL_SERVER_URL);
    const dialled: Socket[] = [];
    server = createServer((socket) => {
      dialled.push(socket.on("error", () => undefined));
      if (dialled.length === 1) return void socket.destroy();
      const behind = createConnection(Number(real.port || 3306), real.hostname);
      behind.on("error", () => socket.destroy());
      socket.pipe(behind).pipe(socket);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const url = new URL(real);
    url.hostname = "127.0.0.1";
    url.port = String((server.address() as AddressInfo).port);
    const options = { url: url.href, connectTimeout: 30_000, readOnly: true };
    const connection = await new MysqlDriver().connect(options);
    expect(await connection.query("SELECT 1 AS one")).to.deep.equal([{ one: 1 }]);
    await connection.close();
    expect(dialled).to.have.lengthOf(2);
  });

  it("has another hint where it hangs up, and where it talks nonsense", async () => {
    const gone = await connect((socket) => void socket.destroy());
    expect(gone.hint).to.contain("hung up");
    server?.close();
    const nonsense = await connect((socket) => void socket.write(Buffer.alloc(5)));
    expect(nonsense.hint).to.contain("no MySQL");
  });
});

function packet(number: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([content.length, 0, 0, number]), content]);
}
