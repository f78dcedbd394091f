import { shortName } from "../../schema/constraint-name.js";
import { counts, type IntegerType, integerTypes } from "../../schema/counter.js";
import type { Field } from "../../schema/field.js";
import type { Table } from "../../schema/table.js";
import type { TableName } from "../ddl.js";
import { EditorPart } from "../editor-part.js";
import type { ColumnChange } from "../schema-change.js";
import type { Statement, Statements } from "../statement.js";
import {
  changedCounter,
  countsBy,
  isTurned,
  newCounter,
  numbersOf,
  sequenceOfField,
} from "./counter.js";
import type { PostgresqlDdl } from "./ddl.js";

/** What a change of the way to count does around the change of the column itself. */
interface CountingChange {
  readonly before: Statements;
  readonly after: Statements;
}

/** Identities and sequences: how they are made, and how one becomes the other. */
export class PostgresqlCounters extends EditorPart {
  readonly ddl: PostgresqlDdl;

  constructor(ddl: PostgresqlDdl) {
    super(ddl.dialect, ddl.context);
    this.ddl = ddl;
  }

  /** A sequence under this name, for a field that it does not know yet. */
  create(name: TableName, field: Field): Statement {
    return this.ddl.make({
      sql: `CREATE SEQUENCE ${this.tableName(name)} AS ${numbersOf(field)}${newCounter(field.counter)}`,
      fact: { kind: "table", table: name, exists: true },
    });
  }

  /** From now on the sequence goes when the column goes. */
  own(table: Table, field: Field): Statement {
    const name = this.tableName(sequenceOfField(table, field));
    return this.ddl.sql(
      `ALTER SEQUENCE ${name} OWNED BY ${this.tableName(table)}.${this.quote(field.name)}`,
    );
  }

  rename(from: TableName, to: TableName): Statements {
    if (from.name === to.name) return [];
    return [
      this.ddl.make({
        sql: `ALTER SEQUENCE ${this.tableName(from)} RENAME TO ${this.quote(to.name)}`,
        fact: { kind: "table", table: to, exists: true },
      }),
    ];
  }

  /** The sequence of an identity or of the column's own, as SQL; NULL where there is none. */
  of(table: Table, field: Field): string {
    return `pg_get_serial_sequence(${this.literal(this.tableName(table))}, ${this.literal(field.name)})::regclass`;
  }

  /** The counter of a column goes on behind the furthest number that is there; never back. */
  advance(table: Table, field: Field): Statement {
    const { increment = 1, min, max, start } = field.counter ?? {};
    const up = increment > 0;
    const column = this.quote(field.name);
    // What is outside of its limits it never comes to.
    const within = [
      ...(min === undefined ? [] : [`${column} >= ${min}`]),
      ...(max === undefined ? [] : [`${column} <= ${max}`]),
    ];
    const where = within.length === 0 ? "" : ` WHERE ${within.join(" AND ")}`;
    const [most, name, beyond] = up ? ["max", "highest", ">"] : ["min", "lowest", "<"];
    const before = up ? BigInt(start ?? min ?? 1) - 1n : BigInt(start ?? max ?? -1) + 1n;
    return this.ddl.make({
      sql: `SELECT setval(counter, ${name}) FROM (SELECT ${this.of(table, field)} AS counter, (SELECT ${most}(${column}) FROM ${this.tableName(table)}${where}) AS ${name}) AS state WHERE counter IS NOT NULL AND ${name} ${beyond} coalesce(pg_sequence_last_value(counter), ${before})`,
      comment: `Count on behind the ${name} ${field.name} of ${table.name}`,
    });
  }

  change(column: ColumnChange): CountingChange {
    const { change, oldField, newField } = column;
    const [from, to] = [countsBy(oldField, change.before), countsBy(newField, change.after)];
    if (from !== undefined && to !== undefined) {
      return from === to
        ? this.#recount(column)
        : { before: this.#keepNumbers(column), after: this.#passNumbers(column) };
    }
    const stops = counts(oldField) && !counts(newField);
    const starts = to !== undefined && !counts(oldField);
    return {
      before: stops ? this.#stopCounting(change.to, newField) : [],
      after: starts ? this.#startCounting(column) : [],
    };
  }

  /** A column whose type changes may have, instead of its identity, a sequence that SERIAL made. */
  widen({ change, oldField, newField }: ColumnChange): Statements {
    const [from, to] = [countsBy(oldField, change.before), countsBy(newField, change.after)];
    if (from !== "identity" || to !== "identity") return [];
    const type = numbersOf(newField);
    return [
      this.ddl.make({
        sql: `SELECT format('ALTER SEQUENCE %s AS ${type}', sequence) FROM ${this.#ownedSequence(change.to, newField)}`,
        comment: `Let the sequence of ${newField.name} count as ${type}, if it is of the older kind`,
        executeRows: true,
      }),
    ];
  }

  #startCounting(column: ColumnChange): Statements {
    const { change, newField } = column;
    const by = countsBy(newField, change.after);
    const sequence = sequenceOfField(change.to, newField);
    return [
      ...(by === "sequence"
        ? [this.create(sequence, newField), ...this.#takeSequence(column)]
        : [this.#addIdentity(column)]),
      this.advance(change.to, newField),
    ];
  }

  #addIdentity({ change, newField }: ColumnChange): Statement {
    return this.ddl.alterColumn(change.to, newField, `ADD ${this.ddl.columns.identity(newField)}`);
  }

  #takeSequence({ change: { to }, newField }: ColumnChange): Statements {
    return [
      this.ddl.alterColumn(
        to,
        newField,
        `SET DEFAULT ${this.ddl.columns.nextNumber(to, newField)}`,
      ),
      this.own(to, newField),
    ];
  }

  /** Another kind of the same counter, or other numbers. */
  #recount(column: ColumnChange): CountingChange {
    const { change, oldField, newField } = column;
    const recounted = this.#recounted(column);
    const turned = isTurned(oldField, newField) ? [this.advance(change.to, newField)] : [];
    // Its limits must fit its type at every moment.
    return isWider(numbersOf(oldField), numbersOf(newField))
      ? { before: recounted, after: turned }
      : { before: [], after: [...recounted, ...turned] };
  }

