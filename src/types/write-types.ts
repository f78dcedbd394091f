import { formsOf, type TypedColumn, type TypedSchema, type TypedTable } from "./typed-table.js";

/** What the types are for: the query builder Kysely, or rows as they are. */
export type TypesFormat = "kysely" | "rows";

/** The first words of every file of types, by which one is known. */
export const TYPES_HEADER = "// Made by schema-to-types";

const JSON_VALUE = `
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | JsonValue[]
  | { [key: string]: JsonValue };
`;

const INTERVAL = `
/** An interval: what is zero is not there. */
export interface Interval {
  years?: number;
  months?: number;
  days?: number;
  hours?: number;
  minutes?: number;
  seconds?: number;
  milliseconds?: number;
}
`;

/** Columns of a line, as formatters have it. */
const WIDTH = 100;

const KYSELY = [
  "ColumnType",
  "Generated",
  "GeneratedAlways",
  "Insertable",
  "Selectable",
  "Updateable",
];

/** A module with the types of every table. The same schema gives the same bytes. */
export function writeTypes(schema: TypedSchema, format: TypesFormat): string {
  const parts = [
    ...schema.enums.map(([name, values]) => `\nexport type ${name} = ${values};\n`),
    ...schema.tables.map(format === "kysely" ? kyselyTable : rowTable),
    ...(format === "kysely" ? [database(schema.tables)] : []),
  ].join("");
  const head = `${TYPES_HEADER} for ${schema.client}, from the schema: it is written anew, changes are lost.\n`;
  const columns = schema.tables.flatMap((table) => table.columns);
  const uses = (name: RegExp): boolean => columns.some(({ select }) => name.test(select));
  const imports = format === "kysely" ? KYSELY.filter((name) => parts.includes(` ${name}<`)) : [];
  return [
    head,
    importLines(imports),
    uses(/\bJsonValue\b/) ? JSON_VALUE : "",
    uses(/\bInterval\b/) ? INTERVAL : "",
    parts,
  ].join("");
}

function importLines(names: readonly string[]): string {
  if (names.length === 0) return "";
  const line = `\nimport type { ${names.join(", ")} } from "kysely";\n`;
  if (line.length <= WIDTH) return line;
  return `\nimport type {\n${names.map((name) => `  ${name},\n`).join("")}} from "kysely";\n`;
}

function database(tables: readonly TypedTable[]): string {
  const lines = tables.map(({ key, name }) => `  ${keyText(key)}: ${name}Table;\n`);
  return `\n/** What Kysely is told: \`new Kysely<Database>(...)\`. */\nexport interface Database {\n${lines.join("")}}\n`;
}

function kyselyTable({ key, name, comment, columns }: TypedTable): string {
  const [row, table, fresh, change] = formsOf(name);
  return [
    doc(comment ?? `The table ${key}.`, ""),
    `export interface ${table} {\n${columns.map((column) => member(column, "", kyselyColumn(column))).join("")}}\n`,
    `export type ${row} = Selectable<${table}>;\n`,
    `export type ${fresh} = Insertable<${table}>;\n`,
    `export type ${change} = Updateable<${table}>;\n`,
  ].join("");
}

function kyselyColumn({ select, insert, filled, computed }: TypedColumn): string {
  if (computed) return `GeneratedAlways<${select}>`;
  if (select === insert) return filled ? `Generated<${select}>` : select;
  return `ColumnType<${select}, ${insert}${filled ? " | undefined" : ""}, ${insert}>`;
}

function rowTable({ key, name, comment, columns }: TypedTable): string {
  const [row, , fresh, change] = formsOf(name);
  const inserted = columns.filter(({ computed }) => !computed);
  return [
    doc(comment ?? `A row of ${key}.`, ""),
    `export interface ${row} {\n${columns.map((column) => member(column, "", column.select)).join("")}}\n`,
    `\n/** A row for ${commentText(key)}. */\n`,
    `export interface ${fresh} {\n`,
    ...inserted.map((column) =>
      member(column, column.filled || column.nullable ? "?" : "", column.insert),
    ),
    `}\nexport type ${change} = Partial<${fresh}>;\n`,
  ].join("");
}

function member({ name, comment }: TypedColumn, mark: string, type: string): string {
  const said = comment === undefined ? "" : doc(comment, "  ").slice(1);
  return `${said}  ${keyText(name)}${mark}: ${type};\n`;
}

/** A comment behind an empty line. */
function doc(comment: string, margin: string): string {
  const lines = commentText(comment).split(/\r\n|[\n\r\u2028\u2029]/);
  if (lines.length === 1) return `\n${margin}/** ${lines[0]} */\n`;
  return `\n${margin}/**\n${lines.map((line) => `${margin} * ${line}`.trimEnd()).join("\n")}\n${margin} */\n`;
}

/** What cannot end a comment. */
function commentText(text: string): string {
  return text.replaceAll("*/", "*\\/");
}

function keyText(name: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) ? name : JSON.stringify(name);
}
