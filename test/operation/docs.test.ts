import { expect } from "chai";
import { hintText } from "../../src/errors.js";
import { operationTypes, parseOperation } from "../../src/operation/index.js";
import { OperationError } from "../../src/operation/operation-error.js";
import { fieldTypes } from "../../src/schema/check-field-type.js";
import { standardDefaults } from "../../src/schema/resolve-default.js";
import { namesIn, projectText } from "../source-tree.js";

const UNHEARD = "qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq";

/** The keys of an operation, as the refusal of an unknown one lists them. */
function keysOf(kind: string): readonly string[] {
  try {
    parseOperation({ type: kind, [UNHEARD]: 1 }, "$");
  } catch (error) {
    if (!(error instanceof OperationError)) throw error;
    return /^The keys are (.*)\.$/.exec(hintText(error.hint))?.[1]?.split(", ") ?? [];
  }
  throw new Error("the key was accepted");
}

describe("the pages of operations", () => {
  it("are there for every operation, and for no others", () => {
    const pages = [...operationTypes.map(({ kind }) => kind), "custom"].map((kind) => `${kind}.md`);
    expect(namesIn("docs/operations")).to.deep.equal(pages.sort());
  });

  for (const { kind, className } of operationTypes) {
    it(`${kind}.md names the class and every field`, () => {
      const page = projectText(`docs/operations/${kind}.md`);
      expect(page.startsWith(`# ${className}\n`)).to.equal(true);
      expect(page).to.include(`new m.${className}(`);
      expect(keysOf(kind).filter((key) => !page.includes(`\`${key}\``))).to.deep.equal([]);
      expect(keysOf(kind).length > 0 || kind.startsWith("set_")).to.equal(true);
    });
  }

  it("custom.md names every member of a class of one's own", () => {
    const page = projectText("docs/operations/custom.md");
    const members = keysOf("custom").filter((key) => key !== "className");
    expect(members.filter((key) => !new RegExp(`\\| \`${key}[(\`]`).test(page))).to.deep.equal([]);
  });

  it("the page of types names every type and every standard default", () => {
    const page = projectText("docs/guides/types.md");
    const names = [...fieldTypes, ...standardDefaults];
    expect(names.filter((name) => !page.includes(`\`${name}\``))).to.deep.equal([]);
  });
});
