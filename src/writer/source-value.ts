/** A piece of source: text as it is, a list, an object, or a call with one argument. */
export type SourceValue =
  | {
      readonly kind: "atom";
      readonly text: string;
      readonly isText: boolean;
      readonly isNumber: boolean;
    }
  | { readonly kind: "list"; readonly items: readonly SourceItem[] }
  | { readonly kind: "object"; readonly entries: readonly SourceEntry[]; readonly open: boolean }
  | { readonly kind: "call"; readonly callee: string; readonly argument: SourceValue };

export interface SourceEntry {
  readonly key: string;
  readonly value: SourceValue;
}

/** An element of a list, with lines of comment before it. */
export interface SourceItem {
  readonly value: SourceValue;
  readonly comments: readonly string[];
}

export function atom(text: string): SourceValue {
  return { kind: "atom", text, isText: false, isNumber: false };
}

export function textAtom(value: string): SourceValue {
  if (isLines(value)) return atom(template(value));
  return { kind: "atom", text: quoted(value), isText: true, isNumber: false };
}

export function numberAtom(value: number): SourceValue {
  const text = Object.is(value, -0) ? "-0" : String(value);
  return { kind: "atom", text: text.replace("e+", "e"), isText: false, isNumber: true };
}

export function list(values: readonly SourceValue[]): SourceValue {
  return { kind: "list", items: values.map((value) => ({ value, comments: [] })) };
}

export function object(entries: readonly SourceEntry[], open = false): SourceValue {
  return { kind: "object", entries, open };
}

export function call(callee: string, argument: SourceValue): SourceValue {
  return { kind: "call", callee, argument };
}

/** Several lines that are the same when an editor has saved them. */
function isLines(value: string): boolean {
  return value.includes("\n") && !/[ \t](?:\n|$)|[^\P{C}\n\t]|[\u2028\u2029]/u.test(value);
}

function template(value: string): string {
  return `\`${value.replaceAll(/\\|`|\$(?=\{)/g, "\\$&")}\``;
}

/** In double quotes, unless single ones need fewer escapes: what formatters choose. */
function quoted(value: string): string {
  const json = JSON.stringify(value)
    .replaceAll("\u2028", "\\u2028")
    .replaceAll("\u2029", "\\u2029");
  const doubles = value.split('"').length;
  if (doubles <= value.split("'").length) return json;
  return `'${json.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
