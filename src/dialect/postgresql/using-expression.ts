const NUMBERS = [
  "smallint",
  "integer",
  "bigint",
  "decimal",
  "float",
  "double",
  "serial",
  "bigserial",
];
const TEXTS = ["text", "varchar", "char"];
const MOMENTS = ["date", "timestamp", "timestamptz"];
const JSONS = ["json", "jsonb"];

/** Groups within which PostgreSQL converts by itself, and complains instead of cutting. */
const GROUPS = [NUMBERS, TEXTS, MOMENTS, JSONS];

interface Conversion {
  /** The model's types (`native` for anything else). */
  readonly from: string;
  readonly to: string;
  /** The column, quoted. */
  readonly column: string;
  /** The new SQL type. */
  readonly type: string;
}

/**
 * The `USING` that a change of type needs where PostgreSQL has no assignment cast, undefined where
 * it has one. Never a cast to a shorter text: an explicit one would cut without a word.
 */
export function usingExpression({ from, to, column, type }: Conversion): string | undefined {
  if (from === to && to !== "enum" && to !== "native") return undefined;
  if (GROUPS.some((group) => group.includes(from) && group.includes(to))) return undefined;
  if (from === "bytes" && TEXTS.includes(to)) return `convert_from(${column}, 'UTF8')`;
  if (TEXTS.includes(to)) return undefined;
  if (from === "boolean" && NUMBERS.includes(to)) return `${column}::integer::${type}`;
  if (NUMBERS.includes(from) && to === "boolean") return `${column} <> 0`;
  if (TEXTS.includes(from) && to === "bytes") return `convert_to(${column}, 'UTF8')`;
  if (to === "enum" || from === "enum") return `${column}::text::${type}`;
  return `${column}::${type}`;
}

/** What an author gives is a text as a rule, and from a text to an enum there is no cast but this. */
export function givenUsing(expression: string, to: string, type: string): string {
  if (to !== "enum") return expression;
  return `(${expression})::text${type.endsWith("[]") ? "[]" : ""}::${type}`;
}
