import { expect } from "chai";
import { connectAhead } from "../../src/cli/opened-ahead.js";
import type { Connection } from "../../src/driver/driver.js";
import { openUrl } from "../../src/runner/session/open-database.js";
import { describeEachDatabase, type TestDatabase } from "../databases.js";

const SESSIONS: Readonly<Record<string, string>> = {
  postgresql:
    "SELECT pid AS id FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
  mysql:
    "SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID()",
};

describeEachDatabase("a session that is opened ahead", ({ name, create }) => {
  let test: TestDatabase;
  let eye: Connection;

  beforeEach(async () => {
    test = await create();
    eye = await test.connect();
  });

  afterEach(() => test.drop());

  const others = SESSIONS[name];
  if (others === undefined) {
    it("is none where there is no server to wait for", async () => {
      const database = await openUrl(test.url, {});
      if (database.dialect.features.embedded) {
        expect(await connectAhead(database, {})).to.equal(undefined);
      }
    });
    return;
  }

  async function sessions(count: number): Promise<readonly number[]> {
    for (;;) {
      const found = (await eye.query(others ?? "")).map(({ id }) => Number(id));
      if (found.length === count) return found;
    }
  }

  it("is the first that is opened, once, and not the one of the lock", async () => {
    const ahead = await connectAhead(await openUrl(test.url, {}), {});
    const [id] = await sessions(1);
    const lock = await ahead?.database.open({ readOnly: false, forLock: true });
    expect(lock?.sessionId).not.to.equal(id);
    const first = await ahead?.database.open({ readOnly: false });
    expect(first?.sessionId).to.equal(id);
    const second = await ahead?.database.open({ readOnly: false });
    expect(second?.sessionId).not.to.equal(id);
    await sessions(3);
    ahead?.leave();
    expect(await first?.query("SELECT 1 AS n")).to.deep.equal([{ n: 1 }]);
    for (const one of [lock, first, second]) await one?.close();
    await sessions(0);
  });

  it("is one for the lock, too, where something may have to be run", async () => {
    const ahead = await connectAhead(await openUrl(test.url, {}), { lock: true });
    const ids = await sessions(2);
    const work = await ahead?.database.open({ readOnly: false });
    const lock = await ahead?.database.open({ readOnly: false, forLock: true });
    expect([work?.sessionId, lock?.sessionId]).to.have.members([...ids]);
    const second = await ahead?.database.open({ readOnly: false, forLock: true });
    expect(ids).not.to.include(second?.sessionId);
    for (const one of [lock, work, second]) await one?.close();
    await sessions(0);
    (await connectAhead(await openUrl(test.url, {}), { lock: true }))?.leave();
    await sessions(0);
  });

  it("is another where it has waited for so long that the server may have ended it", async () => {
    const ahead = await connectAhead(await openUrl(test.url, {}), { lock: true, fresh: -1 });
    const ids = await sessions(2);
    const lock = await ahead?.database.open({ readOnly: false, forLock: true });
    const work = await ahead?.database.open({ readOnly: false });
    expect(ids).not.to.include(lock?.sessionId).and.not.to.include(work?.sessionId);
    for (const one of [lock, work]) await one?.close();
    await sessions(0);
  });

  it("leaves its place to the one that works, where the server has only one", async () => {
    const database = await openUrl(test.url, {});
    let ofLock: Promise<Connection> | undefined;
    let refused = 0;
    const limited = {
      ...database,
      async open(options: Parameters<typeof database.open>[0]): Promise<Connection> {
        if (options.forLock === true) {
          ofLock = database.open(options);
          return await ofLock;
        }
        // The other one was quicker.
        while (ofLock === undefined) await new Promise((resolve) => setImmediate(resolve));
        await ofLock;
        // A server counts the other one for a moment after it has been closed.
        const counted = refused < 3 || (await eye.query(others ?? "")).length > 0;
        if (counted) {
          refused += 1;
          throw new Error("too many connections");
        }
        return await database.open(options);
      },
    };
    const ahead = await connectAhead(limited, { lock: true });
    const work = await ahead?.database.open({ readOnly: false });
    expect(await work?.query("SELECT 1 AS n")).to.deep.equal([{ n: 1 }]);
    await work?.close();
    await sessions(0);
  });

  it("is closed where nothing has used it", async () => {
    const ahead = await connectAhead(await openUrl(test.url, {}), {});
    await sessions(1);
    ahead?.leave();
    await sessions(0);
  });

  it("tells what is wrong with it to the one who opens it, and to none else", async () => {
    const url = new URL(test.url);
    url.port = "1";
    const unreachable = await openUrl(url.href, {});
    (await connectAhead(unreachable, {}))?.leave();
    const ahead = await connectAhead(unreachable, {});
    const error: unknown = await ahead?.database.open({ readOnly: false }).catch((one) => one);
    expect(error).to.have.property("code", "DRIVER_CONNECT_FAILED");
    expect(await connectAhead(unreachable, { wait: 1 })).to.equal(undefined);
  });
});
