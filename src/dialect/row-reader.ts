import type { Row, SqlValue } from "../driver/driver.js";
import type { Field } from "../schema/field.js";
import { type FieldPlace, resolveFieldType } from "../schema/resolve-field-type.js";
import type { Table } from "../schema/table.js";
import { Verbatim } from "../schema/verbatim.js";
import { badValue, isJson, isSqlValue } from "./literals.js";

/** Some rows of a table, in the order of fields that tell them apart. */
export interface RowSelection {
  /** SQL conditions of the user's own, all of which hold. */
  readonly where: readonly string[];
  readonly keys: readonly string[];
}

/** How many rows, from which one on. */
export interface RowPage {
  readonly limit: number;
  /** So many rows come before. */
  readonly offset: number;
  /** The last of those, as it was read; undefined: there are none. */
  readonly after: Row | undefined;
}

/** What a dialect says of its names and values. */
interface RowDialect {
  readonly name: string;
  quote(name: string): string;
  quoteTable(table: Pick<Table, "name" | "namespace">): string;
  literal(value: SqlValue): string;
  parameterOf(value: unknown, field: Field): SqlValue;
}

/**
 * SQL that reads the rows of one table for a migration, and what the migration writes of them. A dialect
 * says in which form it hands out every value unharmed.
 */
export class RowReader {
  protected readonly dialect: RowDialect;
  readonly #place: FieldPlace;
  /** By name, with a type of their own. */
  protected readonly fields: ReadonlyMap<string, Field>;

  constructor(dialect: RowDialect, place: FieldPlace) {
    this.dialect = dialect;
    this.#place = place;
    this.fields = new Map(
      place.table.fields.map((field) => [field.name, resolveFieldType(field, place)]),
    );
  }

  /** One row: `total` rows, and `keyless` ones, of which a key is NULL. */
  count({ where, keys }: RowSelection): string {
    const missing = keys.map((name) => `${this.dialect.quote(name)} IS NULL`).join(" OR ");
    const keyless = `COUNT(CASE WHEN ${missing} THEN 1 END)`;
    return `SELECT COUNT(*) AS ${this.dialect.quote("total")}, ${keyless} AS ${this.dialect.quote("keyless")} ${this.#from(where)}`;
  }

  /** A key that several rows have, if there is one: its values, at most one row. */
  twice({ where, keys }: RowSelection): string {
    const list = keys.map((name) => this.dialect.quote(name)).join(", ");
    return `SELECT ${list} ${this.#from(where)} GROUP BY ${list} HAVING COUNT(*) > 1 ORDER BY ${list} ${this.range(1, 0)}`;
  }

