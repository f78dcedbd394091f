import { type CounterOptions, counts } from "../schema/counter.js";
import type { Field } from "../schema/field.js";
import type { FieldPlace } from "../schema/resolve-field-type.js";
import type { ForeignKey, Index, IndexPart, Table } from "../schema/table.js";
import { EditorPart } from "./editor-part.js";
import { targetFields, targetTable } from "./foreign-key-target.js";

/**
 * The clauses that DDL is made of: columns, constraints, members of an index. Text only, no
 * statements. Every method is a hook; a dialect overrides the smallest one that differs.
 */
export class StandardColumns extends EditorPart {
  /** Everything between the brackets of CREATE TABLE. */
  tableBody(place: FieldPlace): readonly string[] {
    const { table } = place;
    return [
      ...table.fields.map((field) => this.columnDefinition(field, place)),
      ...this.primaryKeyClauses(table),
      ...this.inlineUniques(table).map((unique) => this.uniqueClause(unique, table)),
      ...this.inlineChecks(table).map((check) => this.checkClause(check)),
      ...table.exclusions.map((exclusion) => this.exclusionClause(exclusion, table)),
      ...this.inlineForeignKeys(place).map((key) => this.foreignKeyClause(key, place)),
    ];
  }

  /** Foreign keys that CREATE TABLE may hold: those whose table is there, or is this one. */
  inlineForeignKeys({ table, schema }: FieldPlace): readonly ForeignKey[] {
    return table.foreignKeys.filter((key) => schema.tables.has(key.table));
  }

  /** Uniques that are constraints, and not indexes beside the table. */
  inlineUniques(table: Table): Table["uniques"] {
    return table.uniques;
  }

  /** Checks that CREATE TABLE may hold. */
  inlineChecks(table: Table): Table["checks"] {
    return table.checks;
  }

  /** Indexes that CREATE TABLE does not hold. */
  indexesBeside(table: Table): readonly Index[] {
    return table.indexes;
  }

  /** What follows the closing bracket, with a leading space, or nothing. */
  tableOptions(_table: Table): string {
    return "";
  }

  /** `"name" TYPE attributes`, as in CREATE TABLE and ADD COLUMN. */
  columnDefinition(field: Field, place: FieldPlace): string {
    return [
      this.quote(field.name),
      this.dialect.columnTypeAt(field, place),
      ...this.columnAttributes(field, place),
    ].join(" ");
  }

  /** What follows name and type. */
  columnAttributes(field: Field, place: FieldPlace): readonly string[] {
    return this.collationClause(field, place).concat(
      this.generatedClause(field),
      this.identityClause(field, place),
      this.defaultClause(field, place),
      this.nullClause(field, place.table),
    );
  }

  collationClause(field: Field, place: FieldPlace): readonly string[] {
    const collation = this.collationOf(field, place);
    return collation === undefined ? [] : [`COLLATE ${this.collationName(collation)}`];
  }

  collationName(collation: string): string {
    return this.quote(collation);
  }

  /** The collation that must be said. */
  collationOf(field: Field, _place: FieldPlace): string | undefined {
    return field.collation;
  }

  generatedClause({ generated }: Field): readonly string[] {
    if (generated === undefined) return [];
    const kind = generated.stored ? "STORED" : "VIRTUAL";
    return [`GENERATED ALWAYS AS (${generated.expression}) ${kind}`];
  }

  /** What the database cannot do about this field and leaves out, said in one line. */
  fieldNotice(field: Field): string | undefined {
    return counterNotice(field, this.counterWords);
  }

  /** What the database can tell a column that counts. */
  protected readonly counterWords: readonly CounterWord[] = [];

  /** What makes a field count. */
  identityClause(_field: Field, _place: FieldPlace): readonly string[] {
    return [];
  }

  defaultClause(field: Field, { schema }: FieldPlace): readonly string[] {
    const sql = this.dialect.defaultSql(field, schema);
    return sql === undefined ? [] : [`DEFAULT ${sql}`];
  }

  nullClause(field: Field, table: Table): readonly string[] {
    return this.isNullable(field, table) ? [] : ["NOT NULL"];
  }

  /** A member of the primary key is never null, whatever the field says. */
  isNullable(field: Field, table: Table): boolean {
    return field.nullable && table.primaryKey?.fields.includes(field.name) !== true;
  }

  primaryKeyClauses({ primaryKey }: Table): readonly string[] {
    if (primaryKey === undefined) return [];
    const name = primaryKey.name === undefined ? "" : `CONSTRAINT ${this.quote(primaryKey.name)} `;
    return [`${name}PRIMARY KEY (${this.quoteList(primaryKey.fields)})`];
  }

  uniqueClause(unique: Table["uniques"][number], table: Table): string {
    if (unique.nullsNotDistinct === true) {
      throw this.lacks(`unique constraint "${unique.name}" that takes NULLs as equal`, table);
    }
    return `CONSTRAINT ${this.quote(unique.name)} UNIQUE (${this.quoteList(unique.fields)})`;
  }

