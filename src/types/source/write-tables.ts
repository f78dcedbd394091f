import type { Tag } from "./doc-tags.js";
import { type Data, tagText } from "./field-tags.js";
import { snakeCase } from "./names.js";
import type { FieldDraft, TableDraft } from "./table-of.js";

/** The data of a schema file with these tables; the same types give the same data. */
export function writeTables(tables: readonly TableDraft[]): Data {
  const shared = sharedEnums(tables);
  return {
    ...(shared.size > 0 && {
      enums: [...shared].map(([name, values]) => ({ name: snakeCase(name), values })),
    }),
    tables: tables
      .toSorted((a, b) => (a.key < b.key ? -1 : 1))
      .map((table) => tableData(table, shared)),
  };
}

/** Enums with a name that several fields have: name -> values. */
function sharedEnums(tables: readonly TableDraft[]): ReadonlyMap<string, unknown> {
  const fields = tables.flatMap((table) => table.fields);
  const names = [...new Set(fields.flatMap(({ enumName }) => enumName ?? []))].sort();
  return new Map(
    names.flatMap((name) => {
      const [first, second] = fields.filter((one) => one.enumName === name);
      return second === undefined ? [] : [[name, first?.data.values] as const];
    }),
  );
}

/** Characters of a text that a key or an index holds: MySQL needs to know. */
const KEY_LENGTH = 255;

function tableData(table: TableDraft, shared: ReadonlyMap<string, unknown>): Data {
  const { shape, fields } = table;
  const named = (name: string): string =>
    fields.find(({ property }) => property.name === name)?.name ?? name;
  const lists = (tag: string): readonly (readonly string[])[] =>
    shape.tags
      .filter(({ name, text }) => name === tag && text !== "")
      .map(({ text }) => text.split(",").map((name) => named(name.trim())));
  const [tagged] = [...lists("primarykey"), ...lists("key")];
  const keys = tagged ?? fields.filter(({ inKey }) => inKey).map(({ name }) => name);
  const onField = keys.length === 1 ? keys[0] : undefined;
  const ofFields = fields.filter(({ property }) => tagText(property.tags, "index") !== undefined);
  const indexes = [
    ...ofFields.map(({ name }) => ({ fields: [name] })),
    ...lists("index").map((names) => ({ fields: names })),
  ];
  const single = fields.filter(({ data }) => data.unique === true).map(({ name }) => name);
  const keyed = new Set([
    ...keys,
    ...single,
    ...lists("unique").flat(),
    ...indexes.flatMap((one) => one.fields),
  ]);
  const unique = lists("unique").map((names) => ({ fields: names }));
  const checks = [...shape.tags, ...fields.flatMap(({ property }) => property.tags)].flatMap(check);
  const comment = tagText(shape.tags, "comment");
  return {
    name: table.name,
    ...(table.namespace !== undefined && { schema: table.namespace }),
    ...(comment !== undefined && { comment }),
    fields: fields.map((field) =>
      fieldData(field, { primary: field.name === onField, keys, keyed, shared }),
    ),
    ...(keys.length > 1 && { primary_key: keys }),
    ...(unique.length > 0 && { unique }),
    ...(checks.length > 0 && { checks }),
    ...(indexes.length > 0 && { indexes }),
  };
}

interface FieldRole {
  /** It alone is the primary key. */
  readonly primary: boolean;
  readonly keys: readonly string[];
  /** In a key or in an index. */
  readonly keyed: ReadonlySet<string>;
  readonly shared: ReadonlyMap<string, unknown>;
}

function fieldData(
  { name, data, enumName }: FieldDraft,
  { primary, keys, keyed, shared }: FieldRole,
): Data {
  const { type: given, values, nullable, ...rest } = data;
  const bounded = given === "text" && keyed.has(name);
  const type = bounded ? "varchar" : given;
  const isShared = enumName !== undefined && shared.has(enumName);
  return {
    name,
    ...(type !== undefined && !(isShared && type === "enum") && { type }),
    ...(primary && { primary_key: true }),
    ...(isShared ? { enum: snakeCase(enumName) } : values !== undefined && { values }),
    ...(bounded && { length: KEY_LENGTH }),
    ...rest,
    ...(nullable === false && !keys.includes(name) && { nullable: false }),
  };
}

/** `@check size > 0`, `@check positive: size > 0` */
function check({ name, text }: Tag): readonly Data[] {
  if (name !== "check" || text === "") return [];
  const parts = /^(\w+):\s*([\s\S]+)$/.exec(text);
  if (parts === null) return [{ expression: text }];
  return [{ name: parts[1], expression: parts[2] }];
}
