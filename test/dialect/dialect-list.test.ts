import { expect } from "chai";
import { DialectError } from "../../src/dialect/dialect-error.js";
import { dialectByName, dialectForUrl, dialects } from "../../src/dialect/index.js";

describe("the list of dialects", () => {
  it("has names, aliases and schemes that are all different", () => {
    const names = dialects.flatMap(({ name, aliases }) => [name, ...aliases]);
    const schemes = dialects.flatMap((entry) => entry.schemes);
    expect(new Set(names).size).to.equal(names.length);
    expect(new Set(schemes).size).to.equal(schemes.length);
  });

  it("loads dialects that agree with it", async () => {
    for (const entry of dialects) {
      const dialect = await entry.load();
      expect([dialect.name, dialect.schemes]).to.deep.equal([entry.name, entry.schemes]);
    }
  });

  it("finds a dialect by name and alias in any case, and by URL", () => {
    expect(dialectByName("SQLite3").name).to.equal("sqlite");
    expect(dialectForUrl("sqlite::memory:").name).to.equal("sqlite");
    expect(dialectForUrl("SQLITE:./a.db").name).to.equal("sqlite");
  });

  it("suggests the nearest name and never shows a URL", () => {
    expect(() => dialectByName("sqlit"))
      .to.throw(DialectError)
      .with.property("hint")
      .that.includes('Did you mean "sqlite"?');
    const secret = "sqlte://user:secret@host/db";
    expect(() => dialectForUrl(secret))
      .to.throw(DialectError)
      .with.property("message")
      .that.equals('the database URL has the unknown scheme "sqlte:"');
    expect(() => dialectForUrl("user@host")).to.throw("the database URL has no scheme");
  });
});
