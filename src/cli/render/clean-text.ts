/**
 * Text that came from a migration or a database, made harmless for a terminal and for a CI log.
 * Nothing is dropped: what could act is written as an escape, so that a reader sees that it is there.
 */

// C0 without tab and newline, DEL, C1: terminals act on both halves.
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for
const CONTROLS = /[\0-\x08\x0b-\x1f\x7f-\x9f]/g;
/**
 * Bidi marks and overrides reorder what is read (CVE-2021-42574); zero-width and tag characters hide
 * text; U+2028 and U+2029 are line ends for some log viewers. Halves of pairs are no text at all. Not `\p{Cs}`: reading what Unicode
 * says takes a millisecond of each run, and so it does below and elsewhere.
 */
const INVISIBLE =
  /[\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|[\ud800-\udfff]/gu;
/** Azure and the old GitHub runner act on these anywhere in a line, TeamCity at its start. */
const LOG_COMMANDS = /##(?=\[|vso\[|teamcity\[)/gi;
/** GitHub trims a line, of every blank that Unicode has, and acts when it starts so. */
const WORKFLOW_COMMAND = /(?<![^\n])([^\S\n]*):(?=:)/g;

/** What none of the above can match: nearly every name and description. */
const HARMLESS = /^[ !"$-9;-~]*$/;

/** One line: line ends and tabs are escaped too. For names, descriptions and messages. */
export function cleanLine(text: string): string {
  if (HARMLESS.test(text)) return text;
  return cleanBlock(text).replaceAll("\n", "\\n").replaceAll("\t", "\\t");
}

/** Several lines: line ends and tabs stay. For SQL, code frames and logs. */
export function cleanBlock(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .replace(CONTROLS, visible)
    .replace(INVISIBLE, visible)
    .replace(LOG_COMMANDS, "# #")
    .replace(WORKFLOW_COMMAND, "$1: ");
}

/** The colours that the command line itself uses, with their ends. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for
const OWN_COLORS = /(\x1b\[(?:[12]|22|3[1236]|39)m)/;

/**
 * The last door: whatever is printed goes through it, so that a text which was not cleaned where it
 * was put in cannot act either.
 */
export function cleanOutput(text: string, colored: boolean): string {
  if (!colored) return cleanBlock(text);
  const parts = text.split(OWN_COLORS);
  return parts.map((part, at) => (at % 2 === 1 ? part : cleanBlock(part))).join("");
}

/**
 * A JSON text whose strings keep their exact value: whatever could act in a terminal or a log is
 * written as the `\u` escape that JSON has for it.
 */
export function cleanJson(json: string): string {
  return json
    .replace(/[\x7f-\x9f]/g, jsonEscape)
    .replace(INVISIBLE, jsonEscape)
    .replace(LOG_COMMANDS, "#\\u0023")
    .replace(/^([ \t]*"?):(?=:)/gm, "$1\\u003a");
}

function visible(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code === 0x0d) return "\\r";
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, "0")}`;
  return `\\u{${code.toString(16)}}`;
}

function jsonEscape(character: string): string {
  // By UTF-16 unit: JSON writes what lies beyond the first plane as a pair.
  return character
    .split("")
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");
}
