import { expect } from "chai";
import { parse, stringify } from "yaml";
import { diffSchemas } from "../../src/schema/diff-schemas.js";
import { loadDocument } from "../../src/yaml/load-schema.js";
import { writeDocument, writtenDocument } from "../../src/yaml/write-document.js";
import { schemaDocument } from "../../src/yaml/write-schema.js";
import { Random } from "../property/random.js";
import { randomPair } from "../property/random-schema.js";
import { loadText } from "./files.js";

/** What people have in a comment, a check or a name. */
const TEXTS = [
  ...[
    "",
    " ",
    "a",
    "_",
    "null",
    "Null",
    "true",
    "FALSE",
    "yes",
    "on",
    "~",
    "<<",
    "=",
    "-",
    "- a",
    "? b",
  ],
  ...["12", "0x1F", "1e3", ".inf", "-.5", "2020-01-01", "1_000", "0o7", "+1", "1:30"],
  ...[
    "a: b",
    "a:",
    "a #b",
    "#c",
    "&x",
    "*x",
    "!t",
    "%d",
    "@e",
    "`f`",
    "|",
    ">",
    "{",
    "[a]",
    "a, b",
    "'q'",
    '"d"',
  ],
  ...[
    "a\nb",
    "a\n",
    "\na",
    "  a\nb",
    "a\n\n  b\n\n",
    "a\n \nb",
    "a\t\nb",
    "---",
    "---\na",
    "a\n...\nb",
    "\r\n",
    "a\rb",
  ],
  ...[
    "\u0000",
    "\u0007 bell",
    "\ud800",
    "\u{1f600}",
    "\u00a0",
    "\u2028",
    "\ufeff",
    "ß",
    "a\\b",
    "it's",
  ],
  ...[
    "amount >= 0::numeric",
    "((a > 0) AND (b < 5))",
    "x".repeat(200),
    `${"y ".repeat(90)}\nz`,
    `\u0001${"w ".repeat(60)}\n  v`,
  ],
];

describe("the text of a document", () => {
  it("is what the package makes of it, to the byte, and read again it is the document", () => {
    const random = new Random(46);
    const make = (depth: number): unknown => {
      const kind = random.int(depth > 4 ? 5 : 8);
      if (kind < 4) return random.pick(TEXTS);
      if (kind === 4)
        return random.pick<unknown>([0, 7, -3, 0.5, true, false, null, 12345678901234n, 2 ** 60]);
      const count = random.int(4);
      if (kind < 6) return Array.from({ length: count }, () => make(depth + 1));
      const keys = ["name", "type", "null", "Fields", "x_1"];
      return Object.fromEntries(
        Array.from({ length: count }, () => [
          random.int(9) === 0
            ? random.pick(TEXTS).replace(/^(?:---|\.\.\.)/m, "")
            : random.pick(keys),
          random.int(12) === 0 ? undefined : make(depth + 1),
        ]),
      );
    };
    for (let round = 0; round < 3000; round++) {
      const document = { tables: make(0), opaque: [make(1), make(1)], enums: make(2) };
      const { text, isSure } = writtenDocument(document);
      expect(text).to.equal(
        stringify(document, { lineWidth: 0, aliasDuplicateObjects: false }),
        JSON.stringify(document, (_, value) => (typeof value === "bigint" ? `${value}n` : value)),
      );
      const json = JSON.stringify(isSure ? document : null);
      if (isSure) expect(JSON.stringify(parse(text))).to.equal(json);
    }
    expect(writeDocument({})).to.equal("{}\n");
  });

  it("is known to be read as the same schema, for what a schema consists of", () => {
    for (let seed = 1; seed <= 50; seed++) {
      const { schema } = loadText(JSON.stringify(randomPair(seed)[1]));
      const document = schemaDocument(schema);
      const { text, isSure } = writtenDocument(document);
      expect(isSure).to.equal(true);
      const read = loadDocument(document, "schema.yaml");
      expect(diffSchemas(read.schema, loadText(text).schema)).to.deep.equal([]);
      expect(diffSchemas(read.schema, schema)).to.deep.equal([]);
    }
  });

  it("is not trusted where a reader finds another number, and a mistake in it is found all the same", () => {
    for (const value of [0.1 + 0.2, 12345678901234567890n, -0]) {
      expect(writtenDocument({ tables: [value] }).isSure, String(value)).to.equal(false);
    }
    expect(() => loadDocument({ tables: [{ nam: "a" }] }, "schema.yaml")).to.throw(/nam/);
  });
});
