export interface ArrayReading {
  readonly decode: (text: string) => unknown;
  /** false: an array of arrays stays text. */
  readonly nested: boolean;
}

export interface ArrayWriting {
  /** The text of one element, before it is quoted. */
  readonly encode: (value: unknown) => string;
  /** Is a list among the elements an array of its own? */
  readonly nested: boolean;
}

/** The text form `{a,"b, c",NULL,{...}}`; arrays with bounds of their own stay text. */
export function decodeArray(text: string, { decode, nested }: ArrayReading): unknown {
  if (!text.startsWith("{") || (!nested && text.startsWith("{{"))) return text;
  const tokens = text.match(/"(?:[^"\\]|\\[\s\S])*"?|[{},]|[^{},"]+/g) ?? [];
  const stack: unknown[][] = [[]];
  for (const token of tokens) {
    const top = stack[stack.length - 1];
    if (token === "{") stack.push([]);
    else if (token === "}") stack[stack.length - 2]?.push(stack.pop());
    else if (token !== ",") top?.push(decodeElement(token, decode));
  }
  return stack[0]?.[0];
}

function decodeElement(token: string, decode: ArrayReading["decode"]): unknown {
  if (token.startsWith('"')) return decode(token.slice(1, -1).replace(/\\([\s\S])/g, "$1"));
  return token.toUpperCase() === "NULL" ? null : decode(token);
}

/** An array as PostgreSQL reads it, `{"a","b",NULL}`; null and undefined are NULL. */
export function encodeArray(values: readonly unknown[], writing: ArrayWriting): string {
  return `{${values.map((value) => encodeElement(value, writing)).join(",")}}`;
}

function encodeElement(value: unknown, writing: ArrayWriting): string {
  if (value === null || value === undefined) return "NULL";
  if (writing.nested && Array.isArray(value)) return encodeArray(value, writing);
  return `"${writing.encode(value).replace(/["\\]/g, "\\$&")}"`;
}
