import { expect } from "chai";
import { nameOf, type SqlToken, sqlTokens, textOf } from "../../src/dialect/sql-lexer.js";

describe("sqlTokens", () => {
  it("gives the text back when its tokens are put together", () => {
    const texts = [
      "SELECT a.\"b\"\"c\", 'it''s', 1.5e-3, 0xff, x'00' /* c */ -- d\nFROM [e]]f] WHERE g<>'é😀'",
      "'open",
      "/* open",
      "$$ $a$ ` \u{1F600} \0",
    ];
    for (const text of texts) {
      const tokens = [...sqlTokens(text, { brackets: true, dollarQuotes: true })];
      expect(tokens.map((token) => token.text).join("")).to.equal(text);
      for (const token of tokens) {
        expect(text.slice(token.start, token.start + token.text.length)).to.equal(token.text);
      }
    }
  });

  it("reads names and texts without their quotes", () => {
    const first = (sql: string): SqlToken[] => [...sqlTokens(sql, { brackets: true })].slice(0, 1);
    expect(first("[a]]b]").map(nameOf)).to.deep.equal(["a]b"]);
    expect(first('"a""b"').map(nameOf)).to.deep.equal(['a"b']);
    expect(first("'it''s'").map(textOf)).to.deep.equal(["it's"]);
  });
});
