import type { Field } from "../../schema/field.js";
import { referencesTo } from "../../schema/references-to.js";
import { type Schema, tableKey } from "../../schema/schema.js";
import type { Table } from "../../schema/table.js";
import type { TableChange } from "../schema-change.js";
import type { Statement, Statements } from "../statement.js";
import { autoUpdateTrigger } from "./auto-update-trigger.js";
import { isAutoincrement } from "./columns.js";
import type { SqliteDdl } from "./ddl.js";

export const FOREIGN_KEYS_OFF = "PRAGMA foreign_keys = OFF";
export const FOREIGN_KEYS_ON = "PRAGMA foreign_keys = ON";
export const LEGACY_ALTER_OFF = "PRAGMA legacy_alter_table = OFF";

/** A temporary table: what must be made again after the old table is gone, and rows counted. */
const NOTES = `temp."mm_rebuild"`;
const SAVEPOINT = `"mm_rebuild"`;

/**
 * Begins what must run with foreign keys off. One statement (`executeRows`): outside a transaction,
 * a run that was cut off between the two would go on without the first. Its presence in a plan
 * tells `atomic` to switch foreign keys off before BEGIN.
 */
export const OPEN_REBUILD = `SELECT '${FOREIGN_KEYS_OFF}' UNION ALL SELECT 'SAVEPOINT ${SAVEPOINT}'`;

/**
 * Statements with foreign keys off and in a savepoint, which makes them atomic where there is no
 * transaction around the migration. The probes: a savepoint does not outlive its session, and a
 * note inside it that its end was begun is only there if that end came about.
 */
export function withoutForeignKeys(
  ddl: SqliteDdl,
  comment: string,
  statements: Statements,
): Statements {
  return [
    ddl.make({ sql: OPEN_REBUILD, comment, executeRows: true, probe: "SELECT 0 AS done" }),
    ...statements,
    ddl.make({ sql: `RELEASE ${SAVEPOINT}`, probe: "SELECT 1 AS done" }),
    ddl.make({ sql: FOREIGN_KEYS_ON, probe: "SELECT 0 AS done" }),
  ];
}

interface Rebuild {
  readonly change: TableChange;
  /** SQL over the old table for columns that are not simply copied. */
  readonly values: ReadonlyMap<string, string>;
  /** What the rows of the old table must keep to. */
  readonly fits?: readonly Fit[];
}

/** A demand on the rows, with the sentence for when it is not met. */
export interface Fit {
  /** What stands behind FROM to get a row for each that breaks it. */
  readonly broken: string;
  readonly sentence: string;
}

interface RebuildMember {
  readonly name: string;
  readonly statements: Statements;
}

/** SQLite takes 500 in one statement. */
const MOST_SELECTS = 400;

/**
 * What ALTER TABLE cannot do: a new table is made, filled and put in the place of the old one, the
 * twelve steps of https://www.sqlite.org/lang_altertable.html#otheralter
 *
 * - Foreign keys are off, else DROP TABLE would delete the rows that refer to the table. Inside a
 *   transaction the pragma does nothing: `atomic` gives it before BEGIN, and a check of the notes
 *   stops the rebuild if they are on all the same.
 * - `legacy_alter_table` keeps RENAME from following references: those of views, triggers and other
 *   tables are to the right name already.
 * - The real table may have more than the migrations know: the new one and the copy are adapted to
 *   it (`live`). Indexes and triggers are read before DROP TABLE and made again from their own text;
 *   those that the migrations know stand in the plan, the others come from the notes (`executeRows`).
 * - The rows of the table and of all tables that refer to it are counted before and after; a
 *   difference breaks a check of the notes.
 */
