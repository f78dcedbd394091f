import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type YAMLMap,
} from "yaml";
import { codeFrame } from "../text/code-frame.js";
import type { DocumentSource, Problem, ProblemText } from "./problem.js";
import type { Path } from "./shape.js";

/** Characters that one file may have; more is no schema. */
export const LARGEST = 8 * 1024 * 1024;
/** Levels that maps and lists may be nested; a schema has seven. */
const DEEPEST = 50;
/** So many open brackets fill the parser's stack; no text and no comment has them. */
const HOPELESS = 300;
/** Values that aliases may make of a file, so that a few lines do not become millions. */
const MOST_VALUES = 1_000_000;

/** One YAML file: its plain data, what is wrong with its YAML, and the place of every value. */
export class YamlSource implements DocumentSource {
  readonly file: string;
  readonly problems: Problem[] = [];
  /** null, booleans, numbers, bigints, strings, arrays, objects without a prototype. */
  readonly data: unknown;
  readonly #text: string;
  /** Where the text stops being YAML; infinite: nowhere. What stands before that is told as well. */
  #breaksAt = Number.POSITIVE_INFINITY;
  #counter = new LineCounter();
  #lines: readonly string[] | undefined;
  #document: Document.Parsed | undefined;
  #isReleased = false;
  /** Alias to the node that it means. */
  #targets: ReadonlyMap<unknown, unknown> | undefined;
  #values = 0;
  /** Was reading given up, because of a limit? */
  #isGivenUp = false;
  readonly #repeated = new Set<number>();

  constructor(file: string, text: string) {
    this.file = file;
    this.#text = text;
    this.data = this.#parse();
  }

  get isBroken(): boolean {
    return this.#breaksAt < Number.POSITIVE_INFINITY;
  }

