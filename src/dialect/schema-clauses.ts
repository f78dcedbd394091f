import type { SqlValue } from "../driver/driver.js";
import type { Field } from "../schema/field.js";
import type { FieldPlace } from "../schema/resolve-field-type.js";
import { type Schema, tableKey } from "../schema/schema.js";
import type { ForeignKey, Index, IndexPart, Table } from "../schema/table.js";
import type { EditorContext } from "./dialect.js";
import { DialectError } from "./dialect-error.js";
import { targetFields, targetTable } from "./foreign-key-target.js";
import type { StandardDialect } from "./standard-dialect.js";

/**
 * The clauses that DDL is made of: columns, constraints, members of an index. Text only, no
 * statements. Every method is a hook; a dialect overrides the smallest one that differs.
 */
export class SchemaClauses {
  readonly context: EditorContext;
  protected readonly dialect: StandardDialect;

  constructor(dialect: StandardDialect, context: EditorContext) {
    this.dialect = dialect;
    this.context = context;
  }

  get database(): string {
    return this.dialect.name;
  }

  quote(name: string): string {
    return this.dialect.quote(name);
  }

  literal(value: SqlValue): string {
    return this.dialect.literal(value);
  }

  protected quoteList(names: readonly string[]): string {
    return names.map((name) => this.quote(name)).join(", ");
  }

  protected tableName(table: Pick<Table, "name" | "namespace">): string {
    return this.dialect.quoteTable(table);
  }

  /** A table in a schema, with the end of the plan to look up what is created later. */
  protected place(table: Table, schema: Schema): FieldPlace {
    return { table, schema, horizon: this.context.horizon };
  }

  /** Everything between the brackets of CREATE TABLE. */
  protected tableBody(place: FieldPlace): readonly string[] {
    const { table } = place;
    return [
      ...table.fields.map((field) => this.columnDefinition(field, place)),
      ...this.primaryKeyClauses(table),
      ...table.uniques.map((unique) => this.uniqueClause(unique)),
      ...table.checks.map((check) => this.checkClause(check)),
      ...table.exclusions.map((exclusion) => this.exclusionClause(exclusion, table)),
      ...this.inlineForeignKeys(place).map((key) => this.foreignKeyClause(key, place)),
    ];
  }

  /** Foreign keys that CREATE TABLE may hold: those whose table is there, or is this one. */
  protected inlineForeignKeys({ table, schema }: FieldPlace): readonly ForeignKey[] {
    return table.foreignKeys.filter((key) => schema.tables.has(key.table));
  }

  /** What follows the closing bracket, with a leading space, or nothing. */
  protected tableOptions(_table: Table): string {
    return "";
  }

  /** `"name" TYPE attributes`, as in CREATE TABLE and ADD COLUMN. */
  protected columnDefinition(field: Field, place: FieldPlace): string {
    return [
      this.quote(field.name),
      this.dialect.columnTypeAt(field, place),
      ...this.columnAttributes(field, place),
    ].join(" ");
  }

  /** What follows name and type. */
  protected columnAttributes(field: Field, place: FieldPlace): readonly string[] {
    return [
      ...this.collationClause(field, place),
      ...this.generatedClause(field),
      ...this.identityClause(field, place),
      ...this.defaultClause(field, place),
      ...this.nullClause(field, place.table),
    ];
  }

  protected collationClause(field: Field, _place: FieldPlace): readonly string[] {
    return field.collation === undefined ? [] : [`COLLATE ${this.quote(field.collation)}`];
  }

  protected generatedClause({ generated }: Field): readonly string[] {
    if (generated === undefined) return [];
    const kind = generated.stored ? "STORED" : "VIRTUAL";
    return [`GENERATED ALWAYS AS (${generated.expression}) ${kind}`];
  }

  /** What makes a `serial` count. */
  protected identityClause(_field: Field, _place: FieldPlace): readonly string[] {
    return [];
  }

  protected defaultClause(field: Field, { schema }: FieldPlace): readonly string[] {
    const sql = this.dialect.defaultSql(field, schema);
    return sql === undefined ? [] : [`DEFAULT ${sql}`];
  }

  protected nullClause(field: Field, table: Table): readonly string[] {
    return this.isNullable(field, table) ? [] : ["NOT NULL"];
  }

  /** A member of the primary key is never null, whatever the field says. */
  protected isNullable(field: Field, table: Table): boolean {
    return field.nullable && table.primaryKey?.fields.includes(field.name) !== true;
  }

  protected primaryKeyClauses({ primaryKey }: Table): readonly string[] {
    if (primaryKey === undefined) return [];
    const name = primaryKey.name === undefined ? "" : `CONSTRAINT ${this.quote(primaryKey.name)} `;
    return [`${name}PRIMARY KEY (${this.quoteList(primaryKey.fields)})`];
  }

  protected uniqueClause(unique: Table["uniques"][number]): string {
    return `CONSTRAINT ${this.quote(unique.name)} UNIQUE (${this.quoteList(unique.fields)})`;
  }

  protected checkClause(check: Table["checks"][number]): string {
    return `CONSTRAINT ${this.quote(check.name)} CHECK (${check.expression})`;
  }

  protected exclusionClause(exclusion: Table["exclusions"][number], table: Table): string {
    throw this.lacks(`exclusion constraint "${exclusion.name}"`, table);
  }

  protected foreignKeyClause(key: ForeignKey, place: FieldPlace): string {
    return (
      `CONSTRAINT ${this.quote(key.name)} FOREIGN KEY (${this.quoteList(key.fields)}) ` +
      this.referencesClause(key, place)
    );
  }

  protected referencesClause(key: ForeignKey, place: FieldPlace): string {
    const target = targetTable(key, place);
    const fields = targetFields(key, place);
    const table = target
      ? this.tableName(target)
      : this.dialect.quoteTableKey(key.table, place.schema);
    const deferrable = key.deferrable ? " DEFERRABLE INITIALLY DEFERRED" : "";
    return (
      `REFERENCES ${table}${fields.length === 0 ? "" : ` (${this.quoteList(fields)})`}` +
      ` ON DELETE ${this.dialect.action(key.onDelete)} ON UPDATE ${this.dialect.action(key.onUpdate)}` +
      deferrable
    );
  }

  renamedValues(field: string, renamed: ReadonlyMap<string, string>): string {
    const column = this.quote(field);
    const cases = [...renamed].map(
      ([from, to]) => ` WHEN ${column} = ${this.literal(from)} THEN ${this.literal(to)}`,
    );
    return `CASE${cases.join("")} ELSE ${column} END`;
  }

  /** The members of an index between its brackets. */
  protected indexParts(index: Index): string {
    return index.parts.map((part) => this.indexPart(part, index)).join(", ");
  }

  protected indexPart(part: IndexPart, _index: Index): string {
    const subject =
      part.field === undefined ? `(${part.expression ?? ""})` : this.quote(part.field);
    return [
      subject,
      ...(part.collation === undefined ? [] : [`COLLATE ${this.quote(part.collation)}`]),
      ...(part.order === "desc" ? ["DESC"] : []),
      ...(part.nulls === undefined ? [] : [`NULLS ${part.nulls.toUpperCase()}`]),
    ].join(" ");
  }

  /** The error for a feature that this database has not got and that nothing can stand in for. */
  protected lacks(feature: string, table: Table): DialectError {
    return new DialectError({
      code: "DIALECT_UNSUPPORTED",
      message: `${this.dialect.name} cannot make ${feature} of table "${tableKey(table)}"`,
      hint: `Leave it out of the schema for ${this.dialect.name}, or make it with RunSQL.`,
    });
  }
}
