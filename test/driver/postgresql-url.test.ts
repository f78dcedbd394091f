import { expect } from "chai";
import { DriverError } from "../../src/driver/driver-error.js";
import { parsePostgresqlUrl } from "../../src/driver/postgresql-url.js";

function refusal(url: string): DriverError {
  try {
    parsePostgresqlUrl(url);
  } catch (error) {
    if (error instanceof DriverError) return error;
    throw error;
  }
  throw new Error(`"${url}" was accepted`);
}

describe("PostgreSQL URLs", () => {
  it("are taken apart, escapes decoded, and shown without user and password", () => {
    const target = parsePostgresqlUrl("postgres://u%40x:p%2F%25w@db.example.com:6543/my%20shop");
    expect(target).to.include({
      host: "db.example.com",
      port: 6543,
      user: "u@x",
      password: "p/%w",
      database: "my shop",
    });
    expect(target.label).to.equal("postgresql://db.example.com:6543/my shop");
  });

  it("leave out what has a usual value", () => {
    const target = parsePostgresqlUrl("postgresql://db/shop");
    expect(target).to.include({ port: 5432, user: undefined, password: undefined, tls: "prefer" });
    expect(target.label).to.equal("postgresql://db/shop");
  });

  it("reach unix sockets by a parameter, an escaped host, or an empty host with a user", () => {
    for (const url of [
      "postgresql:///shop?host=/run/pg",
      "postgresql://me@%2Frun%2Fpg/shop",
      "postgresql://me@/shop?host=/run/pg",
    ]) {
      expect(parsePostgresqlUrl(url)).to.include({
        host: "/run/pg",
        database: "shop",
        tls: "disable",
      });
    }
  });

  it("know IPv6 addresses", () => {
    const target = parsePostgresqlUrl("postgresql://[::1]:5433/shop");
    expect(target).to.include({ host: "::1", port: 5433, label: "postgresql://[::1]:5433/shop" });
  });

  it("follow libpq in what sslmode means", () => {
    const tls = (query: string): string => parsePostgresqlUrl(`postgresql://db/shop?${query}`).tls;
    expect(tls("sslmode=disable")).to.equal("disable");
    expect(tls("sslmode=allow")).to.equal("prefer");
    expect(tls("sslmode=require")).to.equal("require");
    expect(tls("sslmode=require&sslrootcert=ca.pem")).to.equal("verify-ca");
    expect(tls("sslmode=verify-full")).to.equal("verify-full");
    expect(tls("sslrootcert=ca.pem")).to.equal("verify-full");
    expect(tls("ssl=true")).to.equal("verify-full");
  });

  it("read the connect timeout as seconds", () => {
    expect(parsePostgresqlUrl("postgresql://db/shop?connect_timeout=3").connectTimeout).to.equal(
      3000,
    );
    expect(parsePostgresqlUrl("postgresql://db/shop?connect_timeout=0").connectTimeout).to.equal(
      undefined,
    );
  });

  it("are refused with a reason and never repeated", () => {
    for (const url of [
      "mysql://u:s3cret@db/shop",
      "postgresql://u:s3cret@db:port/shop",
      "postgresql://u:s3cret%zz@db/shop",
      "postgresql://u:s3cret@db/shop?sslmode=maybe",
      "postgresql://u:s3cret@db/shop?sslmod=require",
      "postgresql://u:s3cret@db/shop?connect_timeout=soon",
      "postgresql://u:s3cret@a,b/shop",
      "s3cret",
    ]) {
      const error = refusal(url);
      expect(error.code).to.equal("DRIVER_URL_INVALID");
      expect(error.message + error.hint).not.to.contain("s3cret");
      expect(error.hint).to.match(/\.$/);
    }
  });
});
