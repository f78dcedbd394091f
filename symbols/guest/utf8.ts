// Guest source, a part of the globals: UTF-8 without typed arrays, which the locked profile lacks.

const REPLACEMENT = 0xfffd;
/** Arguments of one call of `String.fromCodePoint`. */
const CHUNK = 4096;

/** The bytes of a text; a lone surrogate becomes U+FFFD. */
export function encodeUtf8(text: string): number[] {
  const bytes: number[] = [];
  for (const character of text) {
    let code = character.codePointAt(0) as number;
    if (code >= 0xd800 && code <= 0xdfff) code = REPLACEMENT;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), tail(code, 0));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), tail(code, 6), tail(code, 0));
    else bytes.push(0xf0 | (code >> 18), tail(code, 12), tail(code, 6), tail(code, 0));
  }
  return bytes;
}

function tail(code: number, shift: number): number {
  return 0x80 | ((code >> shift) & 0x3f);
}

/** How far a decoder got: `rest` are the bytes of a character that was cut off. */
export interface Decoded {
  readonly text: string;
  readonly rest: readonly number[];
}

/**
 * The Encoding Standard's decoder: each longest wrong beginning of a character becomes one U+FFFD.
 *
 * @param broken called for each of those; may throw.
 */
export function decodeUtf8(bytes: ArrayLike<number>, broken: () => void, stream = false): Decoded {
  const parts: string[] = [];
  let codes: number[] = [];
  let at = 0;
  const emit = (code: number): void => {
    codes.push(code);
    if (codes.length < CHUNK) return;
    parts.push(String.fromCodePoint(...codes));
    codes = [];
  };
  let rest: number[] = [];
  while (at < bytes.length) {
    const lead = bytes[at] as number;
    const length =
      lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
    let good = Math.min(length, 1);
    let code = length === 1 ? lead : lead & (0xff >> (length + 1));
    while (good < length && isContinuation(lead, good, bytes[at + good])) {
      code = (code << 6) | ((bytes[at + good] as number) & 0x3f);
      good += 1;
    }
    if (good === length && length > 0) emit(code);
    else if (stream && length > 0 && at + good === bytes.length) {
      rest = Array.from({ length: good }, (_, offset) => bytes[at + offset] as number);
    } else {
      broken();
      emit(REPLACEMENT);
    }
    at += Math.max(good, 1);
  }
  parts.push(String.fromCodePoint(...codes));
  return { text: parts.join(""), rest };
}

/** The second byte is what forbids surrogates, overlong forms and codes above U+10FFFF. */
function isContinuation(lead: number, position: number, byte: number | undefined): boolean {
  if (byte === undefined) return false;
  let [low, high] = [0x80, 0xbf];
  if (position === 1) {
    if (lead === 0xe0) low = 0xa0;
    else if (lead === 0xf0) low = 0x90;
    else if (lead === 0xed) high = 0x9f;
    else if (lead === 0xf4) high = 0x8f;
  }
  return byte >= low && byte <= high;
}
