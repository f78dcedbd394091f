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
    expect(simplifyDefault("'new'::character varying", "text")).to.equal("'new'");
    expect(simplifyDefault("'it''s'::text", "text")).to.equal("'it''s'");
    expect(simplifyDefault(`'x'::"My Type"`, "text")).to.equal("'x'");
    expect(simplifyDefault(`'x'::app."it's (my) ""type"`, "text")).to.equal("'x'");
    expect(simplifyDefault("'{}'::text[]", "text")).to.equal("'{}'");
    expect(simplifyDefault("'x'::character varying(20)", "text")).to.equal("'x'");
    expect(simplifyDefault("E'a\\\\b'::text", "text")).to.equal("'a\\b'");
  });

  it("are numbers without quotes where the column holds numbers", () => {
    expect(simplifyDefault("'-1'::integer", "integer")).to.equal("-1");
    expect(simplifyDefault("'-1.50'::numeric", "decimal")).to.equal("-1.50");
    expect(simplifyDefault("(-5)", "integer")).to.equal("-5");
    expect(simplifyDefault("'0'::bigint", "bigint")).to.equal("0");
    expect(simplifyDefault("'5000000000'::bigint", "double")).to.equal("5000000000");
    const foreign = "'10000000000'::numeric";
    expect(simplifyDefault(foreign, "double")).to.equal(foreign);
    expect(simplifyDefault("'5'::text", "text")).to.equal("'5'");
  });

  it("keep what is no constant", () => {
    for (const sql of [
      "now()",
      "'a'::text || 'b'::text",
      "lower('X'::text)",
      "nextval('s'::regclass)",
    ]) {
      expect(simplifyDefault(sql, "text")).to.equal(sql);
    }
    expect(simplifyDefault("current_timestamp", "text")).to.equal("CURRENT_TIMESTAMP");
    expect(simplifyDefault("TRUE", "text")).to.equal("true");
  });

  it("end, however they are written", () => {
    const hostile = `'x'::${'"a"'.repeat(2000)}(`;
    expect(simplifyDefault(hostile, "text")).to.equal(hostile);
  });
});
