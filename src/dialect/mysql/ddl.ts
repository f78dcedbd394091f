import { counts } from "../../schema/counter.js";
import type { Field } from "../../schema/field.js";
import { isSameSet } from "../../schema/key-references.js";
import type { FieldPlace } from "../../schema/resolve-field-type.js";
import { tableKey } from "../../schema/schema.js";
import type { ForeignKey, Index, Table } from "../../schema/table.js";
import { uncounted } from "../../schema/uncounted.js";
import { noticeText, StandardDdl, type StatementFact, type StatementParts } from "../ddl.js";
import type { LiveColumn, Statement, Statements } from "../statement.js";
import { type MysqlColumns, mayCount } from "./columns.js";
import { generatedFrom } from "./dependents.js";
import { foreignKeyNotices, generatedNotices } from "./notices.js";
import { optionChanges, tableOptions } from "./options.js";
import { indexRows, mysqlProbe, primaryKeyProbe, RUN_AGAIN, triggerProbe } from "./probe.js";
import { mysqlText } from "./text-literal.js";
import { needsTrigger, updateTriggerName } from "./trigger.js";

/** Characters that a message of SIGNAL may have. */
const LONGEST_MESSAGE = 128;

/** How a column is defined before a statement and after it. */
interface Definitions {
  readonly from: string;
  readonly to: string;
}

/** One statement of DDL each: the whole definition of a column again and again, as MySQL wants it. */
export class MysqlDdl extends StandardDdl<MysqlColumns> {
  override probe(fact: StatementFact): string | undefined {
    return mysqlProbe(fact);
  }