  #recounted({ change: { from, to }, oldField, newField }: ColumnChange): Statements {
    const options = changedCounter(oldField, newField);
    if (newField.sequence === undefined) {
      const kind = newField.identity === "always" ? "ALWAYS" : "BY DEFAULT";
      const actions = [
        ...((oldField.identity === "always") === (newField.identity === "always")
          ? []
          : [`SET GENERATED ${kind}`]),
        ...options.map((option) => (option === "RESTART" ? option : `SET ${option}`)),
      ];
      return actions.length === 0 ? [] : [this.ddl.alterColumn(to, newField, actions.join(" "))];
    }
    const sequence = sequenceOfField(to, newField);
    const [was, is] = [numbersOf(oldField), numbersOf(newField)];
    const words = [...(was === is ? [] : [`AS ${is}`]), ...options];
    return [
      ...this.rename(sequenceOfField(from, oldField), sequence),
      ...(words.length === 0
        ? []
        : [this.ddl.sql(`ALTER SEQUENCE ${this.tableName(sequence)} ${words.join(" ")}`)]),
    ];
  }

  /**
   * Where a sequence waits whose numbers go on, in a table that has an identity for it or will have
   * one: a number that was given once is not given again, also when its row is gone.
   */
  #waitingSequence({ change, newField }: ColumnChange): TableName {
    const name = shortName(`mm_${change.to.name}_${newField.name}_seq`);
    return { name, namespace: change.to.namespace };
  }

  /** The numbers of the counter that goes, in a sequence of their own; then it goes. */
  #keepNumbers(column: ColumnChange): Statements {
    const { change, newField } = column;
    const table = change.to;
    const waiting = this.#waitingSequence(column);
    const kept =
      newField.sequence === undefined
        ? [
            this.ddl.make({
              sql: `SELECT format('ALTER SEQUENCE %s RENAME TO %I', sequence, ${this.literal(waiting.name)}) FROM ${this.#ownedSequence(table, newField)}`,
              comment: `Keep the numbers of ${newField.name}`,
              executeRows: true,
            }),
            this.ddl.sql(`ALTER SEQUENCE IF EXISTS ${this.tableName(waiting)} OWNED BY NONE`),
          ]
        : [
            this.create(waiting, newField),
            this.#countOn({
              from: this.of(table, newField),
              to: this.#regclass(waiting),
            }),
          ];
    return [...kept, ...this.#stopCounting(table, newField)];
  }

  #passNumbers(column: ColumnChange): Statements {
    const { change, newField } = column;
    const waiting = this.#waitingSequence(column);
    const taken =
      newField.sequence === undefined
        ? [
            this.#addIdentity(column),
            this.#countOn({
              from: this.#regclass(waiting),
              to: this.of(change.to, newField),
            }),
            this.ddl.sql(`DROP SEQUENCE IF EXISTS ${this.tableName(waiting)}`),
          ]
        : [
            ...this.rename(waiting, sequenceOfField(change.to, newField)),
            ...this.#takeSequence(column),
          ];
    return [...taken, this.advance(change.to, newField)];
  }

  #regclass(name: TableName): string {
    return `to_regclass(${this.literal(this.tableName(name))})`;
  }

  /** Both are SQL, NULL where there is no such sequence. */
  #countOn(counters: { readonly from: string; readonly to: string }): Statement {
    return this.ddl.make({
      sql: `SELECT setval(seqrelid::regclass, last) FROM (SELECT pg_sequence_last_value(${counters.from}) AS last) AS state JOIN pg_sequence ON seqrelid = ${counters.to} AND last BETWEEN seqmin AND seqmax`,
      comment: "Count on behind the last number that was given",
    });
  }

  /** Identity or the older default from a sequence of its own: the column may have either. */
  #stopCounting(table: Table, field: Field): Statements {
    return [
      this.ddl.alterColumn(table, field, "DROP IDENTITY IF EXISTS"),
      this.ddl.alterColumn(table, field, "DROP DEFAULT"),
      this.ddl.make({
        sql: `SELECT format('DROP SEQUENCE %s', sequence) FROM ${this.#ownedSequence(table, field)}`,
        comment: `Drop the sequence of ${field.name}, if it had one of the older kind`,
        executeRows: true,
      }),
    ];
  }

  /** A sequence that the column owns and that is not that of an identity. */
  #ownedSequence(table: Table, field: Field): string {
    return `(SELECT d.objid::regclass AS sequence FROM pg_depend d JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S' JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype = 'a' AND a.attrelid = ${this.literal(this.tableName(table))}::regclass AND a.attname = ${this.literal(field.name)}) AS owned`;
  }
}

function isWider(one: IntegerType, other: IntegerType): boolean {
  return integerTypes.indexOf(one) > integerTypes.indexOf(other);
}
