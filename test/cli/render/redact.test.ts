import { expect } from "chai";
import { Redactor } from "../../../src/cli/render/redact.js";

describe("Redactor", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["postgresql://u:s3cret@h/d", "postgresql://u:***@h/d"],
    [
      "at mysql://root:p%40ss@127.0.0.1:3306/x failed",
      "at mysql://root:***@127.0.0.1:3306/x failed",
    ],
    ["postgresql://h/d?user=u&password=s3cret&x=1", "postgresql://h/d?user=u&password=***&x=1"],
    ["sqlserver://h;user=u;password=s3cret;x=1", "sqlserver://h;user=u;password=***;x=1"],
    ["postgresql://u@h/d", "postgresql://u@h/d"],
    ["no URL: a@b", "no URL: a@b"],
    ["postgresql://u:p@ss/w:rd@h/d", "postgresql://u:***@h/d"],
  ];
  for (const [text, expected] of cases) {
    it(`makes ${expected}`, () => {
      expect(new Redactor().redact(text)).to.equal(expected);
    });
  }

  it("takes a password that it learned out of any text, encoded or not", () => {
    const redactor = new Redactor();
    redactor.learn("postgresql://u:hun%20ter2@h/d");
    expect(redactor.redact('password "hun ter2" (hun%20ter2) is wrong')).to.equal(
      'password "***" (***) is wrong',
    );
  });

  it("learns a password in the parameters", () => {
    const redactor = new Redactor();
    redactor.learn("sqlserver://h;user=u;password=hunter2;encrypt=true");
    expect(redactor.redact("login with hunter2 failed")).to.equal("login with *** failed");
  });

  it("does not black out words for a password of three letters", () => {
    const redactor = new Redactor();
    redactor.learn("postgresql://u:the@h/d");
    expect(redactor.redact("the table at postgresql://u:the@h/d")).to.equal(
      "the table at postgresql://u:***@h/d",
    );
  });

  it("survives a URL that is none", () => {
    const redactor = new Redactor();
    for (const url of ["", ":", "x:%zz@y", "a://b:%zz%@c"]) redactor.learn(url);
    expect(redactor.redact("text")).to.equal("text");
  });
});
