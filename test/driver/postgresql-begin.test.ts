import { once } from "node:events";
import {
  type AddressInfo,
  createConnection,
  createServer,
  type Server,
  type Socket,
} from "node:net";
import { expect } from "chai";
import type { Connection } from "../../src/driver/driver.js";
import type { FreshDatabase } from "./fresh-database.js";
import { connectTo, freshDatabase } from "./postgresql-database.js";

/** The end of what the server takes as one: it passes over what comes before it once a part has failed. */
const SYNC = Buffer.from([0x53, 0, 0, 0, 4]).toString("latin1");

describe("BEGIN on PostgreSQL", () => {
  let database: FreshDatabase;
  let server: Server;
  let connection: Connection;
  let sent = "";
  /** As a cancellation that hits BEGIN: it fails, and nothing else does. */
  let fails = false;
  const sockets: Socket[] = [];

  beforeEach(async () => {
    database = await freshDatabase();
    const { hostname, port } = new URL(database.url);
    server = createServer((client) => {
      const upstream = createConnection(Number(port), hostname);
      sockets.push(client, upstream);
      client.on("data", (chunk) => {
        const text = chunk.toString("latin1");
        sent += text;
        upstream.write(Buffer.from(fails ? text.replace("BEGIN", "BEGUN") : text, "latin1"));
      });
      client.on("end", () => upstream.end());
      upstream.pipe(client);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const through = new URL(database.url);
    through.port = String((server.address() as AddressInfo).port);
    connection = await connectTo(through.href);
    await connection.query("SELECT 1");
    sent = "";
  });

  afterEach(async () => {
    await connection.close();
    for (const socket of sockets.splice(0)) socket.destroy();
    server.close();
    await database.drop();
  });

  const tables = async (): Promise<unknown> =>
    (await connection.query("SELECT to_regclass('a') IS NOT NULL AS made"))[0]?.made;

  it("goes with the first statement, which cannot run where BEGIN fails", async () => {
    await connection.begin();
    expect(sent).to.equal("");
    await connection.execute("CREATE TABLE a (id int)");
    const [together = "", ...rest] = sent.split(SYNC);
    expect(together).to.match(/BEGIN[\s\S]*CREATE TABLE a/);
    expect(rest).to.deep.equal([""]);
    await connection.rollback();
    expect(await tables()).to.equal(false);
  });

  it("goes with all that is given before anything is waited for, each of which has its own answer", async () => {
    await connection.begin();
    const given = [
      connection.query("SELECT $1::int AS n", [7]),
      connection.execute("CREATE TABLE a (id int)"),
      connection.execute("INSERT INTO a SELECT generate_series(1, 3)"),
      connection.query("SELECT id FROM a ORDER BY id"),
    ] as const;
    expect(await Promise.all(given)).to.deep.equal([
      [{ n: 7 }],
      { rowsAffected: 0 },
      { rowsAffected: 3 },
      [{ id: 1 }, { id: 2 }, { id: 3 }],
    ]);
    const [together = "", ...rest] = sent.split(SYNC);
    expect(together).to.match(/BEGIN[\s\S]*CREATE TABLE a[\s\S]*INSERT INTO a/);
    expect(rest).to.deep.equal([""]);
    await connection.commit();
    expect(await tables()).to.equal(true);
  });

  it("lets what fails be the one that failed, and nothing run behind it", async () => {
    await connection.begin();
    const given = await Promise.allSettled([
      connection.execute("CREATE TABLE a (id int)"),
      connection.execute("INSERT INTO a SELECT 1 / 0"),
      connection.execute("CREATE TABLE b (id int)"),
    ]);
    expect(given[0]?.status).to.equal("fulfilled");
    expect(given[1]).to.have.nested.property("reason.serverCode", "22012");
    expect(given[1]).to.have.nested.property("reason.code", "DRIVER_STATEMENT_FAILED");
    expect(given[2]).to.have.nested.property("reason.serverCode", "22012");
    expect(given[2]).to.have.nested.property("reason.code", "DRIVER_ROLLED_BACK");
    const commit = await connection.commit().catch((it) => it);
    expect(commit).to.include({ code: "DRIVER_ROLLED_BACK", serverCode: "22012" });
    expect(await tables()).to.equal(false);
  });

  it("leaves a transaction that goes on behind a savepoint, also where that came with it", async () => {
    await connection.begin();
    const given = await Promise.allSettled([
      connection.execute("SAVEPOINT s"),
      connection.execute("SELECT 1 / 0"),
    ]);
    expect(given.map(({ status }) => status)).to.deep.equal(["fulfilled", "rejected"]);
    await connection.execute("ROLLBACK TO SAVEPOINT s");
    await connection.execute("CREATE TABLE a (id int)");
    await connection.commit();
    expect(await tables()).to.equal(true);
  });

  it("is not held up by what comes behind: each answer is there when it is given", async () => {
    const other = await database.connect();
    await other.query("SELECT pg_advisory_lock(7)");
    await connection.begin();
    const [first, second] = [
      connection.query("SELECT 1 AS n"),
      connection.query("SELECT pg_advisory_xact_lock(7)"),
    ];
    expect(await first).to.deep.equal([{ n: 1 }]);
    await other.query("SELECT pg_advisory_unlock(7)");
    await second;
    await connection.rollback();
  });

  it("is answered before a list is looked at, whose type the server is asked for", async () => {
    await connection.begin();
    const given = await Promise.all([
      connection.execute("CREATE TABLE a (ids int[])"),
      connection.execute("INSERT INTO a VALUES ($1)", [[1, 2]]),
      connection.query("SELECT ids FROM a"),
    ]);
    expect(given[2]).to.deep.equal([{ ids: [1, 2] }]);
    await connection.commit();
  });

  it("leaves nothing to run on its own where it fails", async () => {
    fails = true;
    await connection.begin();
    const given = await Promise.allSettled([
      connection.execute("SAVEPOINT s"),
      connection.execute("CREATE TABLE a (id int)"),
    ]);
    expect(given.map(({ status }) => status)).to.deep.equal(["rejected", "rejected"]);
    // As a script that catches the failure.
    const later = await connection.execute("CREATE TABLE a (id int)").catch((it) => it);
    expect(later).to.include({ code: "DRIVER_ROLLED_BACK", serverCode: "42601" });
    const commit = await connection.commit().catch((it) => it);
    expect(commit).to.include({ code: "DRIVER_ROLLED_BACK" });
    fails = false;
    expect(await tables()).to.equal(false);
    await connection.begin();
    await connection.execute("CREATE TABLE a (id int)");
    await connection.commit();
    expect(await tables()).to.equal(true);
  });

  it("answers with the statement's rows, and with its failure", async () => {
    await connection.begin();
    expect(await connection.query("SELECT $1::int AS n", [7])).to.deep.equal([{ n: 7 }]);
    await connection.rollback();
    await connection.begin();
    const error = await connection.query("SELECT 1 / 0").catch((it) => it);
    expect(error).to.include({ serverCode: "22012" });
    const commit = await connection.commit().catch((it) => it);
    expect(commit).to.include({ code: "DRIVER_ROLLED_BACK" });
  });

  it("is not sent for a transaction without a statement", async () => {
    await connection.begin();
    await connection.commit();
    await connection.begin();
    await connection.rollback();
    expect(sent).to.equal("");
    await connection.execute("CREATE TABLE a (id int)");
    await connection.rollback();
    expect(await tables()).to.equal(true);
  });

  it("waits for a statement that a value is refused for", async () => {
    await connection.begin();
    await connection.execute("SELECT $1::date", [new Date(Number.NaN)]).catch(() => undefined);
    await connection.execute("CREATE TABLE a (id int)");
    await connection.rollback();
    expect(await tables()).to.equal(false);
  });
});
