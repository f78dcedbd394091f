import { counts } from "../../schema/counter.js";
import type { Field } from "../../schema/field.js";
import type { FieldPlace } from "../../schema/resolve-field-type.js";
import type { Index } from "../../schema/table.js";
import { type SqlToken, solidTokens } from "../../text/sql-lexer.js";
import { nameOf } from "../../text/sql-name.js";
import type { EditorContext } from "../dialect.js";
import type { ColumnChange, TableChange } from "../schema-change.js";
import { StandardSchemaEditor } from "../schema-editor.js";
import type { StandardDialect } from "../standard-dialect.js";
import type { Statements } from "../statement.js";
import { MysqlChanges } from "./changes.js";
import { MysqlColumns } from "./columns.js";
import { MysqlDdl } from "./ddl.js";
import { generatedFrom, withoutNaming } from "./dependents.js";
import { answer, mysqlProbe, RUN_AGAIN, triggerProbe } from "./probe.js";
import { MysqlRows } from "./rows.js";
import type { MysqlServer } from "./server.js";
import { mysqlSql } from "./sql-rules.js";
import { mysqlText } from "./text-literal.js";

/**
 * DDL of MySQL and MariaDB. Every statement commits by itself, so every one carries the question
 * whether it happened, or does no harm when it runs twice.
 */
export class MysqlSchemaEditor extends StandardSchemaEditor<MysqlChanges> {
  constructor(dialect: StandardDialect, context: EditorContext, server: MysqlServer | undefined) {
    const ddl = new MysqlDdl(new MysqlColumns(dialect, context, server));
    super(new MysqlChanges(new MysqlRows(ddl)));
  }

  /** Is there nothing that a row which exists could have in a field that is added like this? */
  lacksValue(field: Field, place: FieldPlace): boolean {
    if (field.generated !== undefined || counts(field)) return false;
    if (this.columns.isNullable(field, place.table)) return false;
    return this.dialect.defaultSql(field, place.schema) === undefined;
  }

  /**
   * MySQL refuses to rename a column that a check or a generated column names: they go, with all
   * that stands on them, and come back.
   */
  override renameField(change: TableChange, oldName: string, newName: string): Statements {
    const { before, from, to, after } = change;
    return [
      ...this.ddl.knownDependents({ table: from, schema: before }, oldName),
      ...this.changes.lose({ ...change, to: withoutNaming(from, oldName) }),
      ...generatedFrom(from, oldName)
        .toReversed()
        .map((field) => this.ddl.dropColumn(from, field)),
      ...super.renameField(change, oldName, newName),
      ...generatedFrom(to, newName).map((field) =>
        this.ddl.addColumn(field, this.place(to, after)),
      ),
      ...this.changes.gain({ ...change, from: withoutNaming(to, newName) }),
    ];
  }

  override addField(change: TableChange, field: Field, backfill: string | undefined): Statements {
    const counted = this.changes.takesKey(change, field);
    const place = this.place(change.to, change.after);
    return [
      ...(backfill === undefined && this.lacksValue(field, place)
        ? [this.ddl.stopStatement(change.to, field.name)]
        : []),
      // A counter has its numbers from the start.
      ...super.addField(change, field, counted ? undefined : backfill),
    ];
  }

  /** What the change would lose is looked for before anything is done. */
  override alterField(column: ColumnChange): Statements {
    const { change, oldField, newField } = column;
    const [from, to] = [oldField, newField].map((field) => this.columns.startClause(field)[0]);
    return [
      ...this.#lookFirst(column),
      ...super.alterField(column),
      ...(from === to ? [] : this.ddl.startCounter(change.to, newField)),
    ];
  }

  #lookFirst(column: ColumnChange): Statements {
    const { change, oldField, newField } = column;
    const place = { table: change.from, schema: change.before };
    if (oldField.generated?.stored !== newField.generated?.stored) {
      return this.ddl.knownDependents(place, oldField.name);
    }
    const converts = this.changes.conversion(column) !== undefined;
    return converts ? [this.ddl.knownStatement(place, [oldField], false)] : [];
  }

  override dropIndex(change: TableChange, index: Index): Statements {
    const { from } = change;
    const indexes = from.indexes.filter(({ name }) => name !== index.name);
    return [...this.ddl.ownIndexes(from, { ...from, indexes }), ...super.dropIndex(change, index)];
  }

  override raw(sql: string, comment?: string): Statements {
    return super
      .raw(sql, comment)
      .map((statement) => ({ ...statement, probe: rawProbe(statement.sql) }));
  }
}

/**
 * The question whether a hand-written statement of DDL happened, for the forms that make or drop one
 * thing; undefined for everything else, and for things of another database.
 */
function rawProbe(sql: string): string | undefined {
  const tokens = [...solidTokens(sql, mysqlSql)];
  const verb = wordAt(tokens, 0);
  if (verb !== "create" && verb !== "drop") return undefined;
  const created = verb === "create";
  const at = tokens.findIndex(({ text }, index) => index > 0 && SUBJECTS.has(text.toLowerCase()));
  if (at < 0 || at > 12) return undefined;
  const before = tokens.slice(1, at).map(({ text }) => text.toLowerCase());
  if (before.includes("temporary")) return undefined;
  if (before.includes("replace")) return RUN_AGAIN;
  if (wordAt(tokens, at + 1) === "if") return RUN_AGAIN;
  return probeOf({ tokens, at, created });
}

interface Subject {
  readonly tokens: readonly SqlToken[];
  readonly at: number;
  readonly created: boolean;
}

const SUBJECTS = new Set(["view", "table", "trigger", "procedure", "function", "event", "index"]);

function probeOf({ tokens, at, created }: Subject): string | undefined {
  const name = nameAt(tokens, at + 1);
  if (name === undefined) return undefined;
  const next = tokens[at + 2]?.text;
  // Several at once, or a name with the database in front.
  if (next === "," || next === ".") return undefined;
  switch (wordAt(tokens, at)) {
    case "view":
    case "table":
      return mysqlProbe({ kind: "table", table: { name, namespace: undefined }, exists: created });
    case "trigger":
      return triggerProbe(name, created);
    case "procedure":
    case "function":
      return answer(
        `information_schema.routines WHERE routine_schema = DATABASE() AND routine_name = ${mysqlText(name)}`,
        created,
      );
    case "event":
      return answer(
        `information_schema.events WHERE event_schema = DATABASE() AND event_name = ${mysqlText(name)}`,
        created,
      );
    case "index": {
      const on = tokens.findIndex(
        (token, index) => index > at && token.text.toLowerCase() === "on",
      );
      const table = nameAt(tokens, on + 1);
      if (on < 0 || table === undefined || tokens[on + 2]?.text === ".") return undefined;
      return mysqlProbe({
        kind: "index",
        table: { name: table, namespace: undefined },
        name,
        exists: created,
      });
    }
    default:
      return undefined;
  }
}

function wordAt(tokens: readonly SqlToken[], at: number): string {
  const token = tokens[at];
  return token?.kind === "word" ? token.text.toLowerCase() : "";
}

function nameAt(tokens: readonly SqlToken[], at: number): string | undefined {
  const token = tokens[at];
  return token?.kind === "word" || token?.kind === "quoted" ? nameOf(token) : undefined;
}
