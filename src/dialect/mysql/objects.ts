import type { Connection } from "../../driver/driver.js";
import { namings } from "../../schema/constraint-name.js";
import type { Schema } from "../../schema/schema.js";
import type { SchemaObject } from "../../schema/schema-object.js";
import { isWord, type SqlToken, solidTokens } from "../../text/sql-lexer.js";
import { nameOf } from "../../text/sql-name.js";
import {
  type FoundObject,
  type LiveObjects,
  liveObjects,
  type Uncompared,
  type Untold,
} from "../live-objects.js";
import { dropOfOddName } from "../names.js";
import { type Facts, facts } from "./facts.js";
import { ObjectComparison } from "./object-comparison.js";
import { unreadableKinds } from "./rights.js";
import { isScratchName } from "./scratch-name.js";
import { shownObjects } from "./shown-tables.js";
import { mysqlSql } from "./sql-rules.js";
import { TableComparison } from "./table-comparison.js";
import { mysqlText, quoted } from "./text-literal.js";
import { updateTriggerName } from "./trigger.js";

const DATABASE = "mysql";

/** Tables and indexes are read by the model, unless one is made as an object. */
const KINDS = [
  ...["sequence", "view", "procedure", "function", "trigger", "event"],
  ...["table", "index", "package", "package body"],
];

/** Those that are named where the account may not be shown all of them. */
const SHOWN = ["view", "procedure", "function", "trigger", "event"];

/**
 * What a table of the catalogue says only when a view is opened to see whether it works. DISTINCT: as of the keys
 * in `catalogue.ts`.
 */
const VIEWS = `SELECT 'view' AS kind, v.table_name AS name, v.definer AS definer,
    v.character_set_client AS client, v.collation_connection AS collation, t.table_rows AS opened,
    IF(t.table_comment = 'VIEW', NULL, t.table_comment) AS broken
  FROM information_schema.views v JOIN (SELECT DISTINCT table_name, table_rows, table_comment
    FROM information_schema.tables WHERE table_schema = DATABASE()) t ON t.table_name = v.table_name
  WHERE v.table_schema = DATABASE() ORDER BY name`;

const SEQUENCES = `SELECT 'sequence' AS kind, table_name AS name FROM information_schema.tables
  WHERE table_schema = DATABASE() AND table_type = 'SEQUENCE' ORDER BY name`;

const ROUTINES = `SELECT LOWER(routine_type) AS kind, routine_name AS name, definer AS definer,
    routine_definition AS body, sql_mode AS mode, character_set_client AS client,
    collation_connection AS collation
  FROM information_schema.routines
  WHERE routine_schema = DATABASE() AND routine_type IN ('PROCEDURE', 'FUNCTION') ORDER BY kind, name`;

const EVENTS = `SELECT 'event' AS kind, event_name AS name, definer AS definer, event_definition AS body,
    sql_mode AS mode, character_set_client AS client, collation_connection AS collation,
    time_zone AS zone
  FROM information_schema.events WHERE event_schema = DATABASE() ORDER BY name`;

const TRIGGERS = `SELECT 'trigger' AS kind, trigger_name AS name, event_object_table AS \`table\`,
    action_timing AS timing, event_manipulation AS event, action_statement AS body,
    definer AS definer, sql_mode AS mode, character_set_client AS client,
    collation_connection AS collation
  FROM information_schema.triggers WHERE event_object_schema = DATABASE()
  ORDER BY event_object_table, action_timing, event_manipulation, action_order`;

const OTHERS = `SELECT LOWER(table_type) AS kind, table_name AS name FROM information_schema.tables
  WHERE table_schema = DATABASE()
    AND table_type NOT IN ('BASE TABLE', 'SYSTEM VERSIONED', 'VIEW', 'SYSTEM VIEW', 'TEMPORARY', 'SEQUENCE')
  UNION ALL SELECT LOWER(routine_type), routine_name FROM information_schema.routines
  WHERE routine_schema = DATABASE() AND routine_type NOT IN ('PROCEDURE', 'FUNCTION')
  ORDER BY kind, name`;

const SESSION = `SELECT DATABASE() AS here, CURRENT_USER() AS user, @@sql_mode AS mode,
  @@character_set_client AS client, @@collation_connection AS collation, @@time_zone AS zone`;

