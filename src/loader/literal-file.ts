import type { Limits } from "../interp/limits.js";
import { bytes, noop, ref, verbatim } from "../operation/authoring.js";
import { operationTypes } from "../operation/index.js";
import { LiteralText, refuse, unlessRefused } from "./literal-text.js";

/** The module whose names a file of data uses. */
const MODULE = "makemigrations";
/** Characters of a file; a larger one is not worth a second way to read it. */
const LARGEST = 2 * 1024 * 1024;
/** Of nested values, whatever the limits say. */
const DEEPEST = 64;
/** What no import may call something here: words of the languages, and the names that are read below. */
const RESERVED: ReadonlySet<string> = new Set(
  `abstract accessor any arguments as assert asserts async await bigint boolean break case catch class
  const constructor continue debugger declare default delete do else enum eval export extends false
  finally for from function get global if implements import in infer Infinity instanceof interface
  intrinsic is keyof let module namespace NaN never new null number object of out override package
  private protected public readonly require return satisfies set static string super switch symbol
  this throw true try type typeof undefined unique unknown using var void while with yield Date
  globalThis`.split(/\s+/),
);

/** One call of `register` in a file that holds nothing but data. */
export interface LiteralCall {
  /** As it comes out of the sandbox: records without a prototype. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Of the bracket behind `register`, which is what the engine reports. */
  readonly line: number;
  readonly column: number;
}

/**
 * What a migration file registers that holds nothing but imports of `makemigrations` and calls of
 * `register` with literals: strings, numbers, lists, objects, operations and marks of values. Undefined
 * for every other file, and for one with a mistake: the sandbox knows the rest of the language, and what
 * is to be said of mistakes. See docs/decisions/0042.
 */
export function readLiteralFile(text: string, limits: Limits): readonly LiteralCall[] | undefined {
  // Each text, key and kind of an operation counts there, and none is more than four times as long.
  const isLarge = text.length > LARGEST || text.length * 4 > limits.valueText;
  if (isLarge || Buffer.byteLength(text) > limits.sourceBytes) return undefined;
  return unlessRefused(() => new LiteralFile(text, limits).calls());
}

/** What a record's member may be beside plain data. */
type Members = (key: string) => "data" | "operations";

/** Of what `register` takes, and of an operation. */
const inMigration: Members = (key) => (key === "operations" ? "operations" : "data");
const inOperation: Members = (key) => (key === "mutate" ? "operations" : "data");
const inData: Members = () => "data";

/** Everything that the module offers and that comes to data. */
const functions: Readonly<Record<string, (text: string) => object>> = { bytes, ref, verbatim };
const kinds: ReadonlyMap<string, string> = new Map(
  operationTypes.map(({ className, kind }) => [className, kind]),
);
const names: ReadonlySet<string> = new Set([
  ...kinds.keys(),
  ...Object.keys(functions),
  "noop",
  "register",
]);

class LiteralFile {
  readonly #text: LiteralText;
  readonly #limits: Limits;
  readonly #calls: LiteralCall[] = [];
  /** What a name of the file is called in the module; undefined for the module itself. */
  readonly #names = new Map<string, string | undefined>();
  #values = 0;
  /** The line in which a type was left out; columns behind it are others for the engine. */
  #typedLine = 0;

  constructor(text: string, limits: Limits) {
    this.#text = new LiteralText(text);
    this.#limits = limits;
  }