  /**
   * Every field of the list; a row is what {@link written} is given. The page is found by the keys of the
   * row before it, so that a large table is read once and not once for every page; by its number only where
   * a key is of a type whose values might not be compared as they are ordered.
   */
  page({ where, keys }: RowSelection, fields: readonly string[], page: RowPage): string {
    const { limit, offset, after } = page;
    const columns = fields.map((name) => {
      const field = this.fields.get(name);
      const column = this.dialect.quote(name);
      const exact = field === undefined ? column : this.exactly(column, field);
      return exact === column ? column : `${exact} AS ${column}`;
    });
    const table = this.dialect.quoteTable(this.#place.table);
    // With the table: a name alone could be that of an expression in the list.
    const order = keys.map((name) => `${table}.${this.dialect.quote(name)}`);
    const last = after && this.#keyValues(keys, after);
    const from = last === undefined ? where : [...where, this.behind(order, last)];
    const range = this.range(limit, last === undefined ? offset : 0);
    return `SELECT ${columns.join(", ")} ${this.#from(from)} ORDER BY ${order.join(", ")} ${range}`;
  }

  /**
   * What `UpsertData` has to be given so that the database gets the very value back.
   *
   * @throws DialectError for a value that no row can hold.
   */
  written(value: unknown, name: string): unknown {
    const field = this.fields.get(name);
    if (value === null || value === undefined || field === undefined) return null;
    switch (typeof value) {
      case "bigint":
        return Number.isSafeInteger(Number(value)) ? Number(value) : value;
      case "number":
        return numberWritten(value, field);
      case "string":
        return this.dialect.parameterOf(value, field) === value ? value : new Verbatim(value);
      default:
        if (typeof value === "boolean" || value instanceof Date) return value;
        if (value instanceof Uint8Array && !isJson(field)) return value;
        throw badValue(`the value in field "${name}" of type "${field.type}"`);
    }
  }

  /** Does the type have an entry in the type mappings, or is it the database's own? */
  protected isForeign({ type, native }: Field): boolean {
    return (
      native !== undefined ||
      this.#place.schema.typeMappings[this.dialect.name]?.[type] !== undefined
    );
  }

  /** The column, in a form of which the client loses nothing. */
  protected exactly(column: string, _field: Field): string {
    return column;
  }

  protected range(limit: number, offset: number): string {
    return `LIMIT ${limit} OFFSET ${offset}`;
  }

  /** What holds for the rows behind the one whose keys have these values. */
  protected behind(columns: readonly string[], values: readonly string[]): string {
    return `(${columns.join(", ")}) > (${values.join(", ")})`;
  }

  /** The keys of a row as SQL; undefined where it is not sure that they find the rows behind it. */
  #keyValues(keys: readonly string[], row: Row): readonly string[] | undefined {
    const values = keys.map((name) => {
      const [field, value] = [this.fields.get(name), row[name]];
      if (field === undefined || this.isForeign(field) || !ORDERED.has(field.type))
        return undefined;
      const isKnown = isSqlValue(value) && ["number", "bigint", "string"].includes(typeof value);
      // What a client could not read stands as a sign of its own in a text.
      return !isKnown || /[\0\uFFFD]/.test(String(value)) ? undefined : this.dialect.literal(value);
    });
    return values.includes(undefined) ? undefined : values.map(String);
  }

  #from(where: readonly string[]): string {
    // A condition may end in a comment.
    const conditions = where.map((condition) => `(${condition}\n)`).join(" AND ");
    const from = `FROM ${this.dialect.quoteTable(this.#place.table)}`;
    return conditions === "" ? from : `${from} WHERE ${conditions}`;
  }
}

/** Types whose values a database compares with a literal exactly as it orders them. */
const ORDERED: ReadonlySet<string> = new Set(
  "smallint integer bigint serial smallserial bigserial char varchar text uuid date".split(" "),
);

/**
 * `(a, b) > (1, 2)` for databases that look through a whole table for that, and along an index for this
 * form. The first member alone is a border that every one of them finds.
 */
export function behindByParts(columns: readonly string[], values: readonly string[]): string {
  const parts = columns.map((column, at) =>
    [
      ...columns.slice(0, at).map((before, place) => `${before} = ${values[place]}`),
      `${column} > ${values[at]}`,
    ].join(" AND "),
  );
  if (parts.length === 1) return parts.join("");
  return `${columns[0]} >= ${values[0]} AND (${parts.map((part) => `(${part})`).join(" OR ")})`;
}

export const FLOATS: ReadonlySet<string> = new Set(["float", "double", "decimal"]);

function numberWritten(value: number, field: Field): unknown {
  if (field.type === "boolean" && (value === 0 || value === 1)) return value === 1;
  // As a number it would lose its sign on the way.
  if (Object.is(value, -0)) return new Verbatim("-0");
  if (Number.isFinite(value)) return value;
  // Only SQLite has infinities as numbers, and reads them so in columns for numbers.
  if (FLOATS.has(field.type)) return new Verbatim(value > 0 ? "9e999" : "-9e999");
  throw badValue(`${value} in field "${field.name}" of type "${field.type}"`);
}
