import type { Field } from "../../schema/field.js";
import { type FieldPlace, resolveFieldType } from "../../schema/resolve-field-type.js";
import { tableKey } from "../../schema/schema.js";
import type { Table } from "../../schema/table.js";
import type { StatementParts } from "../data-editor.js";
import type { ColumnChange } from "../ddl-statements.js";
import { keyFreePlace } from "../key-free-place.js";
import type { LiveColumn, Statement } from "../statement.js";
import { isMemberOf, withoutFields, withoutMembers } from "../table-members.js";
import { isCounter, MysqlClauses } from "./mysql-clauses.js";
import { standingOn } from "./mysql-dependents.js";
import { isMisread } from "./mysql-misread.js";
import { generatedNotices, noticeText } from "./mysql-notices.js";
import { primaryKeyProbe, RUN_AGAIN } from "./mysql-probe.js";
import { mysqlText } from "./mysql-text.js";

/** Characters that a message of SIGNAL may have. */
const LONGEST_MESSAGE = 128;

/** How a column is defined before a statement and after it. */
export interface Definitions {
  readonly from: string;
  readonly to: string;
}

/** Statements about one column: the whole definition again and again, as MySQL wants it. */
export class MysqlColumnEditor extends MysqlClauses {
  protected override addColumnStatement(field: Field, place: FieldPlace): Statement {
    const { table } = place;
    // A counter must be a key in the very statement that makes it.
    const key = isCounter(field) && table.primaryKey?.fields.includes(field.name) === true;
    return this.make({
      sql:
        `ALTER TABLE ${this.tableName(table)} ADD COLUMN ${this.columnDefinition(field, place)}` +
        this.position(field, table) +
        (key
          ? this.primaryKeyClauses(table)
              .map((clause) => `, ADD ${clause}`)
              .join("")
          : ""),
      comment: field.generated && noticeText(generatedNotices(field)),
      fact: { kind: "column", table, name: field.name, exists: true },
    });
  }

  /** Where the column stands; nothing for the last one. */
  protected position(field: Field, { fields }: Table): string {
    const at = fields.findIndex(({ name }) => name === field.name);
    const previous = fields[at - 1];
    if (at < 0 || at === fields.length - 1) return "";
    return previous === undefined ? " FIRST" : ` AFTER ${this.quote(previous.name)}`;
  }

  /** Is there nothing that a row which exists could have in a field that is added like this? */
  protected lacksValue(field: Field, place: FieldPlace): boolean {
    if (field.generated !== undefined || isCounter(field)) return false;
    if (this.isNullable(field, place.table)) return false;
    return this.dialect.defaultSql(field, place.schema) === undefined;
  }

  /**
   * Where other databases refuse, this one makes up values: `0000-00-00`, the first value of an
   * enum, for a TIMESTAMP that becomes required even the time of the change.
   */
  protected stopStatement(table: Table, field: string, empty?: string): Statement {
    const message = `rows of "${table.name}" have no value for "${field}"`.slice(
      0,
      LONGEST_MESSAGE,
    );
    const signal = `SIGNAL SQLSTATE '23000' SET MYSQL_ERRNO = 1048, MESSAGE_TEXT = ${mysqlText(message)}`;
    const where = empty === undefined ? "" : ` WHERE ${this.quote(empty)} IS NULL`;
    return this.again({
      sql: `SELECT ${mysqlText(signal)} AS statement FROM ${this.tableName(table)}${where} LIMIT 1`,
      comment: `Stop if rows of ${table.name} have no value for ${field}`,
      executeRows: true,
    });
  }

  /**
   * The expression that makes the new value of the old one, where MODIFY COLUMN does not: between an
   * enum and numbers the servers go by the place of a value in the list, and not by the value.
   */
  protected conversion({ change, oldField, newField, options }: ColumnChange): string | undefined {
    if (options.using !== undefined) return options.using;
    const before = this.dialect.columnTypeAt(oldField, this.place(change.from, change.before));
    const after = this.dialect.columnTypeAt(newField, this.place(change.to, change.after));
    return isMisread(before, after) ? `CAST(${this.quote(newField.name)} AS CHAR)` : undefined;
  }

