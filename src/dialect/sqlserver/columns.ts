import { counts, usualCounter } from "../../schema/counter.js";
import type { Field } from "../../schema/field.js";
import { findField } from "../../schema/find-field.js";
import { type FieldPlace, resolveFieldType } from "../../schema/resolve-field-type.js";
import { type Schema, tableKey } from "../../schema/schema.js";
import {
  type ForeignKey,
  type Index,
  makeIndex,
  type ReferentialAction,
  type Table,
} from "../../schema/table.js";
import { StandardColumns } from "../columns.js";
import { DialectError } from "../dialect-error.js";
import { targetFields, targetTable } from "../foreign-key-target.js";
import { defaultName, enumCheckName } from "./names.js";
import { readSqlserverType } from "./type-reader.js";

const PASSED_ON: readonly ReferentialAction[] = ["CASCADE", "SET_NULL", "SET_DEFAULT"];

/** The clauses of DDL in the words of SQL Server. */
export class SqlserverColumns extends StandardColumns {
  protected override readonly counterWords = ["always", "start", "increment"] as const;

  /** The name of a table as text, for functions of the catalogue. */
  objectId(table: Table): string {
    return `OBJECT_ID(${this.literal(this.tableName(table))})`;
  }

  /** A unique whose fields may be NULL is an index, see {@link uniqueAsIndex}. */
  override tableBody(place: FieldPlace): readonly string[] {
    const { table } = place;
    this.checkKeys({ primaryKey: table.primaryKey, uniques: this.inlineUniques(table) }, table);
    return super.tableBody(place);
  }

  override inlineUniques(table: Table): Table["uniques"] {
    return table.uniques.filter(({ fields }) => !isFiltered(fields, table));
  }

  override indexesBeside(table: Table): readonly Index[] {
    const filtered = table.uniques.filter(({ fields }) => isFiltered(fields, table));
    return [...filtered.map(uniqueAsIndex), ...table.indexes];
  }

  override columnDefinition(field: Field, place: FieldPlace): string {
    if (field.generated === undefined) return super.columnDefinition(field, place);
    const { expression, stored } = field.generated;
    const required = stored && !this.isNullable(field, place.table) ? " NOT NULL" : "";
    return `${this.quote(field.name)} AS (${expression})${stored ? " PERSISTED" : ""}${required}`;
  }

  /** NULL stands before DEFAULT, behind which WITH VALUES may have to follow. */
  override columnAttributes(field: Field, place: FieldPlace): readonly string[] {
    return [
      ...this.collationClause(field, place),
      ...this.identityClause(field),
      ...this.nullClause(field, place.table),
      ...this.defaultClause(field, place),
      ...this.enumClause(field, place),
    ];
  }

  override collationClause(field: Field, place: FieldPlace): readonly string[] {
    const collation = this.collationOf(field, place);
    if (collation === undefined) return [];
    // Its name takes no quotes.
    if (!/^\w+$/.test(collation)) throw this.lacks(`collation "${collation}"`, place.table);
    return [`COLLATE ${collation}`];
  }

  override collationOf(field: Field, place: FieldPlace): string | undefined {
    return resolveFieldType(field, place).collation;
  }

  override identityClause(field: Field): readonly string[] {
    if (!counts(field)) return [];
    const { counter = {} } = field;
    const { start, increment } = { ...usualCounter(counter, "bigint"), ...counter };
    return [`IDENTITY(${start},${increment})`];
  }

  override defaultClause(field: Field, place: FieldPlace): readonly string[] {
    const sql = counts(field) ? undefined : this.dialect.defaultSql(field, place.schema);
    return sql === undefined ? [] : [this.defaultConstraint(field, place.table, sql)];
  }

  defaultConstraint(field: Field, table: Table, sql: string): string {
    return `CONSTRAINT ${this.quote(defaultName(table.name, field))} DEFAULT (${sql})`;
  }

  /** Without the word, it depends on settings of the session. */
  override nullClause(field: Field, table: Table): readonly string[] {
    return [this.isNullable(field, table) ? "NULL" : "NOT NULL"];
  }

  override isNullable(field: Field, table: Table): boolean {
    return super.isNullable(field, table) && !counts(field);
  }

  enumClause(field: Field, place: FieldPlace): readonly string[] {
    const column = resolveFieldType(field, place);
    if (field.type !== "enum" || !isEnum(column, place)) return [];
    const values = (column.values ?? []).map((value) => this.literal(value)).join(", ");
    const name = this.quote(enumCheckName(place.table.name, field));
    return [`CONSTRAINT ${name} CHECK (${this.quote(field.name)} IN (${values}))`];
  }