const NO_SQL = "no statement is known that makes it as it is";

const WHY_BROKEN = "does not work: what it reads is gone, or its definer may not read it";
const BROKEN: Untold = { clause: `which ${WHY_BROKEN}`, reason: `it ${WHY_BROKEN}` };

const DEFINER = /^CREATE (ALGORITHM=\w+ )?(DEFINER=`(?:[^`]|``)*`(?:@`(?:[^`]|``)*`)? )/;

/**
 * Views, routines, triggers, events and sequences of the database in use, as the server shows them.
 * `made`: those of migrations, which are compared as the server would spell them.
 */
export async function mysqlObjects(
  connection: Connection,
  schema: Schema,
  made: readonly SchemaObject[],
): Promise<LiveObjects> {
  const read = async (sql: string): Promise<readonly Facts[]> =>
    (await connection.query(sql)).map(facts);
  const [session = {}] = await read(SESSION);
  const unsaid: string[] = [];
  const found: FoundObject[] = [];
  const views = await read(VIEWS);
  for (const { name = "", broken } of views) {
    if (broken !== undefined) found.push({ ...BROKEN_VIEW, name });
  }
  const rows = [
    ...(await read(SEQUENCES)),
    ...(await read(ROUTINES)),
    ...views.filter(({ broken }) => broken === undefined),
    ...(await read(EVENTS)),
  ];
  const shown = await shownObjects(connection, rows);
  for (const row of rows) {
    if (isScratchName(row.name ?? "")) continue;
    found.push(shownObject(row, session, shown(row)));
  }
  const everyTrigger = await read(TRIGGERS);
  const own = ownTriggers(everyTrigger, schema);
  const written = await shownObjects(connection, own);
  const triggers = own.map((row, at) =>
    triggerObject(row, session, {
      written: written(row),
      before: sameMoment(own.slice(0, at), row),
    }),
  );
  const untold: Uncompared[] = [];
  for (const { kind = "", name = "" } of await read(OTHERS)) {
    if (kind !== "package body") unsaid.push(`${kind} "${name}"`);
    untold.push({ kind, name, why: NO_SQL });
  }
  for (const { kind, name, client = "", body = "" } of [...rows, ...own]) {
    if (isReadable(client, body)) continue;
    unsaid.push(
      `the character set ${client} of ${kind} "${name}", in which its texts were written`,
    );
  }
  const here = made.filter(({ database = DATABASE }) => database === DATABASE);
  const comparison = new ObjectComparison(connection, session, here);
  const all: FoundObject[] = [];
  const uncompared: Uncompared[] = [];
  for (const each of [...found, ...triggers]) {
    const one = { ...each, drop: each.drop ?? dropOfOddName(each, quoted) };
    const verdict = await comparison.isSame(one);
    if (typeof verdict === "string") {
      uncompared.push({ kind: one.kind, name: one.name, why: verdict });
      all.push(one);
    } else all.push({ ...one, same: verdict });
  }
  const tables = await new TableComparison(connection, session).find(schema, here);
  all.push(...tables.found);
  uncompared.push(...tables.uncompared);
  const { unreadable, readable } = await unreadableKinds(connection, session.here ?? "");
  for (const kind of SHOWN) {
    const why = unreadable.get(kind);
    if (why !== undefined) unsaid.push(why);
  }
  const about = {
    database: DATABASE,
    schema,
    kinds: KINDS,
    unsaid,
    uncompared,
    untold,
    unreadable,
  };
  return { ...liveObjects(all, { ...about, opaque: tables.opaque }), readable };
}

const BROKEN_VIEW = {
  kind: "view",
  namespace: undefined,
  definition: undefined,
  needs: [],
  untold: BROKEN,
};

/** May a text go to the server in the character set of its client? */
function isReadable(client: string, body: string): boolean {
  return /^utf8/i.test(client) || client === "" || /^[\0-\x7f]*$/.test(body);
}

function shownObject(row: Facts, session: Facts, sql: string | undefined): FoundObject {
  const { kind = "", name = "", body } = row;
  const text = sql && withoutReader(sql, row, session).replace("ALGORITHM=UNDEFINED ", "");
  // A view must find its tables in whatever database it is made.
  const bare = kind === "view" ? text?.replaceAll(`${quoted(session.here)}.`, "") : text;
  return {
    kind,
    name,
    namespace: undefined,
    definition: bare && underSettings(bare, row, session),
    needs: kind === "view" ? namesRead(bare ?? "") : [],
    ...(kind === "view" || kind === "sequence" ? {} : { kept: body }),
  };
}

