import { expect } from "chai";
import {
  simplifyDefault,
  stableExpression,
  withoutParentheses,
} from "../../../src/dialect/postgresql/expression-text.js";

describe("PostgreSQL expressions as text", () => {
  it("lose parentheses around all of them and no others", () => {
    expect(withoutParentheses("((a > 0))")).to.equal("a > 0");
    expect(withoutParentheses("(a) + (b)")).to.equal("(a) + (b)");
    expect(withoutParentheses("(a = ')(')")).to.equal("a = ')('");
    expect(withoutParentheses(`("x)" = E'\\')')`)).to.equal(`"x)" = E'\\')'`);
    expect(withoutParentheses("")).to.equal("");
  });

  it("have lists of texts as the server says them again, and constants as they are", () => {
    const list = (...constants: readonly string[]) =>
      `((ARRAY[${constants.map((text) => `${text}::character varying`).join(", ")}])::text[])`;
    const said = `((a)::text = ANY ${list("'x'", "'it''s'")}) AND ((b)::text <> ALL ${list("E'\\\\'")})`;
    expect(stableExpression(`(${said})`)).to.equal(
      "((a)::text = ANY (ARRAY[('x'::character varying)::text, ('it''s'::character varying)::text])) AND ((b)::text <> ALL (ARRAY[(E'\\\\'::character varying)::text]))",
    );
    const constant = `a <> '${list("'x'").replaceAll("'", "''")}'`;
    expect(stableExpression(constant)).to.equal(constant);
  });

  it("lose the cast of a constant that is a default", () => {
    expect(simplifyDefault("'new'::character varying", false)).to.equal("'new'");
    expect(simplifyDefault("'it''s'::text", false)).to.equal("'it''s'");
    expect(simplifyDefault(`'x'::"My Type"`, false)).to.equal("'x'");
    expect(simplifyDefault(`'x'::app."it's (my) ""type"`, false)).to.equal("'x'");
    expect(simplifyDefault("'{}'::text[]", false)).to.equal("'{}'");
    expect(simplifyDefault("'x'::character varying(20)", false)).to.equal("'x'");
    expect(simplifyDefault("E'a\\\\b'::text", false)).to.equal("'a\\b'");
  });

  it("are numbers without quotes where the column holds numbers", () => {
    expect(simplifyDefault("'-1'::integer", true)).to.equal("-1");
    expect(simplifyDefault("'-1.50'::numeric", true)).to.equal("-1.50");
    expect(simplifyDefault("(-5)", true)).to.equal("-5");
    expect(simplifyDefault("'5'::text", false)).to.equal("'5'");
  });

  it("keep what is no constant", () => {
    for (const sql of [
      "now()",
      "'a'::text || 'b'::text",
      "lower('X'::text)",
      "nextval('s'::regclass)",
    ]) {
      expect(simplifyDefault(sql, false)).to.equal(sql);
    }
    expect(simplifyDefault("current_timestamp", false)).to.equal("CURRENT_TIMESTAMP");
    expect(simplifyDefault("TRUE", false)).to.equal("true");
  });

  it("end, however they are written", () => {
    const hostile = `'x'::${'"a"'.repeat(2000)}(`;
    expect(simplifyDefault(hostile, false)).to.equal(hostile);
  });
});
