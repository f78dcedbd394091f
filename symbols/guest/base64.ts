// Guest source, a part of the globals.
import { domError } from "./dom-error.js";

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** A string of bytes (characters up to U+00FF) to base64. */
export function btoa(data: string): string {
  const text = String(data);
  let out = "";
  for (let at = 0; at < text.length; at += 3) {
    const codes = [text.charCodeAt(at), text.charCodeAt(at + 1), text.charCodeAt(at + 2)];
    if (codes.some((code) => code > 0xff)) {
      throw domError("InvalidCharacterError", "Invalid character", 5);
    }
    const [a = 0, b = 0, c = 0] = codes.map((code) => code || 0);
    out += `${DIGITS[a >> 2]}${DIGITS[((a & 3) << 4) | (b >> 4)]}`;
    out += at + 1 < text.length ? DIGITS[((b & 15) << 2) | (c >> 6)] : "=";
    out += at + 2 < text.length ? DIGITS[c & 63] : "=";
  }
  return out;
}

/** Base64 to a string of bytes; white space is skipped, padding may be missing. */
export function atob(data: string): string {
  let text = String(data).replace(/[\t\n\f\r ]+/g, "");
  if (text.length % 4 === 0) text = text.replace(/==?$/, "");
  if (!/^[A-Za-z0-9+/]*$/.test(text))
    throw domError("InvalidCharacterError", "Invalid character", 5);
  if (text.length % 4 === 1) {
    throw domError(
      "InvalidCharacterError",
      "The string to be decoded is not correctly encoded.",
      5,
    );
  }
  let out = "";
  let word = 0;
  let bits = 0;
  for (const digit of text) {
    word = ((word << 6) | DIGITS.indexOf(digit)) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    out += String.fromCharCode((word >> bits) & 0xff);
  }
  return out;
}