/** Whose rights it has is kept where it is another user than the one who reads: who makes it becomes that. */
function withoutReader(sql: string, { definer }: Facts, { user }: Facts): string {
  return definer === user ? sql.replace(DEFINER, "CREATE $1") : sql;
}

/**
 * The server keeps under which settings a thing was made, and reads its text by them. Where they are not
 * those of the tool's own sessions, the definition says so before it, and takes it back behind.
 */
function underSettings(sql: string, row: Facts, session: Facts): string {
  const wanted = [
    ["sql_mode", row.mode, session.mode],
    [
      "character_set_client",
      isReadable(row.client ?? "", sql) ? row.client : undefined,
      session.client,
    ],
    ["collation_connection", row.collation, session.collation],
    ["time_zone", row.zone, session.zone],
  ] as const;
  const changed = wanted.flatMap(([setting, value, usual]) =>
    value === undefined || value === usual ? [] : [{ setting, value }],
  );
  if (changed.length === 0) return sql;
  const saved = changed.map(({ setting }) => `@mm_${setting} = @@${setting}`);
  const set = changed.map(({ setting, value }) => `${setting} = ${mysqlText(value)}`);
  const back = changed.map(({ setting }) => `${setting} = @mm_${setting}`);
  return `SET ${[...saved, ...set].join(", ")};\n${sql};\nSET ${back.join(", ")}`;
}

/**
 * Tables and functions that a view reads, as the server writes it: all names in backticks, tables
 * behind FROM or JOIN alone, functions before a bracket.
 */
function namesRead(sql: string): readonly string[] {
  const names: string[] = [];
  let before: SqlToken | undefined;
  let isSource = false;
  for (const token of solidTokens(sql, mysqlSql)) {
    if (token.text === "(" && before?.kind === "quoted") names.push(nameOf(before));
    if (isSource && token.kind === "quoted") names.push(nameOf(token));
    isSource = isWord(token, "from") || isWord(token, "join") || (isSource && token.text === "(");
    before = token;
  }
  return names;
}

/** Those that are not the tool's. */
function ownTriggers(all: readonly Facts[], schema: Schema): readonly Facts[] {
  return all.filter(({ name, table = "" }) => {
    const of = { name: table, namespace: undefined };
    const fields = schema.tables.get(table)?.fields;
    const names = fields?.flatMap((field) => namings(field.name, "auto_update"));
    return names?.some((one) => updateTriggerName(of, one) === name) === false;
  });
}

/** Several of one event run in the order in which they are made: the last of those before. */
function sameMoment(before: readonly Facts[], row: Facts): string | undefined {
  return before.findLast(
    ({ table, timing, event }) =>
      table === row.table && timing === row.timing && event === row.event,
  )?.name;
}

function triggerObject(
  row: Facts,
  session: Facts,
  {
    written = "",
    before,
  }: { readonly written: string | undefined; readonly before: string | undefined },
): FoundObject {
  const { name = "", table = "", timing = "", event = "", body } = row;
  const definer = row.definer === session.user ? "" : `DEFINER=${account(row.definer)} `;
  const text = withoutReader(written, row, session);
  // As it was written, unless it would only be found in this database.
  const moves = text !== "" && !text.includes(session.here ?? "");
  const sql = moves
    ? text
    : `CREATE ${definer}TRIGGER ${quoted(name)} ${timing} ${event} ON ${quoted(table)} FOR EACH ROW ${body}`;
  return {
    kind: "trigger",
    name,
    namespace: undefined,
    definition: underSettings(sql, row, session),
    needs: [table, ...(before === undefined ? [] : [before])],
    kept: body,
  };
}

/** `` `app`@`%` ``; a role has no host. */
function account(definer = ""): string {
  const at = definer.lastIndexOf("@");
  if (at <= 0) return quoted(definer.slice(0, at < 0 ? undefined : at));
  return `${quoted(definer.slice(0, at))}@${quoted(definer.slice(at + 1))}`;
}