  override referencesClause(key: ForeignKey, place: FieldPlace): string {
    checkCascades(key, place.table, place.schema);
    this.#checkTarget(key, place);
    return super.referencesClause(key, place);
  }

  override deferrableClause(): string {
    return "";
  }

  override partCollation(): readonly string[] {
    return [];
  }

  override nullsOrder(): readonly string[] {
    return [];
  }

  override createIndexSql(table: Table, index: Index): string {
    this.checkIndex(table, index);
    const where = [
      ...(index.where === undefined ? [] : [index.where]),
      ...impliedFields(index, table).map((name) => `${this.quote(name)} IS NOT NULL`),
    ];
    const method = /^(?:non)?clustered$/i.test(index.method ?? "")
      ? `${index.method?.toUpperCase()} `
      : "";
    const include = index.include.length === 0 ? "" : ` INCLUDE (${this.quoteList(index.include)})`;
    return (
      `CREATE ${index.unique ? "UNIQUE " : ""}${method}INDEX ${this.quote(index.name)} ON ` +
      `${this.tableName(table)} (${this.indexParts(index)})${include}` +
      (where.length === 0 ? "" : ` WHERE ${where.join(" AND ")}`)
    );
  }

  /** @throws DialectError for what the server would refuse in words that do not help. */
  checkIndex(table: Table, index: Index): void {
    for (const part of index.parts) {
      if (part.field === undefined) {
        throw this.lacks(`index "${index.name}" on an expression (use a generated field)`, table);
      }
      this.#checkLength(`index "${index.name}"`, part.field, table);
    }
  }

  /** The same for keys and uniques. */
  checkKeys({ primaryKey, uniques }: Pick<Table, "primaryKey" | "uniques">, table: Table): void {
    for (const name of primaryKey?.fields ?? []) this.#checkLength("the primary key", name, table);
    for (const unique of uniques) {
      for (const name of unique.fields) this.#checkLength(`unique "${unique.name}"`, name, table);
    }
  }

  #checkLength(what: string, name: string, table: Table): void {
    const type = this.#typeOf(name, table);
    if (type !== "text" && type !== "bytes") return;
    throw this.lacks(`${what} on field "${name}" of unlimited length (give it a length)`, table);
  }

  /** A unique with NULL among its fields is a filtered index, which no foreign key may refer to. */
  #checkTarget(key: ForeignKey, place: FieldPlace): void {
    const target = targetTable(key, place);
    if (target === undefined) return;
    const wanted = targetFields(key, place);
    const same = (fields: readonly string[]): boolean =>
      fields.length === wanted.length && fields.every((name) => wanted.includes(name));
    const uniques = [
      ...target.uniques.map(uniqueAsIndex),
      ...target.indexes.filter(({ unique, where }) => unique && where === undefined),
    ].filter((index) => same(index.parts.map(({ field }) => field ?? "")));
    if (uniques.length === 0 || same(target.primaryKey?.fields ?? [])) return;
    if (uniques.some((index) => impliedFields(index, target).length === 0)) return;
    throw this.lacks(
      `foreign key "${key.name}" to ${wanted.map((name) => `"${name}"`).join(", ")} of table "${key.table}", which may be NULL (give the unique required fields)`,
      place.table,
    );
  }

  #typeOf(name: string, table: Table): string | undefined {
    const field = findField(table, name);
    if (field === undefined || field.generated !== undefined) return undefined;
    const place = this.place(table, this.context.horizon);
    return readSqlserverType(this.dialect.columnTypeAt(field, place)).type;
  }

  override indexNotice(index: Index): string | undefined {
    const { parts, method } = index;
    const left = [
      ...(parts.some((part) => part.nulls !== undefined) ? ["NULLS FIRST/LAST"] : []),
      ...(parts.some((part) => part.opclass !== undefined) ? ["operator classes"] : []),
      ...(parts.some((part) => part.collation !== undefined) ? ["collations of its members"] : []),
      ...(parts.some((part) => part.prefix !== undefined) ? ["prefixes"] : []),
      ...(/^(?:btree|(?:non)?clustered)$/i.test(method ?? "btree") ? [] : [`method ${method}`]),
      ...(index.concurrently ? ["CONCURRENTLY"] : []),
    ];
    return left.length === 0 ? undefined : `Index ${index.name} is made without ${left.join(", ")}`;
  }
}

