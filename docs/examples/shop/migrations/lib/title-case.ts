/** `new zealand` -> `New Zealand`. A helper module: it lives in a sub-folder and is imported by path. */
export function titleCase(text: string): string {
  return text.replace(/\b\p{L}/gu, (letter) => letter.toUpperCase());
}
