import { parse } from "@babel/parser";
import { expect } from "chai";
import { sourceFiles } from "../source-tree.js";
import { type PumpedText, pumpedTexts } from "./pumped-texts.js";
import { StepCounter, TooManySteps } from "./step-counter.js";

interface Expression {
  readonly place: string;
  readonly source: string;
  readonly flags: string;
  /** It is looked for again behind each match. */
  readonly every: boolean;
}

/** Expressions made at run time, and of what. */
const MADE: ReadonlyMap<string, string> = new Map([
  ["src/check/policy.ts", "the operator's patterns, tried on names of at most 300 characters"],
  ["src/interp/worker/guest-error.ts", "tags of the protocol, anchored, around digits and names"],
  ["src/interp/worker/module-graph.ts", "two prefixes of the protocol"],
  ["src/interp/worker/positions.ts", "a place of the protocol; a name before it has at most 200"],
  ["src/interp/worker/post-queue.ts", "a prefix of the protocol and a digit"],
  ["src/loader/needed-symbols.ts", "the names of our own globals"],
  ["symbols/guest/structured-clone.ts", "the guest's own expression, copied inside the guest"],
]);

/** What runs on text that something else has made short, and what that is. */
const CAPPED: ReadonlyMap<string, string> = new Map([
  ["[\\p{L}\\p{N}_$.]*\\s*$", "the last 200 characters in front of a call"],
]);

// Untrusted text meets no expression whose work grows faster than the text: with the square of
// it, a megabyte takes an hour. Steps are counted, so that no load of a machine has a say.
describe("the regular expressions", () => {
  const made: string[] = [];
  const expressions = sourceFiles("src", "symbols", "plugins").flatMap(({ path, text }) =>
    expressionsOf(path, text, made),
  );

  for (const path of new Set(expressions.map(({ place }) => place.replace(/:\d+$/, "")))) {
    it(`of ${path} take time that grows with the text`, () => {
      const own = expressions.filter(({ place }) => place.startsWith(`${path}:`));
      const slow = own.flatMap((expression) => {
        const text = CAPPED.has(expression.source) ? undefined : slowText(expression);
        return text === undefined ? [] : [`${expression.place} ${JSON.stringify(text)}`];
      });
      expect(slow.join("\n")).to.equal("");
    });
  }

  it("are written in the source, but for those that cannot be", () => {
    expect([...new Set(made)].sort()).to.deep.equal([...MADE.keys()]);
  });

  it("are excused only while they are there", () => {
    const sources = expressions.map(({ source }) => source);
    expect(sources).to.include.members([...CAPPED.keys()]);
  });
});

describe("the counting of steps", () => {
  const samples: readonly (readonly [string, string, boolean])[] = [
    ["=+$", "", true],
    ["^=+$", "", false],
    ["(?:--|#)[^\\n]*$", "", true],
    ["'(?:[^']|'')*'|\\/\\*[\\s\\S]*?\\*\\/", "g", true],
    ["'(?:[^']|'')*'|\\/\\*[\\s\\S]*?(?:\\*\\/|$)", "g", false],
    ['"(?:[^"\\\\]|\\\\.)*"', "g", true],
    ["^(?:a|aa)+$", "", true],
    ["^(?:\\s|--[^\\n]*(?:\\n|$)|\\/\\*[\\s\\S]*?\\*\\/)*(copy\\b[\\s\\S]*)", "i", true],
    ["^(.*?)\\s+collate\\s+(\\w+)$", "is", true],
    ["\\s+", "g", false],
    ["^([^\\S\\n]*):(?=:)", "gm", true],
    ["near '([\\s\\S]*)' at line (\\d+)$", "", true],
    ["^([^(]*)(?:\\((\\d+)\\))?(.*)$", "", true],
    [";\\s*([^=;]+?)\\s*=", "", true],
  ];
  for (const [source, flags, slow] of samples) {
    it(`finds /${source}/${flags} ${slow ? "slow" : "quick"}`, () => {
      const text = slowText({ place: "", source, flags, every: flags.includes("g") });
      expect(text !== undefined, JSON.stringify(text)).to.equal(slow);
    });
  }
});

/** A text on which the steps grow faster than the text; undefined = none of those that are tried. */
function slowText(expression: Expression): PumpedText | undefined {
  const counter = new StepCounter(expression.source, expression.flags);
  const { every } = expression;
  const grows = (text: PumpedText, few: number, times: number): boolean => {
    const small = stepsOf(counter, repeated(text, few), { every, most: 1e6 });
    const most = Math.ceil(small * times);
    return stepsOf(counter, repeated(text, few * 4), { every, most }) >= most;
  };
  // Four times the text costs four times the steps; the short texts only choose what is tried.
  return pumpedTexts(counter).find((text) => grows(text, 6, 4.05) && grows(text, 150, 6));
}

function stepsOf(
  counter: StepCounter,
  text: string,
  how: { readonly every: boolean; readonly most: number },
): number {
  try {
    return counter.steps(text, how);
  } catch (error) {
    // So deep a stack is one of the ways to go back too often.
    if (error instanceof TooManySteps || error instanceof RangeError) return how.most;
    throw error;
  }
}

function repeated({ before, pumped, after }: PumpedText, times: number): string {
  return before + pumped.repeat(times) + after;
}

/** What is looked at in a node of Babel's tree. */
interface AnyNode {
  readonly type?: string;
  readonly pattern?: string;
  readonly flags?: string;
  readonly loc?: { readonly start: { readonly line: number } };
  readonly callee?: { readonly name?: string; readonly property?: { readonly name?: string } };
}

/** The literals of a file; `made` gets its path where one is made at run time. */
function expressionsOf(path: string, text: string, made: string[]): readonly Expression[] {
  const found: Expression[] = [];
  const visit = (node: unknown, asked: string): void => {
    if (Array.isArray(node)) {
      for (const one of node) visit(one, asked);
      return;
    }
    if (typeof node !== "object" || node === null) return;
    const { type, pattern = "", flags = "", loc, callee }: AnyNode = node;
    if (type === "RegExpLiteral") {
      const every = flags.includes("g") || asked === "split";
      found.push({ place: `${path}:${loc?.start.line}`, source: pattern, flags, every });
    }
    if (callee?.name === "RegExp") made.push(path);
    for (const child of Object.values(node)) visit(child, callee?.property?.name ?? asked);
  };
  visit(parse(text, { sourceType: "module", plugins: ["typescript"] }).program, "");
  return found;
}
