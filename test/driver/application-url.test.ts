import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { DriverError } from "../../src/driver/driver-error.js";
import { parseMysqlUrl } from "../../src/driver/mysql-url.js";
import { parsePostgresqlUrl } from "../../src/driver/postgresql-url.js";
import { parseSqliteUrl } from "../../src/driver/sqlite-driver.js";
import { parseSqlserverUrl } from "../../src/driver/sqlserver-url.js";
import { inFolder, mm, tableMigration } from "../cli/run-cli.js";
import { describeEachDatabase, type TestDatabase } from "../databases.js";

const shared = "connection_limit=5&pool_timeout=10&socket_timeout=3&pgbouncer=true";
const names = ["connection_limit", "pool_timeout", "socket_timeout", "pgbouncer"];

type Parse = (url: string) => unknown;
const parsers: readonly (readonly [base: string, parse: Parse])[] = [
  ["postgresql://u@db/shop", parsePostgresqlUrl],
  ["mysql://u@db/shop", parseMysqlUrl],
  ["sqlserver://u@db/shop", parseSqlserverUrl],
  ["sqlite:./app.db", parseSqliteUrl],
  ["file:./dev.db", parseSqliteUrl],
];

async function refusal(parse: Parse, url: string): Promise<DriverError> {
  try {
    await parse(url);
  } catch (error) {
    if (error instanceof DriverError) return error;
    throw error;
  }
  throw new Error(`"${url}" was accepted`);
}

