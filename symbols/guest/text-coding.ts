// Guest source, a part of the globals: TextEncoder and TextDecoder, where typed arrays exist.
import { decodeUtf8, encodeUtf8 } from "./utf8.js";

const LABELS = new Set([
  "utf-8",
  "utf8",
  "unicode-1-1-utf-8",
  "unicode11utf8",
  "unicode20utf8",
  "x-unicode20utf8",
]);

/** The standard's TextEncoder. */
class Encoder {
  get encoding(): string {
    return "utf-8";
  }

  encode(text = ""): Uint8Array {
    return new Uint8Array(encodeUtf8(String(text)));
  }

  encodeInto(text: string, target: Uint8Array): { read: number; written: number } {
    let [read, written] = [0, 0];
    for (const character of String(text)) {
      const bytes = encodeUtf8(character);
      if (written + bytes.length > target.length) break;
      target.set(bytes, written);
      written += bytes.length;
      read += character.length;
    }
    return { read, written };
  }
}

/** The standard's TextDecoder, for UTF-8. */
class Decoder {
  readonly fatal: boolean;
  readonly ignoreBOM: boolean;
  #rest: readonly number[] = [];
  #started = false;

  constructor(label = "utf-8", options: { fatal?: boolean; ignoreBOM?: boolean } = {}) {
    if (!LABELS.has(String(label).trim().toLowerCase())) {
      const error = new RangeError(`The "${label}" encoding is not supported`);
      throw Object.assign(error, { code: "ERR_ENCODING_NOT_SUPPORTED" });
    }
    this.fatal = options.fatal === true;
    this.ignoreBOM = options.ignoreBOM === true;
  }

  get encoding(): string {
    return "utf-8";
  }

  decode(input?: ArrayBuffer | ArrayBufferView, options: { stream?: boolean } = {}): string {
    const bytes = [...this.#rest, ...viewOf(input)];
    this.#rest = [];
    const { text, rest } = decodeUtf8(bytes, () => this.#refuse(), options.stream === true);
    this.#rest = rest;
    const first = !this.#started && text.length > 0;
    this.#started = options.stream === true && (this.#started || first);
    return first && !this.ignoreBOM && text.startsWith("\ufeff") ? text.slice(1) : text;
  }

  #refuse(): void {
    if (!this.fatal) return;
    this.#started = false;
    const error = new TypeError("The encoded data was not valid for encoding utf-8");
    throw Object.assign(error, { code: "ERR_ENCODING_INVALID_ENCODED_DATA" });
  }
}

function viewOf(input: ArrayBuffer | ArrayBufferView | undefined): Iterable<number> {
  if (input === undefined) return [];
  if (ArrayBuffer.isView(input)) {
    return new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
  }
  return new Uint8Array(input);
}

const hasBytes = typeof Uint8Array === "function";
Object.defineProperty(Encoder, "name", { value: "TextEncoder" });
Object.defineProperty(Decoder, "name", { value: "TextDecoder" });

export const TextEncoder = hasBytes ? Encoder : undefined;
export const TextDecoder = hasBytes ? Decoder : undefined;