  protected override alterColumn(column: ColumnChange): readonly Statement[] {
    const { change, oldField, newField, options } = column;
    const before = this.definition(column, "before");
    const after = this.definition(column, "after");
    const { renamed } = options;
    if (renamed !== undefined && newField.type === "foreign_key") return this.#renameAlong(column);
    const using = this.conversion(column);
    if (before === after && using === undefined) return [];
    if (oldField.generated?.stored !== newField.generated?.stored) return this.remakeColumn(column);
    if (using !== undefined) return this.convertColumn(column, using);
    const fill = this.tightens(column)
      ? (options.backfill ?? this.fillingDefault(column))
      : undefined;
    const stop =
      this.tightens(column) && !isCounter(newField)
        ? [this.stopStatement(change.to, newField.name, newField.name)]
        : [];
    const modify = (from: string, to: string): Statement =>
      this.modify(change.to, newField, { from, to });
    if (fill === undefined) return [...stop, modify(before, after)];
    // The old type may be too narrow for the value that fills the gaps.
    const widened = this.typeChanges(column) ? this.definition(column, "nullable") : before;
    return [
      ...(widened === before ? [] : [modify(before, widened)]),
      ...this.fillStatements(change, newField, fill, true),
      ...stop,
      modify(widened, after),
    ];
  }

  /**
   * The text of the column's definition. A counter whose key comes or goes in the same change does
   * not count meanwhile; see `gainStatements`.
   */
  protected definition(column: ColumnChange, when: "before" | "after" | "nullable"): string {
    const { change, oldField, newField } = column;
    if (when === "before") {
      const place = this.place(change.from, change.before);
      return this.columnDefinition({ ...oldField, name: newField.name }, renamed(place, column));
    }
    const place = this.place(change.to, change.after);
    const countless = isCounter(newField) && !sameKey(change.from, change.to);
    const field = countless ? { ...newField, type: plainType(newField) } : newField;
    if (when === "after") return this.columnDefinition(field, place);
    const free = keyFreePlace(place, newField.name);
    return this.columnDefinition({ ...field, type: plainType(field), nullable: true }, free);
  }

  /** From one definition to the other; see `LiveColumn` for what the column has besides. */
  protected modify(table: Table, field: Field, definitions: Definitions): Statement {
    return this.again({
      sql: `ALTER TABLE ${this.tableName(table)} MODIFY COLUMN ${definitions.to}`,
      comment: `Change ${field.name} of ${table.name}`,
      live: this.#live(table, field, { ...definitions, remade: false }),
    });
  }