export function rebuildTable(rebuild: Rebuild, ddl: SqliteDdl): Statements {
  const { from, to, before, after } = rebuild.change;
  const fresh = `mm_new_${tableKey(to)}`;
  const name = ddl.quote(tableKey(from));
  const counted = countedTables(rebuild.change);
  const make = (sql: string, comment?: string) => ddl.make({ sql, comment });
  const comment = `Rebuild table ${tableKey(to)}`;
  return withoutForeignKeys(ddl, comment, [
    make("PRAGMA legacy_alter_table = ON"),
    make(
      `CREATE TABLE ${NOTES} ("kind" TEXT, "name" TEXT, "sql" TEXT, "before" INTEGER, "after" INTEGER, ` +
        `CONSTRAINT "rows must not change" CHECK ("after" = "before"), ` +
        `CONSTRAINT "foreign keys must be off" CHECK ("kind" <> 'foreign_keys' OR "before" = 0)${fitChecks(rebuild, ddl)})`,
    ),
    ...noteRows(rebuild.change, ddl, counted).map((rows) =>
      make(
        `INSERT INTO ${NOTES} ("kind", "name", "sql", "before") ${rows}`,
        "Remember indexes and triggers, and count rows",
      ),
    ),
    ...(rebuild.fits ?? []).map(({ broken, sentence }) =>
      make(
        `INSERT INTO ${NOTES} ("kind", "name", "before") SELECT 'unfit', ${ddl.literal(sentence)}, count(*) FROM ${broken}`,
        "Look for values that do not fit",
      ),
    ),
    ddl.make({
      sql: ddl.columns.createSql(ddl.quote(fresh), ddl.place(to, after)),
      live: {
        kind: "create",
        table: tableKey(from),
        from: ddl.columns.createSql(name, ddl.place(from, before)),
      },
    }),
    copyRows(rebuild, ddl, fresh),
    ...keepCounter(from, to, ddl, fresh).map((sql) => make(sql)),
    make(`DROP TABLE ${name}`),
    make(`ALTER TABLE ${ddl.quote(fresh)} RENAME TO ${name}`),
    make(LEGACY_ALTER_OFF),
    ...changedMembers(rebuild.change, ddl),
    ddl.make({
      sql: `SELECT "sql" FROM ${NOTES} WHERE "sql" IS NOT NULL${butKnown(rebuild.change, ddl)} ORDER BY "kind", "name"`,
      comment: "Make the indexes and triggers again that were made by hand",
      executeRows: true,
    }),
    make(
      `UPDATE ${NOTES} SET "after" = CASE "name" ${countsAgain(ddl, counted)} END WHERE "kind" = 'rows'`,
    ),
    make(`DROP TABLE ${NOTES}`),
    ...(losesColumn(from, to) ? viewCheck.map((sql) => make(sql)) : []),
  ]);
}

/**
 * RENAME COLUMN of any table makes SQLite read all views and triggers: one that uses a column that
 * is gone is an error now, not at its next use.
 */
const viewCheck = [
  `CREATE TABLE "mm_check" ("a" INTEGER)`,
  `ALTER TABLE "mm_check" RENAME COLUMN "a" TO "b"`,
  `DROP TABLE "mm_check"`,
];

/** The name of a check is the message when it fails. */
function fitChecks({ fits = [] }: Rebuild, ddl: SqliteDdl): string {
  return fits
    .map(
      ({ sentence }) =>
        `, CONSTRAINT ${ddl.quote(sentence)} CHECK ("kind" <> 'unfit' OR "name" <> ${ddl.literal(sentence)} OR "before" = 0)`,
    )
    .join("");
}

/** What does not change is made again as it was, or not at all if it was dropped by hand. */
function changedMembers({ before, after, from, to }: TableChange, ddl: SqliteDdl): Statements {
  const old = new Map(
    members(from, before, ddl).map((member) => [member.name, texts(member)] as const),
  );
  return members(to, after, ddl).flatMap((member) => {
    if (old.get(member.name) !== texts(member)) return member.statements;
    const live = { kind: "member", name: member.name } as const;
    return member.statements.map((statement) => ({ ...statement, live }));
  });
}

/** Indexes and automatic triggers of a table. */
function members(table: Table, schema: Schema, ddl: SqliteDdl): readonly RebuildMember[] {
  return [
    ...table.indexes.map((index) => ({
      name: index.name,
      statements: ddl.addIndex(table, index),
    })),
    ...table.fields
      .filter(({ autoUpdate }) => autoUpdate)
      .map((field) => ({
        name: autoUpdateTrigger(tableKey(table), field),
        statements: ddl.addAutoUpdate(table, field, schema),
      })),
  ];
}