describe("a database URL that serves the application too", () => {
  for (const [base, parse] of parsers) {
    it(`keeps its pool's parameters, which are named: ${base}`, async () => {
      expect(await parse(`${base}?${shared}`)).to.deep.include({ ignored: names });
    });

    it(`is refused with a parameter that nobody knows: ${base}`, async () => {
      const error = await refusal(parse, `${base}?conection_limit=5`);
      expect(error.code).to.equal("DRIVER_URL_INVALID");
      expect(error.message).to.contain('unknown parameter "conection_limit"');
    });
  }

  it("means with schema one schema by its name, with search_path and currentSchema a list", () => {
    const path = (query: string) => parsePostgresqlUrl(`postgresql://db/shop?${query}`).searchPath;
    expect(path("schema=public")).to.equal('"public"');
    expect(path('schema=Ten"ant')).to.equal('"Ten""ant"');
    expect(path("currentSchema=a,b")).to.equal("a,b");
    expect(path("search_path=%22A%22,b")).to.equal('"A",b');
    expect(path("sslmode=disable")).to.equal(undefined);
    expect(parsePostgresqlUrl("postgresql://db/shop?schema=x").label).to.contain("?schema=x");
  });

  it("takes the words for TLS of every client", async () => {
    const of = {
      disable:
        "sslmode=disable ssl=false ssl-mode=DISABLED useSSL=false sslmode=disable&sslaccept=strict",
      prefer:
        "sslmode=prefer ssl-mode=PREFERRED tls=preferred sslmode=prefer&sslaccept=accept_invalid_certs",
      require:
        "sslmode=require sslMode=REQUIRED sslmode=no-verify tls=skip-verify sslmode=require&sslaccept=accept_invalid_certs",
      "verify-ca": "sslmode=verify-ca ssl-mode=VERIFY_CA",
      "verify-full":
        'ssl=true sslmode=verify-full ssl-mode=VERIFY_IDENTITY sslaccept=strict ssl={"rejectUnauthorized":true}',
    };
    for (const [mode, queries] of Object.entries(of)) {
      for (const query of queries.split(" ")) {
        if (!/tls=|use|ssl-?mode=[A-Z]|sslMode/.test(query)) {
          const { tls } = parsePostgresqlUrl(`postgresql://db/shop?${query}`);
          expect(tls, query).to.equal(mode);
        }
        const { ssl, sslOptional } = await parseMysqlUrl(`mysql://db/shop?${query}`);
        const found = [
          ssl !== undefined,
          sslOptional,
          ssl?.rejectUnauthorized,
          ssl?.verifyIdentity,
        ];
        const checked = mode.startsWith("verify");
        const expected =
          mode === "disable"
            ? [false, false, undefined, undefined]
            : [true, mode === "prefer", checked, mode === "verify-full"];
        expect(found, query).to.deep.equal(expected);
      }
    }
    for (const query of ["sslmode=maybe", "ssl={}x", 'ssl={"ca":"x"}']) {
      expect(await refusal(parsePostgresqlUrl, `postgresql://db/shop?${query}`)).to.be.an("error");
      expect(await refusal(parseMysqlUrl, `mysql://db/shop?${query}`)).to.be.an("error");
    }
  });

  it("names a charset only where it is not the one that is used", async () => {
    const ignored = async (query: string) => (await parseMysqlUrl(`mysql://db/s?${query}`)).ignored;
    expect(await ignored("charset=utf8mb4")).to.deep.equal([]);
    expect(await ignored("charset=latin1")).to.deep.equal(["charset"]);
  });

  it("takes SQL Server's standard schema and no other, which no session can set", async () => {
    expect(parseSqlserverUrl("sqlserver://db/shop?schema=dbo").ignored).to.deep.equal([]);
    const error = await refusal(parseSqlserverUrl, "sqlserver://db;database=shop;schema=other");
    expect(error.message).to.contain("search path");
  });

  it("reads a socket with a user, and addresses of IPv6, on both servers", async () => {
    const socket = await parseMysqlUrl("mysql://me@/shop?socketPath=/run/my.sock");
    expect(socket).to.include({ socketPath: "/run/my.sock", user: "me", database: "shop" });
    expect(await parseMysqlUrl("mysql://[::1]:3307/shop")).to.include({ host: "::1", port: 3307 });
  });

  it("reads a SQLite file of every spelling, and never a parameter as its name", () => {
    const file = (url: string): string => parseSqliteUrl(url).file;
    expect(file("file:./dev.db")).to.equal("./dev.db");
    expect(file("file:/x/a%20b.db")).to.equal("/x/a b.db");
    expect(file("file:///x/dev.db")).to.equal("/x/dev.db");
    expect(file("file://localhost/x/dev.db")).to.equal("/x/dev.db");
    expect(file("sqlite3:app.db")).to.equal("app.db");
    expect(file("sqlite://./app.db")).to.equal("./app.db");
    expect(file("sqlite:./app.db?mode=rw")).to.equal("./app.db");
    expect(file("file:x?mode=memory&cache=shared")).to.equal(":memory:");
    expect(parseSqliteUrl("sqlite::memory:?cache=shared").ignored).to.deep.equal(["cache"]);
  });

  it("makes no file with mode=rw, and none that is named after a parameter", async () => {
    const files = { "migrations/0001_a.ts": tableMigration("0001_a", "a") };
    await inFolder(files, async (folder) => {
      const up = (url: string) => mm(["migrate", "up", "--database-url", url], folder);
      for (const [url, code] of [
        ["sqlite:./app.db?mode=rw", "DRIVER_FILE_MISSING"],
        ["sqlite:./app.db?mode=ro", "DRIVER_FILE_MISSING"],
        ["sqlite:./app.db?mod=rw", "DRIVER_URL_INVALID"],
        ["sqlite:./app.db?mode=w", "DRIVER_URL_INVALID"],
      ] as const) {
        const { stderr, exit } = await up(url);
        expect(stderr, url).to.contain(code);
        expect(exit).to.equal(code === "DRIVER_URL_INVALID" ? 2 : 1);
        expect(existsSync(join(folder, "app.db"))).to.equal(false);
        expect(existsSync(join(folder, url.slice("sqlite:./".length)))).to.equal(false);
      }
      const { stdout, stderr, exit } = await up("file:./app.db?connection_limit=1");
      expect({ exit, stderr }).to.deep.equal({
        exit: 0,
        stderr:
          'Of the database URL, "connection_limit" is for the application and means nothing here\n',
      });
      expect(stdout).to.match(/^Database: sqlite:\.\/app\.db\nApplied 0001_a/);
      expect((await up("sqlite:./app.db?mode=rw")).stdout).to.contain("Nothing to apply");
    });
  });
});

describeEachDatabase("a schema in the URL", ({ name, create }) => {
  if (name !== "postgresql") return;
  let test: TestDatabase;

  beforeEach(async () => {
    test = await create();
  });
  afterEach(() => test.drop());

  it("is where everything is made, history included", async () => {
    const connection = await test.connect();
    await connection.execute('CREATE SCHEMA "Ten ant"');
    const files = { "migrations/0001_a.ts": tableMigration("0001_a", "a") };
    await inFolder(files, async (folder) => {
      const url = `${test.url}?schema=Ten%20ant&pgbouncer=true`;
      const { exit, stderr, stdout } = await mm(["migrate", "up", "--database-url", url], folder);
      expect(exit, stderr).to.equal(0);
      expect(stdout).to.match(/^Database: postgresql:.*schema=Ten ant\n/);
    });
    const rows = await connection.query(
      "SELECT DISTINCT table_schema FROM information_schema.tables WHERE table_name IN ('a', 'makemigrations_history')",
    );
    expect(rows).to.deep.equal([{ table_schema: "Ten ant" }]);
  });
});