  #live(
    table: Table,
    { name }: Field,
    definitions: Definitions & { readonly remade: boolean },
  ): LiveColumn {
    return {
      kind: "column",
      table: tableKey(table),
      field: name,
      ...definitions,
    };
  }

  /** Looks, before anything is done, for what these fields have and the change would lose. */
  protected knownStatement(
    { table, schema }: Pick<FieldPlace, "table" | "schema">,
    fields: readonly Field[],
    dropped: boolean,
  ): Statement {
    const place = this.place(table, schema);
    const names = fields.map(({ name }) => name);
    const known = [table.indexes, table.uniques, table.checks, table.foreignKeys].flat();
    return this.again({
      sql: `SHOW CREATE TABLE ${this.tableName(table)}`,
      comment: `Stop if ${names.join(", ")} of ${table.name} has what this would lose and no migration knows`,
      live: {
        kind: "known",
        table: tableKey(table),
        fields: fields.map((field) => ({
          name: field.name,
          from: this.columnDefinition(field, place),
        })),
        dropped,
        members: known.map(({ name }) => name),
      },
    });
  }

  /** The same for generated fields that go and come because of the field that they stand on. */
  protected knownDependents(
    place: Pick<FieldPlace, "table" | "schema">,
    name: string,
  ): readonly Statement[] {
    const dependents = standingOn(place.table, name);
    return dependents.length === 0 ? [] : [this.knownStatement(place, dependents, true)];
  }

  /** A statement that does no harm when it runs twice. */
  protected again(parts: StatementParts): Statement {
    return { ...this.make(parts), probe: RUN_AGAIN };
  }

  /**
   * A new type by way of an expression: there is no USING. The converted values wait in a column of
   * their own while the old one is emptied and changed, so indexes and position stay.
   */
  protected convertColumn(column: ColumnChange, using: string): readonly Statement[] {
    const { change, oldField, newField, options } = column;
    const table = change.to;
    const name = `mm_using_${newField.name}`.slice(0, 64);
    const place = this.place(table, change.after);
    // No foreign key knows it: it has the type itself.
    const resolved = resolveFieldType(newField, place);
    const scratch: Field = {
      ...resolved,
      name,
      type: plainType(resolved),
      default: undefined,
      nullable: true,
      comment: undefined,
      autoCreate: false,
      autoUpdate: false,
      generated: undefined,
    };
    const scratchPlace = withField(place, scratch);
    const emptied = this.columnDefinition(
      {
        ...oldField,
        name: newField.name,
        type: plainType(oldField),
        nullable: true,
      },
      renamed(keyFreePlace(this.place(change.from, change.before), oldField.name), column),
    );
    const before = this.definition(column, "before");
    const nullable = this.definition(column, "nullable");
    const stop = (empty: string): readonly Statement[] =>
      this.isNullable(newField, table) || isCounter(newField)
        ? []
        : [this.stopStatement(table, newField.name, empty)];
    const set = (assigned: string, value: string, comment?: string): readonly Statement[] =>
      this.updateStatements(change, {
        field: newField,
        column: assigned,
        value,
        where: undefined,
        comment,
      });
    const fill = this.tightens(column)
      ? (options.backfill ?? this.fillingDefault(column))
      : undefined;
    return [
      this.addColumnStatement(scratch, scratchPlace),
      ...set(name, `(${using})`, `Convert ${newField.name}`),
      ...(fill === undefined ? stop(name) : []),
      this.modify(table, newField, { from: before, to: emptied }),
      ...set(newField.name, "NULL"),
      this.modify(table, newField, { from: emptied, to: nullable }),
      ...set(newField.name, this.quote(name)),
      ...(fill === undefined
        ? []
        : [...this.fillStatements(change, newField, fill, true), ...stop(newField.name)]),
      this.modify(table, newField, {
        from: nullable,
        to: this.definition(column, "after"),
      }),
      this.dropColumnStatement(table, scratch),
    ];
  }

  /** A reference to an enum whose values get other names: it may have both while its rows change. */
  #renameAlong(column: ColumnChange): readonly Statement[] {
    const { change, oldField, newField, options } = column;
    const place = this.place(change.to, change.after);
    const old = resolveFieldType(oldField, this.place(change.from, change.before));
    const resolved = resolveFieldType(newField, place);
    const values = [...new Set([...(old.values ?? []), ...(resolved.values ?? [])])];
    const both = this.columnDefinition({ ...resolved, values }, place);
    return [
      this.modify(change.to, newField, { from: this.definition(column, "before"), to: both }),
      ...this.updateStatements(change, {
        field: newField,
        column: newField.name,
        value: options.using ?? this.quote(newField.name),
        where: undefined,
        comment: `Rename the values of ${newField.name} as well`,
      }),
      this.modify(change.to, newField, { from: both, to: this.definition(column, "after") }),
    ];
  }

  /**
   * Plain, virtual and stored columns are not changed into each other: out and in again, with all
   * that stands on them. The server would take a dropped column out of its keys without a word.
   */
  protected remakeColumn(column: ColumnChange): readonly Statement[] {
    const { change, oldField, newField } = column;
    const { name } = newField;
    // What the table loses or gains besides is not there now.
    const table = withoutMembers(change.to, (member) => !isMemberOf(change.from, member));
    const dependents = standingOn(table, name);
    const others = dependents.map((field) => field.name);
    const bare = withoutFields(table, [name, ...others]);
    const place = this.place(table, change.after);
    const from = this.definition(column, "before");
    const to = this.columnDefinition(newField, place);
    const position = this.position(newField, withoutFields(table, others));
    const plain = newField.generated === undefined && oldField.generated !== undefined;
    return [
      ...this.loseStatements({ ...change, from: table, to: bare }),
      ...dependents.toReversed().map((field) => this.dropColumnStatement(table, field)),
      this.again({
        sql:
          `ALTER TABLE ${this.tableName(table)} DROP COLUMN ${this.quote(name)}, ` +
          `ADD COLUMN ${to}${position}`,
        comment: `Make ${name} of ${table.name} anew`,
        live: this.#live(table, newField, { from, to, remade: true }),
      }),
      ...(plain
        ? this.fillStatements(
            { ...change, to: table },
            newField,
            oldField.generated?.expression ?? "NULL",
          )
        : []),
      ...dependents.map((field) => this.addColumnStatement(field, place)),
      ...this.gainStatements({ ...change, from: bare, to: table }),
    ];
  }

  protected override alterNull({ change, newField }: ColumnChange): readonly Statement[] {
    const place = this.place(change.to, change.after);
    const to = this.columnDefinition(newField, place);
    const free = keyFreePlace(place, newField.name);
    const from = this.columnDefinition({ ...newField, nullable: true }, free);
    return [
      this.stopStatement(change.to, newField.name, newField.name),
      this.modify(change.to, newField, { from, to }),
    ];
  }

  /** A counter must stop counting before it is a key no longer. */
  protected override dropPrimaryKeyStatements(table: Table): readonly Statement[] {
    const place = this.place(table, this.context.horizon);
    const counters = table.fields.filter(
      (field) => isCounter(field) && table.primaryKey?.fields.includes(field.name) === true,
    );
    return [
      ...counters.map((field) => {
        const plain = { ...field, type: plainType(field), nullable: false };
        return this.modify(table, field, {
          from: this.columnDefinition(field, place),
          to: this.columnDefinition(plain, place),
        });
      }),
      {
        ...this.make({
          sql: `ALTER TABLE ${this.tableName(table)} DROP PRIMARY KEY`,
        }),
        probe: primaryKeyProbe(table, false),
      },
    ];
  }
}

/** The type of a counter's numbers. */
export function plainType(field: Field): string {
  if (!isCounter(field)) return field.type;
  return field.type === "bigserial" ? "bigint" : "integer";
}

export function sameKey(from: Table, to: Table): boolean {
  return (from.primaryKey?.fields ?? []).join("\0") === (to.primaryKey?.fields ?? []).join("\0");
}

/** The place before the change, but for the field's name. */
function renamed(place: FieldPlace, { oldField, newField }: ColumnChange): FieldPlace {
  if (oldField.name === newField.name) return place;
  const swap = (name: string): string => (name === oldField.name ? newField.name : name);
  const { table } = place;
  return {
    ...place,
    table: {
      ...table,
      primaryKey: table.primaryKey && {
        ...table.primaryKey,
        fields: table.primaryKey.fields.map(swap),
      },
      foreignKeys: table.foreignKeys.map((key) => ({
        ...key,
        fields: key.fields.map(swap),
      })),
    },
  };
}

function withField(place: FieldPlace, field: Field): FieldPlace {
  return {
    ...place,
    table: { ...place.table, fields: [...place.table.fields, field] },
  };
}
