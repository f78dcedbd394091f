import { expect } from "chai";
import { parseMysqlUrl } from "../../src/driver/mysql-url.js";
import { parsePostgresqlUrl } from "../../src/driver/postgresql-url.js";
import { parseSqlserverUrl } from "../../src/driver/sqlserver-url.js";
import { failure } from "./driver-failure.js";

const PARSERS: Readonly<Record<string, (url: string) => unknown>> = {
  postgresql: parsePostgresqlUrl,
  postgres: parsePostgresqlUrl,
  mysql: parseMysqlUrl,
  mariadb: parseMysqlUrl,
  sqlserver: parseSqlserverUrl,
};

/** Passwords that were not escaped; each holds the word that must not be shown. */
const RAW = [
  "12/tiger",
  "12?tiger",
  "12#tiger",
  "12/x#tiger",
  "tiger#x",
  "tiger/x",
  "tiger?x",
  "12?a=1&tiger=2",
  "12?tiger=1&x",
  "/tiger",
  "?tiger",
  "#tiger",
  "%tiger",
  "x:@/tiger",
  "x@/?tiger=1",
];

describe("a database URL with a password that is not escaped", () => {
  for (const [scheme, parse] of Object.entries(PARSERS)) {
    it(`is refused and not shown: ${scheme}`, async () => {
      for (const password of RAW) {
        for (const url of [
          `${scheme}://boss:${password}@db.example.com:1234/shop`,
          `${scheme}://boss:${password}@db.example.com/shop?ssl=true`,
        ]) {
          const error = await failure((async () => parse(url))());
          expect(error.code, url).to.equal("DRIVER_URL_INVALID");
          expect(`${error.message} ${error.hint}`, url).not.to.contain("tiger");
        }
      }
    });

    it(`is refused without slashes behind the scheme, too: ${scheme}`, async () => {
      for (const url of [`${scheme}:/boss:tiger@host/shop`, `${scheme}:boss:tiger@host/shop`]) {
        const error = await failure((async () => parse(url))());
        expect(`${error.message} ${error.hint}`, url).not.to.contain("tiger");
      }
    });

    it(`is understood when it is escaped: ${scheme}`, async () => {
      const password = "t@:/#?%&+=;ü ";
      const target = await parse(`${scheme}://boss:${encodeURIComponent(password)}@db:1234/shop`);
      expect(target).to.include({ password, host: "db", port: 1234, database: "shop" });
    });
  }

  it("is not shown when it is one of JDBC's with a semicolon", async () => {
    const url = "sqlserver://host;user=sa;password=a;tiger=b;databaseName=x";
    const error = await failure((async () => parseSqlserverUrl(url))());
    expect(`${error.message} ${error.hint}`).not.to.contain("tiger");
  });
});
