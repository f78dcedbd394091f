import { expect } from "chai";
import { cleanBlock, cleanJson, cleanLine } from "../../../src/cli/render/clean-text.js";

// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for
const ACTIVE = /[\0-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e]/;

describe("cleanLine and cleanBlock", () => {
  const harmless = [
    "0001_initial",
    "naïve — 日本語 🎉",
    "a: b",
    "std::vector",
    "C:\\dir",
    "## heading",
  ];
  for (const text of harmless) {
    it(`leave ${JSON.stringify(text)} as it is`, () => {
      expect(cleanLine(text)).to.equal(text);
      expect(cleanBlock(text)).to.equal(text);
    });
  }

  const hostile: readonly (readonly [what: string, text: string, line: string])[] = [
    ["a colour", "\u001b[31mred\u001b[0m", "\\x1b[31mred\\x1b[0m"],
    ["a window title", "\u001b]0;owned\u0007", "\\x1b]0;owned\\x07"],
    ["a hyperlink", "\u001b]8;;http://x\u001b\\y", "\\x1b]8;;http://x\\x1b\\y"],
    ["an eight-bit escape", "\u009b31m", "\\x9b31m"],
    ["a carriage return that overwrites the line", "done\rfail", "done\\rfail"],
    ["backspaces", "ab\b\bcd", "ab\\x08\\x08cd"],
    ["a NUL", "a\0b", "a\\x00b"],
    ["a bidi override", "a\u202eb", "a\\u{202e}b"],
    ["a bidi isolate", "a\u2066b", "a\\u{2066}b"],
    ["a zero-width space", "a\u200bb", "a\\u{200b}b"],
    ["a tag character", "a\u{e0041}b", "a\\u{e0041}b"],
    ["a line separator", "a\u2028b", "a\\u{2028}b"],
    ["half a surrogate pair", "a\ud800b", "a\\u{d800}b"],
    ["a new line", "a\nb", "a\\nb"],
    ["a tab", "a\tb", "a\\tb"],
    ["a GitHub command", "::set-output name=a::b", ": :set-output name=a::b"],
    ["an indented GitHub command", "  ::error::x", "  : :error::x"],
    [
      "a GitHub command behind a blank of Unicode",
      "\u3000\u00a0::error::x",
      "\u3000\u00a0: :error::x",
    ],
    ["a GitHub command on a later line", "a\n::error::x", "a\\n: :error::x"],
    ["an old GitHub command in a line", "x ##[set-env a]b", "x # #[set-env a]b"],
    ["an Azure command", "##vso[task.setvariable]x", "# #vso[task.setvariable]x"],
    ["a TeamCity command", "##teamcity[x]", "# #teamcity[x]"],
  ];
  for (const [what, text, line] of hostile) {
    it(`make ${what} visible and harmless`, () => {
      expect(cleanLine(text)).to.equal(line);
    });
  }

  it("cleanBlock keeps lines and tabs", () => {
    expect(cleanBlock("a\r\n\tb\nc")).to.equal("a\n\tb\nc");
  });

  it("nothing that acts is left of any character below U+3000", () => {
    for (let code = 0; code < 0x3000; code++) {
      const cleaned = cleanLine(`x${String.fromCodePoint(code)}y`);
      expect(cleaned, code.toString(16)).not.to.match(ACTIVE);
    }
  });
});

describe("cleanJson", () => {
  const values = [
    "\u009b31m",
    "a\u202eb\u{e0041}",
    "::set-output::x",
    "##[group]",
    "##vso[x]",
    "\u001b[31m\n",
    "\u007f",
    "plain",
  ];
  for (const value of values) {
    it(`keeps the value of ${JSON.stringify(value)} and writes nothing that acts`, () => {
      const text = cleanJson(JSON.stringify([value, { [value]: value }], undefined, 2));
      expect(JSON.parse(text)).to.deep.equal([value, { [value]: value }]);
      expect(text).not.to.match(/[\x7f-\x9f\u200b-\u200f\u2028-\u202e]|##\[|##vso|^\s*"?::/m);
    });
  }
});
