import type { Node } from "@babel/types";
import { nearestName } from "../../text/nearest-name.js";

/** A tag of a JSDoc comment, `@length 200`; the name in lower case, without `-` and `_`. */
export interface Tag {
  readonly name: string;
  readonly text: string;
  readonly line: number;
}

/** What the tool reads of an interface, or of a property; every other tag belongs to other tools. */
const OURS: readonly string[] = [
  "autocreate",
  "autoupdate",
  "check",
  "column",
  "comment",
  "default",
  "identity",
  "ignore",
  "index",
  "key",
  "length",
  "manytomany",
  "native",
  "ondelete",
  "onupdate",
  "precision",
  "primarykey",
  "references",
  "schema",
  "table",
  "type",
  "unique",
];

/** Tags of JSDoc that look like ours and are not. */
const OTHERS: ReadonlySet<string> = new Set([
  "access",
  "alias",
  "class",
  "constant",
  "copyright",
  "default",
  "defaultvalue",
  "deprecated",
  "enum",
  "event",
  "example",
  "exports",
  "extends",
  "function",
  "internal",
  "interface",
  "kind",
  "link",
  "license",
  "member",
  "mixin",
  "module",
  "name",
  "override",
  "param",
  "private",
  "property",
  "protected",
  "public",
  "readonly",
  "remarks",
  "returns",
  "see",
  "since",
  "static",
  "summary",
  "template",
  "this",
  "throws",
  "todo",
  "tutorial",
  "typedef",
  "typeparam",
  "variation",
  "version",
  "virtual",
  "yields",
]);

/** The tags of the JSDoc comment above a node. */
export function tagsOf(node: Pick<Node, "leadingComments">): readonly Tag[] {
  const comment = node.leadingComments?.findLast(({ value }) => value.startsWith("*"));
  if (comment === undefined) return [];
  const first = comment.loc?.start.line ?? 1;
  const lines = comment.value.split("\n").flatMap((line, at) => tagLines(line, first + at));
  return lines.flatMap(({ text, line }): Tag[] => {
    const name = /^@([A-Za-z][\w-]*)/.exec(text)?.[1];
    if (name === undefined) return [];
    const rest = text.slice(name.length + 1).trim();
    return [{ name: plainName(name), text: rest, line }];
  });
}

/** What begins with a tag of ours is a line of its own: `@unique @length 200`. */
function tagLines(
  line: string,
  number: number,
): { readonly text: string; readonly line: number }[] {
  const texts = line.replace(/^[\s*]+/, "").split(/\s(?=@[A-Za-z])/);
  const joined: string[] = [];
  for (const text of texts) {
    const name = plainName(/^@([A-Za-z][\w-]*)/.exec(text)?.[1] ?? "");
    const last = joined.pop();
    if (last === undefined) joined.push(text);
    else if (OURS.includes(name)) joined.push(last, text);
    else joined.push(`${last} ${text}`);
  }
  return joined.map((text) => ({ text, line: number }));
}

function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[-_]/g, "");
}

/** Which of our tags is meant by one that is not known; undefined: none of them. */
export function meantTag({ name }: Tag): string | undefined {
  if (OURS.includes(name) || OTHERS.has(name)) return undefined;
  return nearestName(name, OURS);
}
