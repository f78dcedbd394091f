// What the bundle has for `string-width`: `Intl.Segmenter`, which the real one makes when it is
// loaded, takes 45 ms of ICU's time, and text that needs it is rare.
const escapes = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");
const plain = /^[\x20-\x7E]*$/;

export default function stringWidth(text, options) {
  const shown = text.replaceAll(escapes, "");
  return plain.test(shown) && options?.countAnsiEscapeCodes !== true
    ? shown.length
    : require("string-width").default(text, options);
}