/** Is the type an enum's own, not one that the type mappings or `native` give? */
export function isEnum(column: Field, place: FieldPlace): boolean {
  const mapped = place.schema.typeMappings.sqlserver?.enum !== undefined;
  return column.type === "enum" && column.native === undefined && !mapped;
}

/** May one of the fields be NULL, so that a plain constraint would allow only one such row? */
export function isFiltered(fields: readonly string[], table: Table): boolean {
  return nullableAmong(fields, table).length > 0;
}

/** Fields of a unique index that rows must have to be compared at all. */
export function impliedFields(index: Index, table: Table): readonly string[] {
  if (!index.unique || index.nullsNotDistinct) return [];
  return nullableAmong(
    index.parts.flatMap(({ field }) => (field === undefined ? [] : [field])),
    table,
  );
}

function nullableAmong(fields: readonly string[], table: Table): readonly string[] {
  return fields.filter((name) => {
    const field = findField(table, name);
    if (field === undefined || counts(field)) return false;
    // A filter cannot name a computed column.
    if (field.generated !== undefined) return false;
    return field.nullable && table.primaryKey?.fields.includes(name) !== true;
  });
}

/** The index that a unique is whose fields may be NULL: the server would take NULLs as equal. */
export function uniqueAsIndex({ name, fields }: Table["uniques"][number]): Index {
  return makeIndex({ name, parts: fields, unique: true });
}

/** Does a trigger set the field whenever its row changes? */
export function keepsCurrent({ autoUpdate, generated }: Field): boolean {
  return autoUpdate && generated === undefined;
}

/** A foreign key that passes a change on, from the table it refers to to the one that holds it. */
interface Edge {
  readonly from: string;
  readonly to: string;
  readonly name: string;
}

type Side = "onDelete" | "onUpdate";

/**
 * SQL Server refuses (error 1785) a foreign key by which one DELETE or UPDATE could reach a table
 * twice, or itself. It says so here, before anything runs, and names the two ways.
 *
 * @throws DialectError `DIALECT_CASCADE_PATHS`.
 */
function checkCascades(key: ForeignKey, table: Table, schema: Schema): void {
  for (const side of ["onDelete", "onUpdate"] as const) {
    if (!PASSED_ON.includes(key[side])) continue;
    const own: Edge = { from: key.table, to: tableKey(table), name: key.name };
    if (own.from === own.to) throw tooMany(key, table, `it refers to its own table`);
    const others = edgesOf(schema, side).filter(
      ({ name, to }) => name !== own.name || to !== own.to,
    );
    const back = reach(others, own.to).get(own.from);
    if (back !== undefined) throw tooMany(key, table, `"${back.join('", "')}" leads back`);
    const other = secondPath(own, others);
    if (other !== undefined) throw tooMany(key, table, other);
  }
}

function secondPath(own: Edge, others: readonly Edge[]): string | undefined {
  const back = others.map(({ from, to, name }) => ({ from: to, to: from, name }));
  const sources = [own.from, ...reach(back, own.from).keys()];
  const ends = [own.to, ...reach(others, own.to).keys()];
  for (const source of sources) {
    const direct = reach(others, source);
    for (const end of ends) {
      const path = direct.get(end);
      if (path !== undefined) {
        return `"${end}" is reached from "${source}" by "${path.join('", "')}" already`;
      }
    }
  }
  return undefined;
}

function edgesOf(schema: Schema, side: Side): readonly Edge[] {
  return [...schema.tables].flatMap(([to, { foreignKeys }]) =>
    foreignKeys
      .filter((key) => PASSED_ON.includes(key[side]) && schema.tables.has(key.table))
      .map((key) => ({ from: key.table, to, name: key.name })),
  );
}

/** Every table that can be reached, with the foreign keys on the way there. */
function reach(edges: readonly Edge[], start: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  const waiting: (readonly [string, readonly string[]])[] = [[start, []]];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const [at, path] = next;
    for (const edge of edges) {
      if (edge.from !== at || found.has(edge.to)) continue;
      found.set(edge.to, [...path, edge.name]);
      waiting.push([edge.to, [...path, edge.name]]);
    }
  }
  return found;
}

function tooMany(key: ForeignKey, table: Table, why: string): DialectError {
  return new DialectError({
    code: "DIALECT_CASCADE_PATHS",
    message: `SQL Server refuses the actions of foreign key "${key.name}" of table "${tableKey(table)}": ${why}`,
    hint: "Give it (or one of the others on the way) onDelete and onUpdate NO_ACTION, and let the application or a trigger do the rest.",
  });
}
