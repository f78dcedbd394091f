// Guest source, a part of node:util: values that have nothing inside.

const SHORT = 16;

interface StringLimits {
  readonly maxStringLength: number;
  readonly breakLength: number;
  readonly indentation: number;
  readonly compact: number;
}

/** A string in quotes; long ones are broken at their line ends, and cut. */
export function describeString(text: string, limits: StringLimits): string {
  const more = text.length - limits.maxStringLength;
  const shown = more > 0 ? text.slice(0, limits.maxStringLength) : text;
  const tail = more > 0 ? `... ${more} more character${more > 1 ? "s" : ""}` : "";
  const room = limits.breakLength - limits.indentation - 4;
  if (shown.length <= SHORT || shown.length <= room || !shown.includes("\n")) {
    return quote(shown) + tail;
  }
  const lines = shown.split(/(?<=\n)/).map((line) => quote(line));
  return lines.join(` +\n${" ".repeat(limits.indentation + 2)}`) + tail;
}

/** The quotes that need the least escaping, single ones first. */
export function quote(text: string): string {
  let mark = "'";
  if (text.includes("'")) {
    if (!text.includes('"')) mark = '"';
    else if (!text.includes("`") && !text.includes("${")) mark = "`";
  }
  let out = "";
  for (const character of text) {
    const code = character.codePointAt(0) as number;
    if (character === mark || character === "\\") out += `\\${character}`;
    else if (code < 0x20 || (code >= 0x7f && code <= 0x9f)) out += escapeControl(character, code);
    else if (code >= 0xd800 && code <= 0xdfff) out += `\\u${code.toString(16)}`;
    else out += character;
  }
  return mark + out + mark;
}

/** `[Function: f]`, `[class A extends B]`. */
export function describeFunction(fn: (...args: never[]) => unknown): string {
  const text = Function.prototype.toString.call(fn);
  if (/^class\b/.test(text)) {
    const parent: unknown = Object.getPrototypeOf(fn);
    const name = typeof parent === "function" ? parent.name : "";
    return `[class ${fn.name || "(anonymous)"}${name === "" ? "" : ` extends ${name}`}]`;
  }
  const kind = (fn as { [Symbol.toStringTag]?: string })[Symbol.toStringTag] ?? "Function";
  return `[${kind}${fn.name === "" ? " (anonymous)" : `: ${fn.name}`}]`;
}

/** Name and message; a stack would name files of this machine, or of the engine. */
export function describeError(error: Error): string {
  const { name, message } = error;
  return `[${message === "" ? name : `${name}: ${message}`}]`;
}

function escapeControl(character: string, code: number): string {
  switch (character) {
    case "\b":
      return "\\b";
    case "\t":
      return "\\t";
    case "\n":
      return "\\n";
    case "\f":
      return "\\f";
    case "\r":
      return "\\r";
    default:
      return `\\x${code.toString(16).toUpperCase().padStart(2, "0")}`;
  }
}
