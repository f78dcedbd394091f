// Guest source, a part of the globals.
import { decodeUtf8, encodeUtf8 } from "./utf8.js";

type Pair = [name: string, value: string];
type Init = string | Iterable<Iterable<string>> | Record<string, string> | URLSearchParams;

/**
 * Ties the parameters to a URL: `changed` hears of each new text. Returns the way back, for when
 * the URL's query was changed.
 */
export let linkToUrl: (
  params: URLSearchParams,
  changed: (text: string) => void,
) => (text: string) => void;

/** The standard's URLSearchParams. */
export class URLSearchParams {
  #pairs: Pair[];
  #changed: (text: string) => void = () => {};

  constructor(init: Init = "") {
    this.#pairs = pairsOf(init);
  }

  static {
    linkToUrl = (params, changed) => {
      params.#changed = changed;
      return (text) => {
        params.#pairs = pairsOf(text);
      };
    };
  }

  get size(): number {
    return this.#pairs.length;
  }

  append(name: string, value: string): void {
    this.#pairs.push([wellFormed(name), wellFormed(value)]);
    this.#notify();
  }

  delete(name: string, value?: string): void {
    this.#pairs = this.#pairs.filter((pair) => !matches(pair, name, value));
    this.#notify();
  }

  get(name: string): string | null {
    return this.#pairs.find((pair) => matches(pair, name))?.[1] ?? null;
  }

  getAll(name: string): string[] {
    return this.#pairs.filter((pair) => matches(pair, name)).map(([, value]) => value);
  }

  has(name: string, value?: string): boolean {
    return this.#pairs.some((pair) => matches(pair, name, value));
  }

  set(name: string, value: string): void {
    const at = this.#pairs.findIndex((pair) => matches(pair, name));
    if (at === -1) {
      this.append(name, value);
      return;
    }
    this.#pairs = this.#pairs.filter((pair, index) => index <= at || !matches(pair, name));
    this.#pairs[at] = [wellFormed(name), wellFormed(value)];
    this.#notify();
  }

  sort(): void {
    this.#pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    this.#notify();
  }

  forEach(
    visit: (value: string, name: string, owner: URLSearchParams) => void,
    self?: unknown,
  ): void {
    for (const [name, value] of this) Reflect.apply(visit, self, [value, name, this]);
  }

  *entries(): IterableIterator<Pair> {
    for (let at = 0; at < this.#pairs.length; at += 1) {
      const [name, value] = this.#pairs[at] as Pair;
      yield [name, value];
    }
  }

  *keys(): IterableIterator<string> {
    for (const [name] of this) yield name;
  }

  *values(): IterableIterator<string> {
    for (const [, value] of this) yield value;
  }

  [Symbol.iterator](): IterableIterator<Pair> {
    return this.entries();
  }

  get [Symbol.toStringTag](): string {
    return "URLSearchParams";
  }

  toString(): string {
    return this.#pairs.map(([name, value]) => `${encode(name)}=${encode(value)}`).join("&");
  }

  #notify(): void {
    this.#changed(this.toString());
  }
}

function pairsOf(init: Init): Pair[] {
  if (typeof init !== "object" || init === null) return parse(String(init));
  if (typeof (init as Iterable<unknown>)[Symbol.iterator] !== "function") {
    const record = init as Record<string, string>;
    return Object.keys(record).map((name) => [wellFormed(name), wellFormed(record[name])]);
  }
  return [...(init as Iterable<Iterable<string>>)].map((item) => {
    const pair = typeof item === "object" && item !== null ? [...item] : [];
    if (pair.length !== 2) {
      const error = new TypeError("Each query pair must be an iterable [name, value] tuple");
      throw Object.assign(error, { code: "ERR_INVALID_TUPLE" });
    }
    return [wellFormed(pair[0]), wellFormed(pair[1])];
  });
}

function parse(text: string): Pair[] {
  const query = text.startsWith("?") ? text.slice(1) : text;
  const parts = query.split("&").filter((part) => part !== "");
  return parts.map((part) => {
    const equals = part.indexOf("=");
    if (equals === -1) return [decode(part), ""];
    return [decode(part.slice(0, equals)), decode(part.slice(equals + 1))];
  });
}

function matches([name, value]: Pair, wanted: string, wantedValue?: string): boolean {
  return name === String(wanted) && (wantedValue === undefined || value === String(wantedValue));
}

function wellFormed(text: unknown): string {
  return String(text).replace(/\p{Surrogate}/gu, "\ufffd");
}

function decode(text: string): string {
  const spaced = text.replaceAll("+", " ");
  if (!spaced.includes("%")) return wellFormed(spaced);
  const bytes: number[] = [];
  for (const part of spaced.split(/(%[0-9a-fA-F]{2})/)) {
    if (/^%[0-9a-fA-F]{2}$/.test(part)) bytes.push(Number.parseInt(part.slice(1), 16));
    else for (const byte of encodeUtf8(part)) bytes.push(byte);
  }
  const { text: decoded } = decodeUtf8(bytes, () => {});
  return decoded;
}

function encode(text: string): string {
  return text.replace(/[^A-Za-z0-9*._-]/gu, (character) => {
    if (character === " ") return "+";
    return encodeUtf8(character)
      .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`)
      .join("");
  });
}