function texts({ statements }: RebuildMember): string {
  return JSON.stringify(statements.map(({ sql }) => sql));
}

function butKnown({ from, before }: TableChange, ddl: SqliteDdl): string {
  const names = members(from, before, ddl).map(({ name }) => ddl.literal(name));
  return names.length === 0 ? "" : ` AND "name" COLLATE NOCASE NOT IN (${names.join(", ")})`;
}

/** The text of an index or trigger as it was; no rows when there was none. */
export const NOTED_SQL = `SELECT "sql" FROM ${NOTES} WHERE "sql" IS NOT NULL AND "name" = ? COLLATE NOCASE`;

function countedTables({ before, from }: TableChange): readonly string[] {
  const key = tableKey(from);
  return [...new Set([key, ...[...referencesTo(before, key)].map(({ table }) => table)])];
}

/** What the notes are filled with, by as many statements as it takes. */
function noteRows(
  change: TableChange,
  ddl: SqliteDdl,
  counted: readonly string[],
): readonly string[] {
  const { from } = change;
  const parts = [
    `SELECT "type", "name", "sql", NULL FROM main.sqlite_schema WHERE "type" IN ('index', 'trigger') ` +
      `AND "tbl_name" = ${ddl.literal(tableKey(from))} COLLATE NOCASE AND "sql" IS NOT NULL`,
    `SELECT 'foreign_keys', NULL, NULL, "foreign_keys" FROM pragma_foreign_keys`,
    ...counted.map(
      (name) => `SELECT 'rows', ${ddl.literal(name)}, NULL, count(*) FROM ${ddl.quote(name)}`,
    ),
  ];
  return Array.from({ length: Math.ceil(parts.length / MOST_SELECTS) }, (_, at) =>
    parts.slice(at * MOST_SELECTS, (at + 1) * MOST_SELECTS).join(" UNION ALL "),
  );
}

function countsAgain(ddl: SqliteDdl, counted: readonly string[]): string {
  return counted
    .map((name) => `WHEN ${ddl.literal(name)} THEN (SELECT count(*) FROM ${ddl.quote(name)})`)
    .join(" ");
}

/** New columns are left out so that each row gets its own default (a UUID, the current time). */
function copyRows({ change, values }: Rebuild, ddl: SqliteDdl, fresh: string): Statement {
  const { from, to } = change;
  const old = new Set(from.fields.map(({ name }) => name));
  const copied = to.fields.filter(
    (field: Field) =>
      field.generated === undefined && (old.has(field.name) || values.has(field.name)),
  );
  const all = copied.map(({ name }) => ddl.quote(name)).join(", ");
  // Rows none of whose columns are kept are still rows.
  const columns = copied.length === 0 ? "rowid" : all;
  const sources =
    copied.map(({ name }) => values.get(name) ?? ddl.quote(name)).join(", ") || "rowid";
  const table = tableKey(from);
  return ddl.make({
    sql: `INSERT INTO ${ddl.quote(fresh)} (${columns}) SELECT ${sources} FROM ${ddl.quote(table)}`,
    live: {
      kind: "copy",
      table,
      fresh,
      known: [...new Set([...from.fields, ...to.fields].map(({ name }) => name))],
    },
  });
}

/** AUTOINCREMENT never gives a number twice, also not that of a row deleted long ago. */
function keepCounter(from: Table, to: Table, ddl: SqliteDdl, fresh: string): readonly string[] {
  const counts = (table: Table) => table.fields.some((field) => isAutoincrement(field, table));
  if (!counts(from) || !counts(to)) return [];
  const [oldName, newName] = [ddl.literal(tableKey(from)), ddl.literal(fresh)];
  return [
    `DELETE FROM sqlite_sequence WHERE name = ${newName}`,
    `INSERT INTO sqlite_sequence (name, seq) SELECT ${newName}, seq FROM sqlite_sequence WHERE name = ${oldName}`,
  ];
}

function losesColumn(from: Table, to: Table): boolean {
  const kept = new Set(to.fields.map(({ name }) => name));
  return from.fields.some(({ name }) => !kept.has(name));
}
