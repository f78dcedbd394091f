import type { Tag } from "./doc-tags.js";

/** Part of the data of a schema file. */
export type Data = Readonly<Record<string, unknown>>;

/** The text of the last tag of one of these names; undefined: there is none. */
export function tagText(tags: readonly Tag[], ...names: readonly string[]): string | undefined {
  return tags.findLast(({ name }) => names.includes(name))?.text;
}

export function hasTag(tags: readonly Tag[], ...names: readonly string[]): boolean {
  return tagText(tags, ...names) !== undefined;
}

/** `@type varchar(200)`, `@native tsvector`, `@length 200`, `@precision 10 2`: what a type cannot say. */
export function taggedType(tags: readonly Tag[]): Data {
  const native = tagText(tags, "native");
  if (native !== undefined) return { native };
  const [precision, scale] = (tagText(tags, "precision") ?? "").split(/[\s,]+/).filter(Boolean);
  const length = tagText(tags, "length");
  return {
    ...writtenType(tagText(tags, "type") ?? ""),
    ...(length !== undefined && { type: "varchar", length: numberOf(length) }),
    ...(precision !== undefined && { type: "decimal", precision: numberOf(precision) }),
    ...(scale !== undefined && { scale: numberOf(scale) }),
  };
}

function writtenType(text: string): Data {
  // In braces it is JSDoc's own.
  if (text === "" || text.startsWith("{")) return {};
  const parts = /^([^\s()]+)\s*(?:\(\s*(\d{1,9})\s*(?:,\s*(\d{1,9})\s*)?\))?$/.exec(text);
  if (parts === null) return { type: text };
  const [, type = "", first, second] = parts;
  if (first === undefined) return { type };
  if (second === undefined && type.toLowerCase() !== "decimal")
    return { type, length: Number(first) };
  return { type, precision: Number(first), ...(second !== undefined && { scale: Number(second) }) };
}

/** What is no number is left for the reader of the schema to complain about. */
function numberOf(text: string): number | string {
  return /^\d{1,9}$/.test(text) ? Number(text) : text;
}

/** `@default 5`, `@default now`, `@default "a text"`, `@default sql: now() + interval '1 day'`. */
export function taggedDefault(tags: readonly Tag[]): Data {
  const text = tagText(tags, "default");
  if (text === undefined || text === "") return {};
  const sql = /^sql:([\s\S]*)$/.exec(text)?.[1];
  if (sql !== undefined) return { default: { sql: sql.trim() } };
  const quoted = /^(["'])([\s\S]*)\1$/.exec(text)?.[2];
  if (quoted !== undefined) return { default: { value: quoted } };
  if (text === "true" || text === "false") return { default: text === "true" };
  const exact = /^-?\d{1,15}(?:\.\d{1,15})?$/.test(text) && String(Number(text)) === text;
  return { default: exact ? Number(text) : text };
}

/** `@references users`, `@references users.mail CASCADE`; `keys` are the tables that there are. */
export function taggedReference(tags: readonly Tag[], keys: ReadonlySet<string>): Data | undefined {
  const text = tagText(tags, "references");
  if (text === undefined) return undefined;
  const [target = "", ...words] = text.split(/\s+/);
  const dot = target.lastIndexOf(".");
  const whole = keys.has(target) || dot < 1;
  const said = words.join("_").replace(/^on_delete_/i, "");
  return {
    table: whole ? target : target.slice(0, dot),
    ...(!whole && { field: target.slice(dot + 1) }),
    ...actions(tags),
    ...(said !== "" && { on_delete: said.toUpperCase() }),
  };
}

/** `@onDelete cascade`, `@onUpdate set null` */
export function actions(tags: readonly Tag[]): Data {
  const word = (name: string): string | undefined =>
    tagText(tags, name)?.toUpperCase().replaceAll(/\s+/g, "_");
  const [onDelete, onUpdate] = [word("ondelete"), word("onupdate")];
  return {
    ...(onDelete !== undefined && { on_delete: onDelete }),
    ...(onUpdate !== undefined && { on_update: onUpdate }),
  };
}
