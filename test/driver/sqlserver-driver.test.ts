import { createServer } from "node:net";
import { expect } from "chai";
import { toDriverError } from "../../src/driver/client-error.js";
import { DriverError } from "../../src/driver/driver-error.js";
import { SqlserverDriver, sqlserverConfig } from "../../src/driver/sqlserver-driver.js";
import { sqlserverErrors } from "../../src/driver/sqlserver-error.js";
import { parseSqlserverUrl } from "../../src/driver/sqlserver-url.js";
import { decodeSqlserver, encodeSqlserver, withNulls } from "../../src/driver/sqlserver-values.js";

function column(name: string, scale?: number) {
  return { type: { name }, scale };
}

/** A date as the client makes it: what is behind the milliseconds is a property. */
function moment(iso: string, delta = 0): Date {
  return Object.defineProperty(new Date(iso), "nanosecondsDelta", { value: delta });
}

function fails(work: () => unknown): DriverError {
  try {
    work();
  } catch (error) {
    if (error instanceof DriverError) return error;
    throw error;
  }
  throw new Error("expected a DriverError");
}

describe("a SQL Server URL", () => {
  it("has host, port, database, user and password, percent-encoded", () => {
    const target = parseSqlserverUrl("sqlserver://sa:p%40ss%2F%3B@db.example.com:1444/my%20shop");
    expect(target).to.include({
      host: "db.example.com",
      port: 1444,
      user: "sa",
      password: "p@ss/;",
      database: "my shop",
      encrypt: true,
      trustServerCertificate: false,
      label: "sqlserver://db.example.com:1444/my shop",
    });
  });

  it("has parameters in any of the spellings in use", () => {
    const target = parseSqlserverUrl(
      "sqlserver://[::1]/shop?Encrypt=strict&trust_server_certificate=yes&connectTimeout=5&applicationName=x&hostNameInCertificate=h&multiSubnetFailover=true",
    );
    expect(target).to.include({
      host: "::1",
      port: 1433,
      encrypt: "strict",
      trustServerCertificate: true,
      connectTimeout: 5000,
      applicationName: "x",
      certificateHost: "h",
      multiSubnetFailover: true,
      label: "sqlserver://[::1]/shop",
    });
  });

  it("may be JDBC's, with braces around what holds semicolons", () => {
    const target = parseSqlserverUrl(
      "sqlserver://host\\SQLEXPRESS;databaseName=shop;user=sa;password={a;b=}}c};encrypt=false",
    );
    expect(target).to.include({
      host: "host",
      instance: "SQLEXPRESS",
      port: undefined,
      database: "shop",
      user: "sa",
      password: "a;b=}c",
      encrypt: false,
      label: "sqlserver://host\\SQLEXPRESS/shop",
    });
    expect(parseSqlserverUrl("sqlserver://host:1444;database=x").port).to.equal(1444);
  });

  it("becomes the client's settings", () => {
    const config = sqlserverConfig(
      parseSqlserverUrl("sqlserver://u:p@h/d?encrypt=false&trustServerCertificate=true&domain=D"),
      700,
    );
    expect(config.server).to.equal("h");
    expect(config.authentication).to.deep.equal({
      type: "ntlm",
      options: { userName: "u", password: "p", domain: "D" },
    });
    expect(config.options).to.include({
      port: 1433,
      database: "d",
      encrypt: false,
      trustServerCertificate: true,
      connectTimeout: 700,
      requestTimeout: 0,
    });
  });

  it("may begin as other clients write it", () => {
    expect(parseSqlserverUrl("mssql://u:p@h/d")).to.deep.equal(
      parseSqlserverUrl("sqlserver://u:p@h/d"),
    );
  });

  for (const [what, url] of [
    ["another scheme", "mysql://u:secret@h/d"],
    ["an unknown parameter", "sqlserver://u:secret@h/d?colour=red"],
    ["a port that is none", "sqlserver://h:99999;user=u;password=secret"],
    ["a percent sign that is no escape", "sqlserver://u:secret%zz@h/d"],
    ["an unknown encrypt", "sqlserver://u:secret@h/d?encrypt=perhaps"],
    ["a timeout that is no number", "sqlserver://u:secret@h/d?connectTimeout=soon"],
  ] as const) {
    it(`is refused for ${what}, without showing the password`, () => {
      const error = fails(() => parseSqlserverUrl(url));
      expect(error.code).to.equal("DRIVER_URL_INVALID");
      expect(`${error.message} ${error.hint}`).to.not.include("secret");
    });
  }
});