  calls(): readonly LiteralCall[] {
    this.#text.skip();
    while (this.#text.next !== "") {
      const word = this.#text.word();
      if (word === "import") this.#import();
      else this.#register(word);
      this.#endStatement();
    }
    // Whether an import is left that nothing uses depends on more than this file.
    if (this.#calls.length === 0) refuse();
    return this.#calls;
  }

  #endStatement(): void {
    const isNewLine = this.#text.skipLines();
    if (this.#text.takeHere(";")) this.#text.skip();
    else if (!isNewLine && this.#text.next !== "") refuse();
  }

  #import(): void {
    this.#text.skip();
    if (this.#text.takeHere("*")) {
      this.#keyword("as");
      this.#bind(undefined);
    } else {
      this.#text.expect("{");
      do {
        this.#text.skip();
        const name = this.#text.word();
        if (!names.has(name)) refuse();
        this.#text.skip();
        if (this.#text.isWordNext()) {
          this.#keyword("as");
          this.#bind(name);
        } else this.#bind(name, name);
      } while (this.#text.take(",") && !this.#isNext("}"));
      this.#text.expect("}");
    }
    this.#keyword("from");
    this.#text.skip();
    if (this.#text.string(false) !== MODULE) refuse();
  }

  #bind(name: string | undefined, local = this.#nextWord()): void {
    if (RESERVED.has(local) || this.#names.has(local)) refuse();
    this.#names.set(local, name);
  }

  #register(word: string): void {
    // Written without a space: then it is known which place the engine reports.
    if (this.#member(word, false) !== "register" || this.#text.next !== "(") refuse();
    const place = this.#text.place();
    if (place.line === this.#typedLine || this.#calls.length >= this.#limits.posts) refuse();
    this.#text.expect("(");
    this.#text.skip();
    this.#count(1);
    const data = this.#record(inMigration, 1);
    this.#text.expect(")");
    this.#calls.push({ data, ...place });
  }

  /** What a name of the file, already read, and the member behind it are called in the module. */
  #member(word: string, maySkip = true): string {
    if (!this.#names.has(word)) refuse();
    const name = this.#names.get(word);
    if (name !== undefined) return name;
    if (maySkip) this.#text.skip();
    if (!this.#text.takeHere(".")) refuse();
    if (maySkip) this.#text.skip();
    const member = this.#text.word();
    return names.has(member) ? member : refuse();
  }

  #value(depth: number): unknown {
    this.#count(1);
    const { next } = this.#text;
    if (next === "{") return this.#record(inData, depth);
    if (next === "[") return this.#list(depth, () => this.#value(depth + 1));
    if (next === '"' || next === "'" || next === "`") return this.#string();
    return this.#text.isWordNext() ? this.#named(this.#text.word(), depth) : this.#text.number();
  }

  /** A string, also one that says what type it is for TypeScript: `"money" as m.OtherType`. */
  #string(): string {
    const text = this.#text.string();
    const isNewLine = this.#text.skipLines();
    if (!this.#text.isWordNext()) return text;
    if (isNewLine) refuse();
    const { line } = this.#text.place();
    this.#keyword("as");
    const module = this.#nextWord();
    if (!this.#names.has(module) || this.#names.get(module) !== undefined) refuse();
    this.#text.expect(".");
    this.#nextWord();
    if (this.#text.place().line !== line) refuse();
    this.#typedLine = line;
    return text;
  }

  #named(word: string, depth: number): unknown {
    switch (word) {
      case "true":
        return true;
      case "false":
        return false;
      case "null":
        return null;
      case "undefined":
        return undefined;
      case "new":
        return this.#date();
      default:
        return this.#mark(word, depth);
    }
  }

  /** `new Date("2024-01-31T12:00:00.000Z")`: in this form all engines agree on the moment. */
  #date(): Date {
    if (this.#nextWord() !== "Date") refuse();
    const text = this.#argument();
    const date = new Date(text);
    return !Number.isNaN(date.getTime()) && date.toISOString() === text ? date : refuse();
  }

  /** `m.noop`, `m.ref("now")` and the like. */
  #mark(word: string, depth: number): object {
    this.#checkDepth(depth);
    const name = this.#member(word);
    const mark = name === "noop" ? noop : functions[name]?.(this.#argument());
    this.#count(2);
    return Object.assign(Object.create(null), mark ?? refuse());
  }

  #argument(): string {
    this.#text.expect("(");
    this.#text.skip();
    const text = this.#text.string();
    this.#text.expect(")");
    return text;
  }

  #operations(depth: number): unknown {
    if (this.#text.next !== "[") return this.#value(depth);
    this.#count(1);
    return this.#list(depth, () => this.#operation(depth + 1));
  }

  /** `new m.CreateTable({...})`, or the plain form of it. */
  #operation(depth: number): Record<string, unknown> {
    this.#count(3);
    if (this.#text.next === "{") return this.#record(inOperation, depth);
    if (this.#text.word() !== "new") refuse();
    const kind = kinds.get(this.#member(this.#nextWord())) ?? refuse();
    this.#text.expect("(");
    this.#text.skip();
    const record = this.#record(inOperation, depth);
    this.#text.expect(")");
    record.type = kind;
    return record;
  }

  #list(depth: number, item: () => unknown): readonly unknown[] {
    this.#enter("[", depth);
    const list: unknown[] = [];
    while (!this.#isNext("]")) {
      list.push(item());
      if (!this.#text.take(",")) break;
    }
    this.#text.expect("]");
    return list;
  }

  #record(members: Members, depth: number): Record<string, unknown> {
    this.#enter("{", depth);
    const record: Record<string, unknown> = Object.create(null);
    while (!this.#isNext("}")) {
      const key = this.#text.isWordNext() ? this.#text.word() : this.#text.string(false);
      // The first would set the prototype; of two with one name the last one counts, which is a mistake.
      if (key === "__proto__" || key in record) refuse();
      this.#text.expect(":");
      this.#text.skip();
      record[key] =
        members(key) === "operations" ? this.#operations(depth + 1) : this.#value(depth + 1);
      if (!this.#text.take(",")) break;
    }
    this.#text.expect("}");
    return record;
  }

  #enter(bracket: string, depth: number): void {
    this.#checkDepth(depth);
    this.#text.expect(bracket);
  }

  #checkDepth(depth: number): void {
    if (depth > Math.min(DEEPEST, this.#limits.valueDepth)) refuse();
  }

  #isNext(character: string): boolean {
    this.#text.skip();
    return this.#text.next === character;
  }

  #nextWord(): string {
    this.#text.skip();
    return this.#text.word();
  }

  #keyword(word: string): void {
    if (this.#nextWord() !== word) refuse();
  }

  #count(values: number): void {
    this.#values += values;
    if (this.#values > this.#limits.valueNodes) refuse();
  }
}
