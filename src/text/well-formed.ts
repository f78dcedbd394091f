/**
 * The path of the first text that holds half a character (a surrogate without its other half), as
 * value or as key; undefined when there is none. Such a text becomes another one, with U+FFFD in it,
 * on its way to a file or a database: what was judged would not be what runs. Takes time that grows
 * with the data; a part that occurs twice is looked at twice, so circles must not come here.
 */
export function halfCharacterPath(data: unknown, path: string): string | undefined {
  // Nearly all data is whole, and then no path of it is of any use.
  return isWhole(data) ? undefined : pathIn(data, path);
}

function isWhole(data: unknown): boolean {
  if (typeof data === "string") return data.isWellFormed();
  if (typeof data !== "object" || data === null || ArrayBuffer.isView(data)) return true;
  if (Array.isArray(data)) return data.every(isWhole);
  for (const key of Object.keys(data)) {
    if (!key.isWellFormed() || !isWhole(Reflect.get(data, key))) return false;
  }
  return true;
}

function pathIn(data: unknown, path: string): string | undefined {
  if (typeof data === "string") return data.isWellFormed() ? undefined : path;
  if (typeof data !== "object" || data === null || ArrayBuffer.isView(data)) return undefined;
  if (Array.isArray(data)) {
    for (const [at, member] of data.entries()) {
      const found = pathIn(member, `${path}[${at}]`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  for (const [key, member] of Object.entries(data)) {
    const place = `${path}.${key.toWellFormed()}`;
    const found = key.isWellFormed() ? pathIn(member, place) : place;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What an error says about such a text. */
export const HALF_CHARACTER = "the text holds half a character (a lone surrogate)";
export const HALF_CHARACTER_HINT =
  "A character beyond U+FFFF is written by two units that belong together: cut texts with Array.from or a regular expression with the flag u, not by position.";
