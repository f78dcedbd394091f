import { counts } from "../../schema/counter.js";
import type { Field } from "../../schema/field.js";
import { findField } from "../../schema/find-field.js";
import { type FieldPlace, originOf, resolveFieldType } from "../../schema/resolve-field-type.js";
import { tableKey } from "../../schema/schema.js";
import {
  type ForeignKey,
  type Index,
  type IndexPart,
  partFields,
  type Table,
} from "../../schema/table.js";
import { StandardColumns } from "../columns.js";
import type { EditorContext } from "../dialect.js";
import { DialectError } from "../dialect-error.js";
import type { ColumnWriter } from "../expected.js";
import { targetFields } from "../foreign-key-target.js";
import type { StandardDialect } from "../standard-dialect.js";
import { currentTimestamp, isLong, momentDigits, renderDefault } from "./column-default.js";
import { indexNotices } from "./notices.js";
import { fieldWords, indexOptions, isClause, optionWord, tableOptions } from "./options.js";
import type { MysqlServer } from "./server.js";

/** What MariaDB answers to a plan that was made without knowing the server, not a syntax error. */
const NO_EXPRESSIONS = "MariaDB has no index on expressions: use a generated field";

/** Engines that count within the fields that stand before the counter. */
const GROUP_COUNTERS = /^(?:myisam|aria|mrg_myisam|merge)$/i;

/** Characters of a long text that an index holds, when it does not say how many. */
const USUAL_PREFIX = 191;

/** An index takes 3,072 bytes of a column; MariaDB would cut at that without a word, MySQL refuses. */
const LONGEST_PREFIX = 768;

/** The clauses of DDL in the words of MySQL and MariaDB. */
export class MysqlColumns extends StandardColumns {
  constructor(
    dialect: StandardDialect,
    context: EditorContext,
    server: MysqlServer | undefined = undefined,
  ) {
    super(dialect, context);
    this.#server = server;
  }

  protected override readonly counterWords = ["start"] as const;

  /** undefined while it is not known which of the two it will be. */
  readonly #server: MysqlServer | undefined;

  override tableBody(place: FieldPlace): readonly string[] {
    this.checkCounters(place.table);
    this.checkUniques(place.table, place.table.uniques);
    return [
      ...super.tableBody(place),
      ...place.table.indexes.map((index) => this.indexClause(place.table, index)),
      ...this.#periodClauses(place.table),
    ];
  }

