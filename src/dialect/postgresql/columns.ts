import { isDeepStrictEqual } from "node:util";
import { sideName } from "../../schema/constraint-name.js";
import { counts } from "../../schema/counter.js";
import type { Field, SideNamed } from "../../schema/field.js";
import type { FieldPlace } from "../../schema/resolve-field-type.js";
import type {
  ForeignKey,
  Index,
  IndexPart,
  PrimaryKey,
  Table,
  Unique,
} from "../../schema/table.js";
import { StandardColumns } from "../columns.js";
import { countsBy, newCounter, sequenceOfField } from "./counter.js";
import { storageParameters } from "./table-options.js";

/** An operator class as it is written without quotes, with parameters or without. */
const PLAIN_OPCLASS = /^[a-z_][a-z0-9_$]*(\.[a-z_][a-z0-9_$]*)?(\s*\([^()]*\))?$/i;

/** A collation of another schema, as it is written: names of the server's own have dots, so one without quotes is a name. */
const QUALIFIED_COLLATION = /^"(?:[^"]|"")+"\."(?:[^"]|"")+"$/;

/** PostgreSQL's words for clauses. */
export class PostgresqlColumns extends StandardColumns {
  protected override readonly counterWords = [
    "always",
    "start",
    "increment",
    "min",
    "max",
    "cache",
    "cycle",
  ] as const;

  // Clauses

  /** An identity is never null: PostgreSQL insists. A sequence is a default like others. */
  override isNullable(field: Field, table: Table): boolean {
    return super.isNullable(field, table) && (!counts(field) || field.sequence !== undefined);
  }

  override inlineUniques(table: Table): Table["uniques"] {
    const repeated = this.repeatedUniques(table);
    return table.uniques.filter((unique) => !repeated.includes(unique));
  }

  /** Over the fields of another key: CREATE TABLE would make one constraint of the two. */
  repeatedUniques({ primaryKey, uniques }: Table): Table["uniques"] {
    return uniques.filter(({ fields }, at) =>
      [primaryKey, ...uniques.slice(0, at)].some((key) => isDeepStrictEqual(key?.fields, fields)),
    );
  }

  /** Rows of a new table are always checked, so what is not to be comes behind it. */
  override inlineChecks({ checks }: Table): Table["checks"] {
    return checks.filter(({ notValid }) => notValid !== true);
  }

  override inlineForeignKeys(place: FieldPlace): readonly ForeignKey[] {
    return super.inlineForeignKeys(place).filter(({ notValid }) => notValid !== true);
  }

  override primaryKeyClauses(table: Table): readonly string[] {
    const { primaryKey: key } = table;
    return super.primaryKeyClauses(table).map((clause) => clause + this.#keyTraits(key));
  }

  override uniqueClause(unique: Table["uniques"][number]): string {
    const nulls = unique.nullsNotDistinct === true ? "NULLS NOT DISTINCT " : "";
    return (
      `CONSTRAINT ${this.quote(unique.name)} UNIQUE ${nulls}(${this.quoteList(unique.fields)})` +
      this.#keyTraits(unique)
    );
  }

  #keyTraits(key: Pick<Unique, "include" | "deferrable"> | undefined): string {
    const include = key?.include === undefined ? "" : ` INCLUDE (${this.quoteList(key.include)})`;
    return include + this.#deferred(key);
  }

  #deferred(key: Pick<Unique, "deferrable"> | undefined): string {
    return this.deferrableClause({ deferrable: key?.deferrable ?? false });
  }

  /** The index has all of it but when it is checked. */
  uniqueUsingIndex(unique: Unique): string {
    const name = this.quote(unique.name);
    return `CONSTRAINT ${name} UNIQUE USING INDEX ${name}${this.#deferred(unique)}`;
  }

  /** The index takes the name of the key. Both are quoted, or places in a text for `format`. */
  keyUsingIndex(key: PrimaryKey, name: string, index: string): string {
    return `CONSTRAINT ${name} PRIMARY KEY USING INDEX ${index}${this.#deferred(key)}`;
  }

  override checkClause(check: Table["checks"][number]): string {
    return super.checkClause(check) + (check.noInherit === true ? " NO INHERIT" : "");
  }

  override matchClause({ match }: ForeignKey): string {
    return match === undefined ? "" : " MATCH FULL";
  }

  override deletedFields({ onDeleteFields }: ForeignKey): string {
    return onDeleteFields === undefined ? "" : ` (${this.quoteList(onDeleteFields)})`;
  }

  override deferrableClause(key: Pick<ForeignKey, "deferrable">): string {
    return key.deferrable === "immediate" ? " DEFERRABLE" : super.deferrableClause(key);
  }

  override tableOptions({ options }: Table): string {
    const given = storageParameters(options);
    return given.length === 0 ? "" : ` WITH (${given.join(", ")})`;
  }

  override identityClause(field: Field, { table, schema }: FieldPlace): readonly string[] {
    switch (countsBy(field, schema)) {
      case "identity":
        return [this.identity(field)];
      case "sequence":
        return [`DEFAULT ${this.nextNumber(table, field)}`];
      default:
        return [];
    }
  }

  identity({ identity, counter }: Field): string {
    const options = newCounter(counter).trim();
    const kind = identity === "always" ? "ALWAYS" : "BY DEFAULT";
    return `GENERATED ${kind} AS IDENTITY${options === "" ? "" : ` (${options})`}`;
  }

  nextNumber(table: Table, field: Field): string {
    return `nextval(${this.literal(this.tableName(sequenceOfField(table, field)))}::regclass)`;
  }

  /** The only kind before version 18; what was asked as virtual differs in space, not in value. */
  override generatedClause({ generated }: Field): readonly string[] {
    return generated === undefined ? [] : [`GENERATED ALWAYS AS (${generated.expression}) STORED`];
  }

  override exclusionClause(exclusion: Table["exclusions"][number]): string {
    const definition = exclusion.definition.replace(/^\s*EXCLUDE\s+/i, "");
    return `CONSTRAINT ${this.quote(exclusion.name)} EXCLUDE ${definition}`;
  }

  override collationName(collation: string): string {
    return QUALIFIED_COLLATION.test(collation) ? collation : super.collationName(collation);
  }

  override operatorClass({ opclass }: IndexPart): readonly string[] {
    if (opclass === undefined) return [];
    return [PLAIN_OPCLASS.test(opclass) ? opclass : this.quote(opclass)];
  }

  override createIndexSql(table: Table, index: Index, concurrently = false): string {
    return [
      `CREATE ${index.unique ? "UNIQUE " : ""}INDEX`,
      ...(concurrently ? ["CONCURRENTLY"] : []),
      `${this.quote(index.name)} ON ${this.tableName(table)}`,
      ...(index.method === undefined ? [] : [`USING ${this.quote(index.method.toLowerCase())}`]),
      `(${this.indexParts(index)})`,
      ...(index.include.length === 0 ? [] : [`INCLUDE (${this.quoteList(index.include)})`]),
      ...(index.nullsNotDistinct ? ["NULLS NOT DISTINCT"] : []),
      ...(index.where === undefined ? [] : [`WHERE ${index.where}`]),
    ].join(" ");
  }
}

/**
 * The name of the trigger, and of its function, that stand in for a column attribute PostgreSQL
 * has not got. The introspector knows an `autoUpdate` field by it.
 */
export function autoUpdateName(table: string, field: SideNamed): string {
  return sideName(`${table}_${field.name}_auto_update`, { table, field, side: "auto_update" });
}