  checkClause(check: Table["checks"][number]): string {
    return `CONSTRAINT ${this.quote(check.name)} CHECK (${check.expression})`;
  }

  exclusionClause(exclusion: Table["exclusions"][number], table: Table): string {
    throw this.lacks(`exclusion constraint "${exclusion.name}"`, table);
  }

  foreignKeyClause(key: ForeignKey, place: FieldPlace): string {
    return (
      `CONSTRAINT ${this.quote(key.name)} FOREIGN KEY (${this.quoteList(key.fields)}) ` +
      this.referencesClause(key, place)
    );
  }

  referencesClause(key: ForeignKey, place: FieldPlace): string {
    const target = targetTable(key, place);
    const fields = targetFields(key, place);
    const table = target
      ? this.tableName(target)
      : this.dialect.quoteTableKey(key.table, place.schema);
    return (
      `REFERENCES ${table}${fields.length === 0 ? "" : ` (${this.quoteList(fields)})`}` +
      `${this.matchClause(key, place)} ON DELETE ${this.dialect.action(key.onDelete)}${this.deletedFields(key, place)} ON UPDATE ${this.dialect.action(key.onUpdate)}` +
      this.deferrableClause(key)
    );
  }

  matchClause({ name, match, fields }: ForeignKey, { table }: FieldPlace): string {
    // One field is NULL as a whole.
    if (match === undefined || fields.length === 1) return "";
    throw this.lacks(`MATCH FULL of foreign key "${name}"`, table);
  }

  /** The fields that ON DELETE sets, with a leading space, or nothing for all. */
  deletedFields({ name, onDeleteFields }: ForeignKey, { table }: FieldPlace): string {
    if (onDeleteFields === undefined) return "";
    throw this.lacks(`ON DELETE for some fields of foreign key "${name}"`, table);
  }

  /** Where there are no deferred checks, an immediate one is stricter and never lets more through. */
  deferrableClause({ deferrable }: Pick<ForeignKey, "deferrable">): string {
    return deferrable === true ? " DEFERRABLE INITIALLY DEFERRED" : "";
  }

  renamedValues(field: string, renamed: ReadonlyMap<string, string>): string {
    const column = this.quote(field);
    const cases = [...renamed].map(
      ([from, to]) => ` WHEN ${column} = ${this.literal(from)} THEN ${this.literal(to)}`,
    );
    return `CASE${cases.join("")} ELSE ${column} END`;
  }

  /** The members of an index between its brackets. */
  indexParts(index: Index): string {
    return index.parts.map((part) => this.indexPart(part, index)).join(", ");
  }

  indexPart(part: IndexPart, _index: Index): string {
    const subject =
      part.field === undefined ? `(${part.expression ?? ""})` : this.quote(part.field);
    return [
      subject,
      ...this.partCollation(part),
      ...this.operatorClass(part),
      ...(part.order === "desc" ? ["DESC"] : []),
      ...this.nullsOrder(part),
    ].join(" ");
  }

  partCollation({ collation }: IndexPart): readonly string[] {
    return collation === undefined ? [] : [`COLLATE ${this.collationName(collation)}`];
  }

  operatorClass(_part: IndexPart): readonly string[] {
    return [];
  }

  nullsOrder({ nulls }: IndexPart): readonly string[] {
    return nulls === undefined ? [] : [`NULLS ${nulls.toUpperCase()}`];
  }

  /** The name in CREATE TABLE, with whatever must stand right behind it. */
  createdName(table: Table): string {
    return this.tableName(table);
  }

  createIndexSql(table: Table, index: Index): string {
    const unique = index.unique ? "UNIQUE " : "";
    const where = index.where === undefined ? "" : ` WHERE ${index.where}`;
    return `CREATE ${unique}INDEX ${this.quote(index.name)} ON ${this.tableName(table)} (${this.indexParts(index)})${where}`;
  }

  /** What the database cannot do about this index and leaves out, said in one line. */
  indexNotice(_index: Index): string | undefined {
    return undefined;
  }
}

/** What a database can tell a column that counts. */
type CounterWord = keyof CounterOptions | "always";

/**
 * What the database leaves out of how a field counts, one line; undefined: nothing. The field counts
 * all the same, only other numbers, or rows may bring some of their own.
 */
function counterNotice(field: Field, has: readonly CounterWord[]): string | undefined {
  if (!counts(field)) return undefined;
  const words: readonly CounterWord[] = [
    ...(field.identity === "always" ? (["always"] as const) : []),
    ...(["start", "increment", "min", "max", "cache", "cycle"] as const).filter(
      (name) => field.counter?.[name] !== undefined,
    ),
  ];
  const left = words.filter((word) => !has.includes(word));
  if (left.length === 0) return undefined;
  return `Field ${field.name} counts without ${left.map(shown).join(", ")}`;
}

function shown(word: CounterWord): string {
  return word === "always" ? "ALWAYS: rows may bring numbers of their own" : word.toUpperCase();
}