  isSafe(path: Path, atKey = false): boolean {
    return !this.isBroken || end(this.#nodeAt(path, atKey)) < this.#breaksAt;
  }

  spell(key: string): string {
    return key;
  }

  problemAt(path: Path, text: ProblemText, atKey = false): Problem {
    return this.#problem(offset(this.#nodeAt(path, atKey)), text);
  }

  #parse(): unknown {
    if (this.#text.length > LARGEST) {
      this.#report(0, {
        code: "YAML_TOO_LARGE",
        message: `the file has ${this.#text.length} characters, the limit is ${LARGEST}`,
        hint: "Split it into several files; schema.paths takes a glob.",
      });
      return undefined;
    }
    const hopeless = nestedAt(this.#text, HOPELESS);
    if (hopeless !== undefined) {
      this.#tooDeep(hopeless);
      return undefined;
    }
    try {
      const document = this.#nodes();
      this.#syntax(document);
      const data = this.#data(document.contents, 0);
      if (this.problems.length === 0) this.#release();
      return this.#isGivenUp ? undefined : data;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.#tooDeep(nestedAt(this.#text, DEEPEST) ?? 0);
      return undefined;
    }
  }

  /** The nodes take many times what the text does, and the places of values that are right are hardly asked for. */
  #release(): void {
    this.#document = undefined;
    this.#targets = undefined;
    this.#isReleased = true;
  }

  #nodes(): Document.Parsed {
    this.#counter = new LineCounter();
    this.#document = parseDocument(this.#text, {
      lineCounter: this.#counter,
      prettyErrors: false,
      intAsBigInt: true,
      // The package compares every key with every other; `#map` looks each up.
      uniqueKeys: false,
      version: "1.2",
      // Silence would be about a second document too.
      logLevel: "error",
    });
    this.#isReleased = false;
    return this.#document;
  }

  #syntax(document: Document.Parsed): void {
    const version = document.directives?.yaml;
    if (version?.explicit && version.version !== "1.2") {
      this.#break(0, {
        code: "YAML_SYNTAX",
        message: `the file says that it is YAML ${version.version}`,
        hint: "Take the %YAML line away: schema files are YAML 1.2, in which yes and no are texts.",
      });
    }
    for (const fault of [...document.errors, ...document.warnings]) {
      if (fault.message.includes("call stack")) {
        this.#tooDeep(fault.pos[0]);
        continue;
      }
      this.#break(fault.pos[0], {
        code: "YAML_SYNTAX",
        message: messages[fault.code] ?? `not valid YAML: ${fault.message}`,
        hint: hints[fault.code] ?? "Correct the line; sub-keys are indented by spaces.",
      });
    }
  }

  #data(node: unknown, depth: number): unknown {
    this.#values += 1;
    if (depth > DEEPEST) {
      this.#tooDeep(offset(node));
      return undefined;
    }
    if (this.#values > MOST_VALUES) {
      this.#isGivenUp = true;
      if (this.#values === MOST_VALUES + 1) {
        this.#report(offset(node), {
          code: "YAML_TOO_LARGE",
          message: `aliases make more than ${MOST_VALUES} values of the file`,
          hint: "Use fewer aliases of large parts.",
        });
      }
      return undefined;
    }
    if (isAlias(node)) return this.#alias(node, depth);
    if (isMap(node)) return this.#map(node, depth);
    if (isSeq(node)) return node.items.map((item) => this.#data(item, depth + 1));
    if (!isScalar(node)) return null;
    return this.#scalar(node.value, node.source ?? "", offset(node));
  }

  #alias(node: Alias, depth: number): unknown {
    const target = this.#resolve(node);
    if (target !== undefined) return this.#data(target, depth + 1);
    this.#report(offset(node), {
      code: "YAML_SYNTAX",
      message: `there is no anchor &${node.source} before this alias`,
      hint: `Write &${node.source} before the value that is meant, or quotes around "*${node.source}".`,
    });
    return undefined;
  }

  #map(node: YAMLMap, depth: number): Readonly<Record<string, unknown>> {
    const made: Record<string, unknown> = Object.create(null);
    const merged: unknown[] = [];
    for (const { key, value } of node.items) {
      if (isMergeKey(key)) merged.push(value);
      else if (isScalar(key) && key.value !== null && typeof key.value !== "object") {
        const name = String(key.source ?? key.value);
        const data = this.#data(value, depth + 1);
        // The first stays: it is the one that a path means.
        if (Object.hasOwn(made, name)) this.#twice(key);
        else made[name] = data;
      } else {
        this.#report(offset(key), {
          code: "YAML_SYNTAX",
          message: "the name of a key is expected",
          hint: "A key is a word; put it in quotes if it holds brackets, braces or nothing.",
        });
      }
    }
    // What is written here wins over what is merged in, and of several the first.
    for (const source of merged.flatMap((one) => this.#mergedMaps(one))) {
      for (const [key, value] of Object.entries(this.#map(source, depth + 1))) {
        if (!Object.hasOwn(made, key)) made[key] = value;
      }
    }
    return made;
  }

  /** A map behind several aliases is walked through several times. */
  #twice(key: unknown): void {
    const at = offset(key);
    if (this.#repeated.has(at)) return;
    this.#repeated.add(at);
    this.#report(at, {
      code: "YAML_DUPLICATE_KEY",
      message: "the key is there twice",
      hint: "Keep one of the two.",
    });
  }

  #mergedMaps(node: unknown): readonly YAMLMap[] {
    const one = isAlias(node) ? this.#resolve(node) : node;
    if (isMap(one)) return [one];
    if (isSeq(one)) return one.items.flatMap((item) => this.#mergedMaps(item));
    this.#report(offset(node), {
      code: "YAML_SYNTAX",
      message: "<< merges a map, and this is none",
      hint: "Write <<: *name where &name stands before a map of keys.",
    });
    return [];
  }

  /** The package looks through the whole document for each alias; here one walk serves all. */
  #resolve(alias: Alias): unknown {
    if (this.#targets === undefined) {
      const targets = new Map<unknown, unknown>();
      const anchors = new Map<string, unknown>();
      visit(this.#document ?? null, {
        Node(_, node) {
          if (isAlias(node)) targets.set(node, anchors.get(node.source));
          else if (node.anchor !== undefined) anchors.set(node.anchor, node);
        },
      });
      this.#targets = targets;
    }
    return this.#targets.get(alias);
  }

  #scalar(value: unknown, source: string, at: number): unknown {
    if (typeof value === "bigint") {
      const number = Number(value);
      return Number.isSafeInteger(number) ? number : value;
    }
    if (typeof value !== "number" || !Number.isFinite(value)) return value;
    const [mantissa = ""] = source.split(/e/i, 1);
    const digits = mantissa.replaceAll(/[^0-9]/g, "").replace(/^0+/, "");
    if (digits.length <= 15) return value;
    this.#report(at, {
      code: "YAML_WRONG_VALUE",
      message: `the number ${source} has more digits than a number keeps`,
      hint: "Put it in quotes: a text stays as it is.",
    });
    return value;
  }

  #tooDeep(at: number): void {
    this.#isGivenUp = true;
    this.#report(at, {
      code: "YAML_TOO_DEEP",
      message: `maps and lists are nested deeper than ${DEEPEST}`,
      hint: "A schema has seven levels; look for a bracket that is not closed.",
    });
  }

  #report(at: number, text: ProblemText): void {
    // Behind the break everything may follow from it.
    if (at < this.#breaksAt) this.problems.push(this.#problem(at, text));
  }

  /** Reports that the text is no YAML from there on. */
  #break(at: number, text: ProblemText): void {
    this.problems.push(this.#problem(at, text));
    this.#breaksAt = Math.min(this.#breaksAt, at);
  }

  #problem(at: number, { code, message, hint }: ProblemText): Problem {
    this.#lines ??= this.#text.replace(/^\uFEFF/, "").split(/\r?\n/);
    const { line, col } = this.#counter.linePos(at);
    const place = { line: Math.max(1, line), column: Math.max(1, col) };
    const frame = codeFrame(this.#lines, place.line, place.column);
    return { code, message, hint, file: this.file, ...place, frame };
  }

  /** The node behind the path, or its key; else the nearest one around it. */
  #nodeAt(path: Path, atKey: boolean): unknown {
    const document = this.#isReleased ? this.#nodes() : this.#document;
    let node: unknown = document?.contents;
    let nearest = node;
    for (const [index, step] of path.entries()) {
      if (isAlias(node)) node = this.#resolve(node);
      if (isSeq(node)) node = node.items[Number(step)];
      else if (isMap(node)) {
        const pair = this.#pairOf(node, String(step));
        if (pair === undefined) return nearest;
        const ofKey = (atKey && index === path.length - 1) || pair.value === null;
        node = ofKey ? pair.key : pair.value;
      }
      if (!isNode(node)) return nearest;
      nearest = node;
    }
    return nearest;
  }

  #pairOf(node: YAMLMap, name: string): YAMLMap["items"][number] | undefined {
    const own = node.items.find(
      ({ key }) => isScalar(key) && String(key.source ?? key.value) === name,
    );
    if (own !== undefined) return own;
    const merged = node.items.filter(({ key }) => isMergeKey(key));
    for (const { value } of merged) {
      for (const source of this.#mergedMaps(value)) {
        const found = this.#pairOf(source, name);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }
}

/** Where the package speaks to programmers. */
const messages: Readonly<Record<string, string>> = {
  MULTIPLE_DOCS: "a second document begins",
};

const hints: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: "Indent by spaces; YAML takes no tabs.",
  MULTIPLE_DOCS: "Put each document into a file of its own.",
  TAG_RESOLVE_FAILED: "Schema files have no tags of their own.",
};

function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.value === "<<" && key.type === "PLAIN";
}

function offset(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}

/** Behind the last character of a node's value. */
function end(node: unknown): number {
  return isNode(node) ? (node.range?.[1] ?? 0) : 0;
}

/** Where brackets are nested deeper than that, whatever they stand in. */
function nestedAt(text: string, deepest: number): number | undefined {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === "[" || sign === "{") depth += 1;
    else if (sign === "]" || sign === "}") depth -= 1;
    if (depth > deepest) return at;
  }
  return undefined;
}