describe("values on the way to SQL Server", () => {
  it("have a type each", () => {
    expect(encodeSqlserver(true)).to.deep.equal({ type: "Bit", value: true });
    expect(encodeSqlserver(-7)).to.deep.equal({ type: "Int", value: -7 });
    expect(encodeSqlserver(2 ** 31)).to.deep.equal({ type: "BigInt", value: 2147483648n });
    expect(encodeSqlserver(0.1)).to.deep.equal({ type: "Float", value: 0.1 });
    expect(encodeSqlserver(2 ** 60)).to.deep.equal({ type: "Float", value: 2 ** 60 });
    expect(encodeSqlserver(-(2n ** 63n)).value).to.equal(-(2n ** 63n));
    expect(encodeSqlserver("ü😀")).to.deep.equal({ type: "NVarChar", value: "ü😀" });
    const bytes = encodeSqlserver(Uint8Array.of(1, 0, 255).subarray(1));
    expect(bytes).to.deep.equal({ type: "VarBinary", value: Buffer.from([0, 255]) });
    expect(encodeSqlserver(new Date(0)).type).to.equal("DateTime2");
  });

  it("are refused where the server has none", () => {
    const values = [
      Number.NaN,
      2n ** 63n,
      new Date(Number.NaN),
      new Date("-000001-01-01T00:00:00Z"),
    ];
    for (const value of values) {
      expect(fails(() => encodeSqlserver(value)).code).to.equal("DRIVER_VALUE_REFUSED");
    }
  });

  it("that are null stand in the statement, and nowhere else", () => {
    const sql =
      "SELECT @p1, @p10, '@p1 it''s', [a]]@p1], \"@p1\" -- @p1\n, /* @p1 */ @p1, @p12, @p2";
    const parameters = [null, 2, 3, 4, 5, 6, 7, 8, 9, null, 11, 12];
    expect(withNulls(sql, parameters)).to.equal(
      "SELECT NULL, NULL, '@p1 it''s', [a]]@p1], \"@p1\" -- @p1\n, /* @p1 */ NULL, @p12, @p2",
    );
    expect(withNulls("SELECT @p1", [1])).to.equal("SELECT @p1");
  });
});

describe("values on the way from SQL Server", () => {
  it("are what all drivers share", () => {
    expect(decodeSqlserver(null, column("IntN"))).to.equal(null);
    expect(decodeSqlserver("9223372036854775807", column("IntN"))).to.equal(9223372036854775807n);
    expect(decodeSqlserver(7, column("IntN"))).to.equal(7);
    expect(decodeSqlserver("7", column("NVarChar"))).to.equal("7");
    expect(decodeSqlserver(true, column("BitN"))).to.equal(true);
    expect(decodeSqlserver(0.1, column("FloatN"))).to.equal(0.1);
    const bytes = decodeSqlserver(Buffer.from([0, 255]), column("VarBinary"));
    expect(bytes).to.deep.equal(Uint8Array.of(0, 255));
    expect(Buffer.isBuffer(bytes)).to.equal(false);
  });

  it("are decimals with every digit, or an error", () => {
    expect(decodeSqlserver(1234567890.25, column("DecimalN", 2))).to.equal("1234567890.25");
    expect(decodeSqlserver(-0.1, column("NumericN", 3))).to.equal("-0.100");
    expect(decodeSqlserver(-0, column("DecimalN", 2))).to.equal("0.00");
    expect(decodeSqlserver(123456789012.345, column("DecimalN", 3))).to.equal("123456789012.345");
    expect(decodeSqlserver(12.5, column("MoneyN"))).to.equal("12.5000");
    const error = fails(() => decodeSqlserver(12_345_678_901_234_568, column("DecimalN", 2)));
    expect(error.code).to.equal("DRIVER_VALUE_INEXACT");
    expect(error.hint).to.match(/AS VARCHAR/);
  });

  it("are every decimal of fifteen digits", () => {
    for (let digits = 1; digits <= 15; digits += 1) {
      for (let scale = 0; scale <= digits; scale += 1) {
        const text = "987654321987654".slice(0, digits);
        const exact = `${text.slice(0, digits - scale) || "0"}${scale === 0 ? "" : `.${text.slice(digits - scale)}`}`;
        const read = Number(text) / 10 ** scale;
        expect(decodeSqlserver(read, column("DecimalN", scale))).to.equal(exact);
      }
    }
  });

  it("are moments as Date where a Date holds them, days and times as text", () => {
    const iso = "2024-01-02T03:04:05.678Z";
    expect(decodeSqlserver(moment(iso), column("DateTime2", 7))).to.deep.equal(new Date(iso));
    expect(decodeSqlserver(moment(iso, 0.0000901), column("DateTime2", 7))).to.equal(
      "2024-01-02T03:04:05.6780901Z",
    );
    expect(decodeSqlserver(moment(iso), column("DateTimeOffset", 3))).to.deep.equal(new Date(iso));
    expect(decodeSqlserver(moment("2024-01-02T00:00:00Z"), column("Date"))).to.equal("2024-01-02");
    expect(decodeSqlserver(moment(iso, 0.0000901), column("Time", 7))).to.equal("03:04:05.6780901");
    expect(decodeSqlserver(moment(iso), column("Time", 0))).to.equal("03:04:05");
  });
});