  #periodClauses(table: Table): readonly string[] {
    const { period, system_period: system } = tableOptions(table);
    return [
      ...(system === undefined ? [] : [`PERIOD FOR SYSTEM_TIME ${system}`]),
      ...(period === undefined ? [] : [`PERIOD FOR ${period}`]),
    ];
  }

  /** One with prefixes, an order or words of its own is an option of its table. */
  override primaryKeyClauses(table: Table): readonly string[] {
    const { primary_key: own } = tableOptions(table);
    if (table.primaryKey === undefined || own === undefined) return super.primaryKeyClauses(table);
    return [`PRIMARY KEY ${own}`];
  }

  override indexesBeside(): readonly Index[] {
    return [];
  }

  /**
   * A counter must lead a key: the primary one, an index, or what a foreign key gets; it may stand
   * anywhere in it where the engine counts within groups. The server says so only in passing.
   */
  checkCounters(table: Table): void {
    const counters = table.fields.filter(counts);
    for (const [at, { name }] of counters.entries()) {
      if (at > 0) throw this.lacks(`a second counter "${name}"`, table);
      if (mayCount(table, name)) continue;
      throw this.lacks(`counter "${name}" without a key on it`, table);
    }
  }

  override tableOptions(table: Table): string {
    const comment =
      table.comment === undefined || table.comment === "" ? [] : [this.literal(table.comment)];
    const {
      system_versioning: versioning,
      partition_by: partitions,
      ...options
    } = tableOptions(table);
    return [
      ...Object.entries(options)
        .filter(([key]) => !isClause(key))
        .map(([key, value]) => ` ${optionWord(key, value)}`),
      ...comment.map((text) => ` COMMENT=${text}`),
      ...table.fields.flatMap((field) => this.startClause(field)).map((text) => ` ${text}`),
      ...(versioning === undefined ? [] : [" WITH SYSTEM VERSIONING"]),
      ...(partitions === undefined ? [] : [`\nPARTITION BY ${partitions}`]),
    ].join("");
  }

  /**
   * A new collation of a table is for texts that come later; those that are there, keys that refer to
   * them and what counts as equal in their indexes would have to follow.
   */
  requireNoTexts(place: FieldPlace): void {
    const { table } = place;
    const text = table.fields.find(
      (field) => field.collation === undefined && isText(this.dialect.columnTypeAt(field, place)),
    );
    if (text === undefined) return;
    throw new DialectError({
      code: "DIALECT_UNSUPPORTED",
      message: `the charset or collation of table "${tableKey(table)}" cannot change under its text "${text.name}"`,
      hint: 'Write ALTER TABLE ... CONVERT TO in a RunSQL, with mutate: [{ type: "alter_table", ... }].',
    });
  }

  override columnAttributes(field: Field, place: FieldPlace): readonly string[] {
    return [
      ...fieldWords(field, "type"),
      ...super.columnAttributes(field, place),
      ...this.onUpdateClause(field, place),
      ...fieldWords(field, "end"),
      ...(field.comment === undefined || field.comment === ""
        ? []
        : [`COMMENT ${this.literal(field.comment)}`]),
      ...fieldWords(field, "check"),
    ];
  }

  override collationOf(field: Field, place: FieldPlace): string | undefined {
    const type = this.dialect.columnTypeAt(field, place);
    return resolveFieldType(field, place).collation ?? referredCollation({ field, place, type });
  }

  /** The first number, which is the table's to say: what it has now is not compared. */
  startClause(field: Field): readonly string[] {
    const start = counts(field) ? field.counter?.start : undefined;
    return start === undefined ? [] : [`AUTO_INCREMENT=${start}`];
  }

  override identityClause(field: Field): readonly string[] {
    return counts(field) ? ["AUTO_INCREMENT"] : [];
  }

  override defaultClause(field: Field, place: FieldPlace): readonly string[] {
    const sql = counts(field) ? undefined : this.dialect.defaultSql(field, place.schema);
    if (sql === undefined) return [];
    return [`DEFAULT ${renderDefault(sql, this.dialect.columnTypeAt(field, place))}`];
  }

  /** MariaDB has no word for NULL after a generated column, and a TIMESTAMP may need one. */
  override nullClause(field: Field, table: Table): readonly string[] {
    if (field.generated !== undefined || field.options?.row !== undefined) return [];
    return [this.isNullable(field, table) && !counts(field) ? "NULL" : "NOT NULL"];
  }

  onUpdateClause(field: Field, place: FieldPlace): readonly string[] {
    const digits = momentDigits(this.dialect.columnTypeAt(field, place));
    return field.autoUpdate && digits !== undefined
      ? [`ON UPDATE ${currentTimestamp(digits)}`]
      : [];
  }

  override referencesClause(key: ForeignKey, place: FieldPlace): string {
    for (const action of [key.onDelete, key.onUpdate]) {
      if (action === "SET_DEFAULT") {
        throw this.lacks(`SET DEFAULT of foreign key "${key.name}"`, place.table);
      }
    }
    if (targetFields(key, place).length === 0) {
      throw this.lacks(
        `foreign key "${key.name}" to "${key.table}", which has no primary key,`,
        place.table,
      );
    }
    return super.referencesClause(key, place);
  }

  override deferrableClause(): string {
    return "";
  }

  /** `UNIQUE KEY name (...)`, inside CREATE TABLE and after ALTER TABLE ... ADD. */
  indexClause(table: Table, index: Index): string {
    this.checkIndex(table, index);
    const kind = index.unique
      ? "UNIQUE "
      : isSpecial(index.method)
        ? `${index.method?.toUpperCase()} `
        : "";
    const parts = index.parts.map((part) => ({
      ...part,
      prefix: this.prefixOf(part, index, table),
    }));
    const { without_overlaps: period } = indexOptions(index);
    const members = [
      this.indexParts({ ...index, parts }),
      ...(period === undefined ? [] : [`${this.quote(period)} WITHOUT OVERLAPS`]),
    ];
    return `${kind}KEY ${this.quote(index.name)} (${members.join(", ")})${this.#indexWords(index)}`;
  }

  /** What stands behind the members of an index. The two servers hide one in different words. */
  #indexWords(index: Index): string {
    const { using, key_block_size: size, parser, invisible } = indexOptions(index);
    const { comment = "" } = index;
    const hidden = { mysql: "INVISIBLE", mariadb: "IGNORED" };
    const both = `/*!80000 ${hidden.mysql} */ /*M! ${hidden.mariadb} */`;
    const words = [
      ...(using === undefined ? [] : [`USING ${using.toUpperCase()}`]),
      ...(size === undefined ? [] : [`KEY_BLOCK_SIZE=${size}`]),
      ...(parser === undefined ? [] : [`WITH PARSER ${this.quote(parser)}`]),
      ...(comment === "" ? [] : [`COMMENT ${this.literal(comment)}`]),
      ...(invisible === undefined ? [] : [this.#server ? hidden[this.#server] : both]),
    ];
    return words.map((word) => ` ${word}`).join("");
  }

  /** MariaDB keeps a hash of a long text to find it again, MySQL wants to know how much of it counts. */
  checkUniques(table: Table, uniques: Table["uniques"]): void {
    if (this.#server !== "mysql") return;
    for (const { name, fields } of uniques) {
      for (const field of table.fields.filter((one) => fields.includes(one.name))) {
        const place = this.place(table, this.context.horizon);
        if (!isLong(this.dialect.columnTypeAt(field, place))) continue;
        throw new DialectError({
          code: "DIALECT_UNSUPPORTED",
          message: `"${name}" of table "${tableKey(table)}" makes the long text "${field.name}" unique, which MySQL cannot`,
          hint: "Give the field a length, or make a unique index with a `prefix`; MariaDB takes it as it is.",
        });
      }
    }
  }

  /** Long text and bytes are indexed by their beginning. */
  prefixOf(part: IndexPart, index: Index, table: Table): number | undefined {
    return prefixOf(part, index, typesOf(this.dialect, this.place(table, this.context.horizon)));
  }

  /** @throws DialectError for what cannot be left out without changing what the index means. */
  checkIndex(table: Table, index: Index): void {
    const { name, unique, parts } = index;
    if (index.where !== undefined) throw this.lacks(`partial index "${name}"`, table);
    if (index.nullsNotDistinct)
      throw this.lacks(`index "${name}" that takes NULLs as equal`, table);
    if (unique && parts.some((part) => part.collation !== undefined)) {
      throw this.lacks(`unique index "${name}" with a collation of its own`, table);
    }
    if (unique && parts.every(({ prefix }) => prefix === undefined)) {
      const fields = partFields(parts);
      this.checkUniques(table, [{ name, fields }]);
    }
    if (this.#server === "mariadb" && parts.some((part) => part.field === undefined)) {
      throw new DialectError({
        code: "DIALECT_UNSUPPORTED",
        message: `index "${name}" of table "${tableKey(table)}" is on an expression, which MariaDB has not`,
        hint: "Make a generated field of the expression and index that; MySQL 8 takes the expression itself.",
      });
    }
  }

  override indexPart(part: IndexPart, _index: Index): string {
    const order = part.order === "desc" ? " DESC" : "";
    if (part.field === undefined) {
      const expression = `(${part.expression ?? ""})${order}`;
      if (this.#server === "mysql") return expression;
      return `/*!80013 ${expression} */ /*M! ${this.quote(NO_EXPRESSIONS)} */`;
    }
    const prefix = part.prefix === undefined ? "" : `(${part.prefix})`;
    return `${this.quote(part.field)}${prefix}${order}`;
  }

  override createIndexSql(table: Table, index: Index): string {
    return `ALTER TABLE ${this.tableName(table)} ADD ${this.indexClause(table, index)}`;
  }

  /** What is left out of the index or done in another way. */
  noticesOf(table: Table, index: Index): readonly string[] {
    const cut = new Map<string, number>();
    for (const part of index.parts) {
      const prefix = this.prefixOf(part, index, table);
      if (part.field !== undefined && prefix !== undefined && part.prefix === undefined) {
        cut.set(part.field, prefix);
      }
    }
    return indexNotices(index, cut);
  }
}

/** Has the table a key in which the field can count? */
export function mayCount(table: Table, field: string): boolean {
  const keys = [
    table.primaryKey?.fields ?? [],
    ...table.uniques.map(({ fields }) => fields),
    ...table.indexes.map(({ parts }) => parts.map((part) => part.field)),
    ...table.foreignKeys.map(({ fields }) => fields),
  ];
  const groups = GROUP_COUNTERS.test(tableOptions(table).engine ?? "");
  return keys.some((fields) => (groups ? fields.includes(field) : fields[0] === field));
}

/** How much of a column of this type an index holds by itself; undefined = all. */
export function usualPrefix(type: string): number | undefined {
  if (isLong(type)) return USUAL_PREFIX;
  const length = Number(/^varchar\((\d+)\)/i.exec(type)?.[1] ?? 0);
  return length > LONGEST_PREFIX ? LONGEST_PREFIX : undefined;
}

/** How many characters of a column the index holds; undefined = all. */
export function prefixOf(
  part: IndexPart,
  index: Index,
  typeOf: (field: string) => string,
): number | undefined {
  if (part.prefix !== undefined || part.field === undefined || index.unique) return part.prefix;
  if (isSpecial(index.method)) return undefined;
  return usualPrefix(typeOf(part.field));
}

/** The types of the columns of a table, by their names. */
export function typesOf(dialect: ColumnWriter, place: FieldPlace): (name: string) => string {
  return (name) => {
    const field = findField(place.table, name);
    return field === undefined ? "" : dialect.columnTypeAt(field, place);
  };
}

/** Kinds of index that have a word of their own; every other index of InnoDB is a BTREE. */
export function isSpecial(method: string | undefined): boolean {
  return /^(?:fulltext|spatial)$/i.test(method ?? "");
}

/**
 * Both sides of a foreign key must have one collation: that of the table a text refers to, where it
 * has one of its own.
 */
export function referredCollation(column: {
  readonly field: Field;
  readonly place: FieldPlace;
  /** As the column has it. */
  readonly type: string;
}): string | undefined {
  const { field, place, type } = column;
  if (field.type !== "foreign_key" || !isText(type)) return undefined;
  const { collate } = tableOptions(originOf(field, place).table);
  return collate === tableOptions(place.table).collate ? undefined : collate;
}

/** Does a column of this type have a collation? */
export function isText(type: string): boolean {
  return /^(?:var)?char\b|^(?:tiny|medium|long)?text\b|^enum\b|^set\b/i.test(type);
}