  override createTable(place: FieldPlace): Statement {
    const { table } = place;
    const notices = [
      ...table.fields.flatMap((field) => this.#noticesOf(field)),
      ...table.indexes.flatMap((index) => this.columns.noticesOf(table, index)),
      ...table.foreignKeys.flatMap(foreignKeyNotices),
    ];
    return { ...super.createTable(place), comment: noticeText(notices) };
  }

  override addColumn(field: Field, place: FieldPlace): Statement {
    const { table } = place;
    // A counter must be a key in the very statement that makes it.
    const key = counts(field) && table.primaryKey?.fields.includes(field.name) === true;
    return this.make({
      sql:
        `ALTER TABLE ${this.tableName(table)} ADD COLUMN ${this.columns.columnDefinition(field, place)}` +
        this.position(field, table) +
        (key
          ? this.columns
              .primaryKeyClauses(table)
              .map((clause) => `, ADD ${clause}`)
              .join("")
          : "") +
        this.columns
          .startClause(field)
          .map((clause) => `, ${clause}`)
          .join(""),
      comment: noticeText(this.#noticesOf(field)),
      fact: { kind: "column", table, name: field.name, exists: true },
    });
  }

  #noticesOf(field: Field): readonly string[] {
    return [...generatedNotices(field), ...[this.columns.fieldNotice(field) ?? []].flat()];
  }

  /** A counter that exists goes on at this number, unless it is further already. */
  startCounter(table: Table, field: Field): Statements {
    return this.columns
      .startClause(field)
      .map((clause) => this.again({ sql: `ALTER TABLE ${this.tableName(table)} ${clause}` }));
  }

  /** Where the column stands; nothing for the last one. */
  position(field: Field, { fields }: Table): string {
    const at = fields.findIndex(({ name }) => name === field.name);
    const previous = fields[at - 1];
    if (at < 0 || at === fields.length - 1) return "";
    return previous === undefined ? " FIRST" : ` AFTER ${this.quote(previous.name)}`;
  }

  /**
   * Where other databases refuse, this one makes up values: `0000-00-00`, the first value of an
   * enum, for a TIMESTAMP that becomes required even the time of the change.
   */
  stopStatement(table: Table, field: string, empty?: string): Statement {
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

  /** From one definition to the other; see `LiveColumn` for what the column has besides. */
  modify(table: Table, field: Field, definitions: Definitions): Statement {
    return this.again({
      sql: `ALTER TABLE ${this.tableName(table)} MODIFY COLUMN ${definitions.to}`,
      comment: `Change ${field.name} of ${table.name}`,
      live: this.columnLive(table, field, { ...definitions, remade: false }),
    });
  }

  columnLive(
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
  knownStatement(
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
          from: this.columns.columnDefinition(field, place),
        })),
        dropped,
        members: known.map(({ name }) => name),
      },
    });
  }

  /** The same for generated fields that go and come because of the field that they stand on. */
  knownDependents(place: Pick<FieldPlace, "table" | "schema">, name: string): Statements {
    const dependents = generatedFrom(place.table, name);
    return dependents.length === 0 ? [] : [this.knownStatement(place, dependents, true)];
  }

  /** A statement that does no harm when it runs twice. */
  again(parts: StatementParts): Statement {
    return this.make({ ...parts, probe: RUN_AGAIN });
  }

  override dropPrimaryKey(table: Table): Statements {
    return [
      ...this.#stopCounting(table, undefined),
      this.make({
        sql: `ALTER TABLE ${this.tableName(table)} DROP PRIMARY KEY`,
        probe: primaryKeyProbe(table, false),
      }),
    ];
  }

  exchangePrimaryKey(from: Table, to: Table): Statements {
    const added = this.columns.primaryKeyClauses(to).map((clause) => `, ADD ${clause}`);
    const sql = `ALTER TABLE ${this.tableName(from)} DROP PRIMARY KEY${added.join("")}`;
    return [...this.#stopCounting(from, to.primaryKey), this.again({ sql })];
  }

  /** A counter must stop counting before it is a key no longer, and would begin anew behind that. */
  #stopCounting(table: Table, primaryKey: Table["primaryKey"]): Statements {
    const place = this.place(table, this.context.horizon);
    return table.fields
      .filter((field) => counts(field) && table.primaryKey?.fields.includes(field.name) === true)
      .filter(({ name }) => !mayCount({ ...table, primaryKey }, name))
      .map((field) => {
        const plain = { ...uncounted(field), nullable: false };
        return this.modify(table, field, {
          from: this.columns.columnDefinition(field, place),
          to: this.columns.columnDefinition(plain, place),
        });
      });
  }

  /**
   * The index that a foreign key leans on may be one that goes: then the key gets its own, unless it
   * has one from an earlier time.
   */
  ownIndexes(from: Table, left: Table): Statements {
    const bare = left.foreignKeys.filter((key) => isCovered(from, key) && !isCovered(left, key));
    return bare.map((key) => {
      const action = `ALTER TABLE ${this.tableName(from)} ADD KEY ${this.quote(key.name)} (${this.quoteList(key.fields)})`;
      const rows = indexRows(from, key.name);
      return this.again({
        sql: `SELECT ${mysqlText(action)} AS statement FROM DUAL WHERE NOT EXISTS (SELECT * FROM ${rows})`,
        comment: `Foreign key ${key.name} needs an index of its own now`,
        executeRows: true,
      });
    });
  }

  override addIndex(table: Table, index: Index): Statements {
    const comment = noticeText(this.columns.noticesOf(table, index));
    return super.addIndex(table, index).map((statement) => ({ ...statement, comment }));
  }

  override addForeignKey(place: FieldPlace, key: ForeignKey): Statements {
    const comment = noticeText(foreignKeyNotices(key));
    return super.addForeignKey(place, key).map((statement) => ({ ...statement, comment }));
  }

  override dropIndex(table: Table, index: Index): Statements {
    return [this.dropKey(table, index.name)];
  }

  dropKey(table: Table, name: string): Statement {
    return this.make({
      sql: `ALTER TABLE ${this.tableName(table)} DROP INDEX ${this.quote(name)}`,
      fact: { kind: "index", table, name, exists: false },
    });
  }

  override renameIndex(table: Table, oldIndex: Index, newIndex: Index): Statements {
    return [
      this.make({
        sql: `ALTER TABLE ${this.tableName(table)} RENAME INDEX ${this.quote(oldIndex.name)} TO ${this.quote(newIndex.name)}`,
        fact: { kind: "index", table, name: newIndex.name, exists: true },
      }),
    ];
  }

  override dropConstraint(
    table: Table,
    name: string,
    kind: "unique" | "check" | "exclusion" | "foreign key",
  ): Statements {
    if (kind === "unique") return [this.dropKey(table, name)];
    if (kind !== "foreign key") return super.dropConstraint(table, name, kind);
    return [
      this.make({
        sql: `ALTER TABLE ${this.tableName(table)} DROP FOREIGN KEY ${this.quote(name)}`,
        fact: { kind: "constraint", table, name, exists: false },
      }),
    ];
  }

  /** The server made an index for the key and leaves it behind. */
  override dropForeignKey(table: Table, key: ForeignKey): Statements {
    const dropped = super.dropForeignKey(table, key);
    if (table.indexes.some(({ name }) => name === key.name)) return dropped;
    if (table.uniques.some(({ name }) => name === key.name)) return dropped;
    const heir = table.foreignKeys.find(
      (other) =>
        other.name !== key.name && !isCovered(table, other) && leads(key.fields, other.fields),
    );
    const target = `ALTER TABLE ${this.tableName(table)} `;
    const action =
      heir === undefined
        ? `${target}DROP INDEX ${this.quote(key.name)}`
        : `${target}RENAME INDEX ${this.quote(key.name)} TO ${this.quote(heir.name)}`;
    const rows = indexRows(table, key.name);
    return [
      ...dropped,
      this.again({
        sql: `SELECT ${mysqlText(action)} AS statement FROM ${rows} LIMIT 1`,
        comment: `Remove the index that was made for foreign key ${key.name}`,
        executeRows: true,
      }),
    ];
  }

  override addConstraint(table: Table, clause: string, name?: string): Statement {
    const made = super.addConstraint(table, clause, name);
    return name === undefined ? { ...made, probe: primaryKeyProbe(table, true) } : made;
  }

  /** @throws DialectError where the collation of the table's texts would have to follow. */
  override alterOptions(from: Table, to: Table): Statements {
    const [old, options] = [tableOptions(from), tableOptions(to)];
    const changed = Object.keys({ ...old, ...options }).filter((key) => old[key] !== options[key]);
    if (changed.length === 0) return [];
    if (changed.some((key) => key === "charset" || key === "collate")) {
      this.columns.requireNoTexts(this.place(to, this.context.horizon));
    }
    return optionChanges(old, options).map((words) =>
      this.again({ sql: `ALTER TABLE ${this.tableName(to)} ${words.join(", ")}` }),
    );
  }

  override comment(from: Table | undefined, to: Table): Statements {
    if (from === undefined || (from.comment ?? "") === (to.comment ?? "")) return [];
    const sql = `ALTER TABLE ${this.tableName(to)} COMMENT = ${this.literal(to.comment ?? "")}`;
    return [this.again({ sql })];
  }

  /** Types that cannot say ON UPDATE get a trigger. */
  override addAutoUpdate(table: Table, field: Field, schema: FieldPlace["schema"]): Statements {
    if (!needsTrigger(field)) return [];
    const name = updateTriggerName(table, field);
    const now = this.dialect.currentTime(field, schema);
    return [
      this.make({
        sql:
          `CREATE TRIGGER ${this.quote(name)} BEFORE UPDATE ON ${this.tableName(table)} ` +
          `FOR EACH ROW SET NEW.${this.quote(field.name)} = ${now}`,
        comment: `Keep ${field.name} of ${table.name} current`,
        probe: triggerProbe(name, true),
      }),
    ];
  }

  override dropAutoUpdate(table: Table, field: Field): Statements {
    if (!needsTrigger(field)) return [];
    const name = updateTriggerName(table, field);
    const sql = `DROP TRIGGER ${this.quote(name)}`;
    return [this.make({ sql, probe: triggerProbe(name, false) })];
  }
}

/** Has the table an index of the author's that serves the foreign key? */
function isCovered(table: Table, key: ForeignKey): boolean {
  const lists = [
    table.primaryKey?.fields ?? [],
    ...table.uniques.map(({ fields }) => fields),
    ...table.indexes
      .filter(({ method }) => method === undefined || /^(?:btree|hash)$/i.test(method))
      .map(({ parts }) =>
        parts.map((part) => (part.prefix === undefined ? (part.field ?? "") : "")),
      ),
  ];
  return lists.some((fields) => leads(fields, key.fields));
}

/** Does the list begin with these fields, in any order among them? */
function leads(fields: readonly string[], wanted: readonly string[]): boolean {
  return isSameSet(fields.slice(0, wanted.length), wanted);
}
