import { type AST, visitRegExpAST } from "@eslint-community/regexpp";
import type { StepCounter } from "./step-counter.js";

/** A text that grows: `before`, `pumped` again and again, `after`. */
export interface PumpedText {
  readonly before: string;
  readonly pumped: string;
  readonly after: string;
}

const TRIED = [
  "a",
  "A",
  "0",
  " ",
  "\n",
  "\r",
  "\t",
  "\0",
  "=",
  "#",
  "(",
  ")",
  "-",
  "/",
  "*",
  "'",
  '"',
];
/** Words over an alphabet are many; of a large one only the short ones are tried. */
const MOST_WORDS = 300;

/**
 * Texts that make an expression go back, made from itself: in front of each repetition what leads
 * there, then every short word over the characters that it tells apart, then what does not fit.
 */
export function pumpedTexts(counter: StepCounter): readonly PumpedText[] {
  const alphabet = alphabetOf(counter);
  const words = wordsOver(alphabet);
  const ends = ["", ...alphabet, ...alphabet.map((character) => `${character}\n`)];
  const found = new Map<string, PumpedText>();
  for (const repetition of repetitionsOf(counter.pattern)) {
    const before = [...new Set(["", ...leadingTo(repetition, counter)])];
    const samples = samplesOf(repetition.element, counter);
    const pumps = [...words, ...samples, ...before].filter((one) => one !== "");
    for (const start of before) {
      for (const pumped of new Set(pumps)) {
        for (const after of ends) {
          found.set(JSON.stringify([start, pumped, after]), { before: start, pumped, after });
        }
      }
    }
  }
  return [...found.values()];
}

function repetitionsOf(pattern: AST.Pattern): readonly AST.Quantifier[] {
  const found: AST.Quantifier[] = [];
  visitRegExpAST(pattern, {
    onQuantifierEnter: (quantifier) => {
      if (quantifier.max === Number.POSITIVE_INFINITY) found.push(quantifier);
    },
  });
  return found;
}

/** Characters, sets and classes; those inside a class, too. */
function nodesOf(pattern: AST.Pattern): readonly AST.Node[] {
  const nodes: AST.Node[] = [];
  const add = (node: AST.Node) => void nodes.push(node);
  visitRegExpAST(pattern, {
    onCharacterEnter: add,
    onCharacterSetEnter: add,
    onCharacterClassEnter: add,
  });
  return nodes;
}

/** One character of each kind that the expression tells apart. */
function alphabetOf(counter: StepCounter): readonly string[] {
  const nodes = nodesOf(counter.pattern);
  const own = nodes.flatMap((node) =>
    node.type === "Character" ? [String.fromCodePoint(node.value)] : [],
  );
  const apart = nodes.filter(({ parent }) => !parent?.type.startsWith("CharacterClass"));
  const kinds = new Map<string, string>();
  for (const character of [...own, ...TRIED]) {
    if (character.length !== 1) continue;
    const fits = apart.map((node) => (counter.fits(node, character) ? "1" : "0"));
    // `^` and `$` tell these apart, too.
    const kind = fits.join("") + (/[\n\r]/.test(character) ? character : "");
    if (!kinds.has(kind)) kinds.set(kind, character);
  }
  return [...kinds.values()];
}

function wordsOver(alphabet: readonly string[]): readonly string[] {
  let longest: readonly string[] = [""];
  const words: string[] = [];
  while (
    words.length + longest.length * alphabet.length <= MOST_WORDS &&
    words.length < MOST_WORDS
  ) {
    longest = longest.flatMap((word) => alphabet.map((character) => word + character));
    words.push(...longest);
    if (longest[0]?.length === 4) break;
  }
  return words.length > 0 ? words : alphabet;
}

/** What stands in front of a node, matched in the shortest way. */
function leadingTo(node: AST.Node, counter: StepCounter): readonly string[] {
  const parent = node.parent;
  if (parent === null || parent === undefined) return [""];
  const above = leadingTo(parent, counter);
  if (parent.type !== "Alternative") return above;
  const elements: readonly AST.Node[] = parent.elements;
  const text = elements
    .slice(0, elements.indexOf(node))
    .map((element) => samplesOf(element, counter)[0] ?? "")
    .join("");
  return above.map((start) => start + text);
}

/** A few texts that a node matches: one for each alternative. */
function samplesOf(node: AST.Node, counter: StepCounter): readonly string[] {
  switch (node.type) {
    case "Character":
    case "CharacterSet":
    case "CharacterClass": {
      const tried = [String.fromCodePoint(node.type === "Character" ? node.value : 97), ...TRIED];
      const other = [...Array(95).keys()].map((code) => String.fromCharCode(code + 32));
      return [...tried, ...other].filter((one) => counter.fits(node, one)).slice(0, 1);
    }
    case "Group":
    case "CapturingGroup":
      return node.alternatives.map(({ elements }) =>
        elements.map((element) => samplesOf(element, counter)[0] ?? "").join(""),
      );
    case "Quantifier": {
      const [one = ""] = samplesOf(node.element, counter);
      return [one.repeat(Math.max(node.min, 1)), one.repeat(node.min)];
    }
    default:
      return [""];
  }
}