describe("an error of SQL Server", () => {
  const failure = (facts: object): Error =>
    Object.assign(new Error("Invalid object name 'x'."), facts);
  const explained = (error: Error, sql = "") =>
    toDriverError(error, sqlserverErrors, { label: "sqlserver://h/d", sql });

  it("has number, place, state and a hint", () => {
    const facts = { number: 208, lineNumber: 3, state: 1, class: 16, code: "EREQUEST" };
    const sql = "SELECT 1\nFROM y,\n  x";
    const error = explained(failure(facts), sql);
    expect(error).to.include({
      code: "DRIVER_STATEMENT_FAILED",
      message: "Invalid object name 'x'.",
      serverCode: "208",
      position: sql.indexOf("x") + 1,
      detail: "state 1",
      connectionLost: false,
    });
    expect(error.hint).to.match(/table's name/);
  });

  it("has no place where the line is that of a procedure, or says nothing", () => {
    const facts = { number: 208, lineNumber: 2, state: 1 };
    const inside = failure({ ...facts, procName: "p" });
    const error = explained(inside, "EXEC p\n;");
    expect(error).to.include({ position: undefined, detail: "state 1; in p" });
    for (const [lineNumber, sql] of [
      [1, "SELECT"],
      [3, "SELECT\n1"],
      [0, "SELECT\n1"],
    ] as const) {
      const other = explained(failure({ ...facts, lineNumber }), sql);
      expect(other.position).to.equal(undefined);
    }
  });

  it("that is several is the first of them, with the others as detail", () => {
    const several = new AggregateError([
      failure({ number: 3728, state: 1 }),
      Object.assign(new Error("Could not drop constraint."), { number: 3727 }),
    ]);
    const error = explained(several);
    expect(error.serverCode).to.equal("3728");
    expect(error.detail).to.equal("state 1; Could not drop constraint.");
  });

  it("is told apart from a lost connection and a transaction that is gone", () => {
    const lost = explained(failure({ code: "ECONNRESET" }));
    expect(lost).to.include({ code: "DRIVER_CONNECTION_LOST", connectionLost: true });
    const fatal = explained(failure({ number: 596, class: 21 }));
    expect(fatal.connectionLost).to.equal(true);
    const gone = explained(failure({ number: 3902 }));
    expect(gone.code).to.equal("DRIVER_ROLLED_BACK");
  });
});

describe("the driver of SQL Server, without a server", () => {
  const driver = new SqlserverDriver();

  // How long the client takes to load is not the question.
  before(() => import("tedious"));

  async function refusal(url: string, connectTimeout = 60_000): Promise<DriverError> {
    const error = await driver.connect({ url, connectTimeout, readOnly: false }).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (error instanceof DriverError) return error;
    throw new Error(`expected a DriverError, got ${String(error)}`);
  }

  it("says cleanly that nobody listens", async () => {
    const error = await refusal("sqlserver://sa:secret@127.0.0.1:1/shop");
    expect(error).to.include({ code: "DRIVER_CONNECT_FAILED", connectionLost: true });
    expect(error.serverCode).to.match(/^(?:ECONNREFUSED|ESOCKET)$/);
    expect(error.hint).to.match(/Check host and port/);
    expect(`${error.message}${String(error.cause)}`).to.not.include("secret");
  });

  it("gives up a server that says nothing, after the time allowed", async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const address = silent.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    try {
      const error = await refusal(`sqlserver://sa@127.0.0.1:${port}/shop`, 300);
      expect(error.code).to.equal("DRIVER_CONNECT_FAILED");
      expect(error.serverCode).to.equal("ETIMEOUT");
    } finally {
      silent.close();
    }
  });
});
