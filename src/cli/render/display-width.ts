import stringWidth from "string-width";

/** Node's segmenter takes quadratic time: 1 s for 64,000 characters at once. */
const PIECE = 1_000;

/** The columns that a text takes in a terminal. A character that a border of pieces cuts may count twice. */
export function displayWidth(text: string): number {
  let width = 0;
  for (let at = 0; at < text.length; at += PIECE) width += stringWidth(text.slice(at, at + PIECE));
  return width;
}
