import { isDeepStrictEqual } from "node:util";
import { parse, stringify } from "yaml";
import { isPlainRecord } from "../text/record.js";
import { LARGEST } from "./yaml-source.js";

type Data = Readonly<Record<string, unknown>>;

/** The text of a document. */
export interface WrittenDocument {
  readonly text: string;
  /** Is it known that who reads it finds this very data? */
  readonly isSure: boolean;
}

/** The data of a schema file as its text. */
export function writeDocument(document: Data): string {
  return writtenDocument(document).text;
}

/** The same, and how sure it is. */
export function writtenDocument(document: Data): WrittenDocument {
  const writer = new DocumentWriter();
  const text = writer.write(document);
  return { text, isSure: writer.isSure };
}

/** Is it as large as a file may be, at most? Of a larger one the reader has something to say. */
export function isOneFile(text: string): boolean {
  return text.length <= LARGEST;
}

/** Words, but for those that mean something else. */
const WORD = /^(?!(?:null|true|false)$)[a-z_][a-z0-9_]*$/i;

/**
 * Writes maps and lists itself, as the package does: that makes an object of every value first, which takes longer and more
 * memory than all the rest of a schema of a thousand tables. What is not a plain word is left to the package,
 * each text once, and read again at once.
 */
class DocumentWriter {
  isSure = true;
  readonly #lines: string[] = [];
  readonly #known = new Map<unknown, string>();

  write(document: Data): string {
    if (Object.values(document).every((value) => value === undefined)) return stringify({});
    this.#map(document, "", "");
    this.#lines.push("");
    return this.#lines.join("\n");
  }

  /** `first` stands before its first line instead of the blanks: `- ` of a list. */
  #map(map: Data, indent: string, first: string): void {
    let start = first;
    for (const [key, value] of Object.entries(map)) {
      if (value === undefined) continue;
      const word = WORD.test(key) ? `${key}:` : this.#key(key);
      if (word !== undefined) this.#value(value, indent, `${start}${word}`);
      else this.#byPackage({ [key]: value }, indent, start);
      start = indent;
    }
  }

  #list(list: readonly unknown[], indent: string, first: string): void {
    let start = first;
    for (const value of list) {
      const inner = `${indent}  `;
      const dash = `${start}- `;
      if (Array.isArray(value) && value.length > 0) this.#list(value, inner, dash);
      else if (isFilled(value)) this.#map(value, inner, dash);
      else this.#scalar(value, indent, `${start}-`);
      start = indent;
    }
  }

  #value(value: unknown, indent: string, start: string): void {
    const inner = `${indent}  `;
    if (Array.isArray(value) && value.length > 0) {
      this.#lines.push(start);
      this.#list(value, inner, inner);
    } else if (isFilled(value)) {
      this.#lines.push(start);
      this.#map(value, inner, inner);
    } else this.#scalar(value, indent, start);
  }

  #scalar(value: unknown, indent: string, start: string): void {
    if (typeof value === "string" && WORD.test(value)) this.#lines.push(`${start} ${value}`);
    else {
      // Behind `-` of a list a text stands as it does behind a key.
      let text = this.#known.get(value);
      if (text === undefined) {
        text = this.#packageText([value]).slice("-".length);
        this.isSure &&= typeof value !== "number" || isExact(value);
        this.#known.set(value, text);
      }
      this.#lines.push(`${start}${indented(text, indent)}`);
    }
  }

  /** A key that is no word, with its colon; undefined: it does not fit into a line before its value. */
  #key(key: string): string | undefined {
    const text = this.#packageText({ [key]: null });
    return /^\? |\n/.test(text) ? undefined : text.slice(0, -" null".length);
  }

  #byPackage(data: Data, indent: string, start: string): void {
    this.#lines.push(`${start}${indented(this.#packageText(data), indent)}`);
    this.isSure = false;
  }

  #packageText(data: unknown): string {
    const text = stringify(data, { lineWidth: 0, aliasDuplicateObjects: false });
    this.isSure &&= isDeepStrictEqual(parse(text), data);
    return text.slice(0, -"\n".length);
  }
}

/** With the blanks before every line but the first, and those that are empty. */
function indented(text: string, indent: string): string {
  return text.includes("\n") ? text.replace(/\n(?!\n|$)/g, `\n${indent}`) : text;
}

/** The reader of schema files takes no more digits than a number keeps, and knows one zero. */
function isExact(value: number): boolean {
  const [mantissa = ""] = String(value).split("e", 1);
  const digits = mantissa.replaceAll(/[^0-9]/g, "").length;
  return Number.isFinite(value) && !Object.is(value, -0) && digits <= 15;
}

function isFilled(value: unknown): value is Data {
  return isPlainRecord(value) && Object.values(value).some((one) => one !== undefined);
}
