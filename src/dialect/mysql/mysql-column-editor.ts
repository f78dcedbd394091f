import type { Field } from "../../schema/field.js";
import { type FieldPlace, resolveFieldType } from "../../schema/resolve-field-type.js";
import type { Table } from "../../schema/table.js";
import type { StatementParts } from "../data-editor.js";
import type { ColumnChange } from "../ddl-statements.js";
import { keyFreePlace } from "../key-free-place.js";
import type { Statement } from "../statement.js";
import { isMemberOf, withoutFields, withoutMembers } from "../table-members.js";
import { isCounter, MysqlClauses } from "./mysql-clauses.js";
import { standingOn } from "./mysql-dependents.js";
import { generatedNotices, noticeText } from "./mysql-notices.js";
import { primaryKeyProbe, RUN_AGAIN } from "./mysql-probe.js";
import { mysqlText } from "./mysql-text.js";

/** Characters that a message of SIGNAL may have. */
const LONGEST_MESSAGE = 128;

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

  protected override alterColumn(column: ColumnChange): readonly Statement[] {
    const { change, oldField, newField, options } = column;
    const before = this.definition(column, "before");
    const after = this.definition(column, "after");
    if (before === after && options.using === undefined) return [];
    if (oldField.generated?.stored !== newField.generated?.stored) return this.remakeColumn(column);
    if (options.using !== undefined) return this.convertColumn(column);
    const fill = this.tightens(column)
      ? (options.backfill ?? this.fillingDefault(column))
      : undefined;
    const stop =
      this.tightens(column) && !isCounter(newField)
        ? [this.stopStatement(change.to, newField.name, newField.name)]
        : [];
    if (fill === undefined) return [...stop, this.modify(change.to, newField, after)];
    const nullable = this.definition(column, "nullable");
    return [
      // The old type may be too narrow for the value that fills the gaps.
      ...(this.typeChanges(column) ? [this.modify(change.to, newField, nullable)] : []),
      ...this.fillStatements(change, newField, fill, true),
      ...stop,
      this.modify(change.to, newField, after),
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

  protected modify(table: Table, field: Field, definition: string): Statement {
    return this.again({
      sql: `ALTER TABLE ${this.tableName(table)} MODIFY COLUMN ${definition}`,
      comment: `Change ${field.name} of ${table.name}`,
    });
  }

  /** A statement that does no harm when it runs twice. */
  protected again(parts: StatementParts): Statement {
    return { ...this.make(parts), probe: RUN_AGAIN };
  }

  /**
   * A new type by way of an expression: there is no USING. The converted values wait in a column of
   * their own while the old one is emptied and changed, so indexes and position stay.
   */
  protected convertColumn(column: ColumnChange): readonly Statement[] {
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
      { ...oldField, name: newField.name, type: plainType(oldField), nullable: true },
      renamed(keyFreePlace(this.place(change.from, change.before), oldField.name), column),
    );
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
      ...set(name, `(${options.using ?? ""})`, `Convert ${newField.name}`),
      ...(fill === undefined ? stop(name) : []),
      this.modify(table, newField, emptied),
      ...set(newField.name, "NULL"),
      this.modify(table, newField, this.definition(column, "nullable")),
      ...set(newField.name, this.quote(name)),
      ...(fill === undefined
        ? []
        : [...this.fillStatements(change, newField, fill, true), ...stop(newField.name)]),
      this.modify(table, newField, this.definition(column, "after")),
      this.dropColumnStatement(table, scratch),
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
    const definition = this.columnDefinition(newField, place);
    const position = this.position(newField, withoutFields(table, others));
    const plain = newField.generated === undefined && oldField.generated !== undefined;
    return [
      ...this.loseStatements({ ...change, from: table, to: bare }),
      ...dependents.toReversed().map((field) => this.dropColumnStatement(table, field)),
      this.again({
        sql:
          `ALTER TABLE ${this.tableName(table)} DROP COLUMN ${this.quote(name)}, ` +
          `ADD COLUMN ${definition}${position}`,
        comment: `Make ${name} of ${table.name} anew`,
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
    const definition = this.columnDefinition(newField, this.place(change.to, change.after));
    return [
      this.stopStatement(change.to, newField.name, newField.name),
      this.modify(change.to, newField, definition),
    ];
  }

  /** A counter must stop counting before it is a key no longer. */
  protected override dropPrimaryKeyStatements(table: Table): readonly Statement[] {
    const place = this.place(table, this.context.horizon);
    const counters = table.fields.filter(
      (field) => isCounter(field) && table.primaryKey?.fields.includes(field.name) === true,
    );
    return [
      ...counters.map((field) =>
        this.modify(
          table,
          field,
          this.columnDefinition({ ...field, type: plainType(field), nullable: false }, place),
        ),
      ),
      {
        ...this.make({ sql: `ALTER TABLE ${this.tableName(table)} DROP PRIMARY KEY` }),
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
      foreignKeys: table.foreignKeys.map((key) => ({ ...key, fields: key.fields.map(swap) })),
    },
  };
}

function withField(place: FieldPlace, field: Field): FieldPlace {
  return { ...place, table: { ...place.table, fields: [...place.table.fields, field] } };
}
