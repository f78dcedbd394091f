import type { Connection } from "../../driver/driver.js";
import type { Schema } from "../../schema/schema.js";
import { isWord, type SqlToken, solidTokens } from "../../text/sql-lexer.js";
import { nameOf } from "../../text/sql-name.js";
import { type FoundObject, type LiveObjects, liveObjects } from "../live-objects.js";
import { type Facts, facts } from "./facts.js";
import { mysqlSql } from "./sql-rules.js";
import { updateTriggerName } from "./trigger.js";

const KINDS = ["sequence", "view", "procedure", "function", "trigger", "event"];

const NAMES = `
  SELECT 'view' AS kind, table_name AS name, NULL AS body, DATABASE() AS here
  FROM information_schema.views WHERE table_schema = DATABASE()
  UNION ALL SELECT 'sequence', table_name, NULL, DATABASE() FROM information_schema.tables
  WHERE table_schema = DATABASE() AND table_type = 'SEQUENCE'
  UNION ALL SELECT LOWER(routine_type), routine_name, routine_definition, DATABASE()
  FROM information_schema.routines
  WHERE routine_schema = DATABASE() AND routine_type IN ('PROCEDURE', 'FUNCTION')
  UNION ALL SELECT 'event', event_name, event_definition, DATABASE()
  FROM information_schema.events WHERE event_schema = DATABASE()
  ORDER BY kind, name`;

const TRIGGERS = `SELECT trigger_name AS name, event_object_table AS \`table\`, action_timing AS timing,
    event_manipulation AS event, action_statement AS body
  FROM information_schema.triggers WHERE trigger_schema = DATABASE()
  ORDER BY event_object_table, action_timing, event_manipulation, action_order`;

const OTHERS = `SELECT LOWER(table_type) AS kind, table_name AS name FROM information_schema.tables
  WHERE table_schema = DATABASE() AND table_type NOT IN ('BASE TABLE', 'SYSTEM VERSIONED', 'VIEW', 'SYSTEM VIEW', 'TEMPORARY', 'SEQUENCE')
  UNION ALL SELECT LOWER(routine_type), routine_name FROM information_schema.routines
  WHERE routine_schema = DATABASE() AND routine_type NOT IN ('PROCEDURE', 'FUNCTION', 'PACKAGE BODY')
  ORDER BY kind, name`;

/** Whose rights it has is a matter of the server, not of the schema: who runs it becomes that. */
const DEFINER = /^CREATE (ALGORITHM=\w+ )?DEFINER=`(?:[^`]|``)*`(?:@`(?:[^`]|``)*`)? /;

/** Views, routines, triggers and events of the database in use, as the server shows them. */
export async function mysqlObjects(connection: Connection, schema: Schema): Promise<LiveObjects> {
  const read = async (sql: string): Promise<readonly Facts[]> =>
    (await connection.query(sql)).map(facts);
  const found: FoundObject[] = [];
  for (const row of await read(NAMES)) {
    const [shown] = await read(`SHOW CREATE ${row.kind} ${quoted(row.name)}`).catch(() => []);
    const column = row.kind === "sequence" ? "table" : row.kind;
    found.push(shownObject(row, shown?.[`create ${column}`]));
  }
  const others = await read(OTHERS);
  return liveObjects([...found, ...triggersIn(await read(TRIGGERS), schema)], {
    database: "mysql",
    schema,
    kinds: KINDS,
    unsaid: others.map(({ kind, name }) => `${kind} "${name}"`),
  });
}

function shownObject({ kind = "", name = "", body, here }: Facts, sql?: string): FoundObject {
  const definition = sql
    ?.replace(DEFINER, "CREATE $1")
    .replace("CREATE ALGORITHM=UNDEFINED ", "CREATE ");
  if (kind !== "view") {
    return {
      kind,
      name,
      namespace: undefined,
      definition,
      needs: [],
      kept: body,
    };
  }
  // It must find its tables in whatever database it is made.
  const bare = definition?.replaceAll(`${quoted(here)}.`, "");
  const needs = namesRead(bare ?? "");
  return { kind, name, namespace: undefined, definition: bare, needs };
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

/** Those that are not the tool's; several of one event run in the order in which they are made. */
function triggersIn(rows: readonly Facts[], schema: Schema): readonly FoundObject[] {
  const last = new Map<string, string>();
  return rows.flatMap(({ name = "", table = "", timing = "", event = "", body }) => {
    const fields = schema.tables.get(table)?.fields;
    const apart = ["auto_update"] as const;
    const isOwn = fields?.some((field) =>
      [{ name: field.name }, { name: field.name, apart }].some(
        (one) => updateTriggerName({ name: table, namespace: undefined }, one) === name,
      ),
    );
    if (isOwn !== false) return [];
    const moment = `${table}\0${timing}\0${event}`;
    const before = last.get(moment);
    last.set(moment, name);
    return {
      kind: "trigger",
      name,
      namespace: undefined,
      definition: `CREATE TRIGGER ${quoted(name)} ${timing} ${event} ON ${quoted(table)} FOR EACH ROW ${body}`,
      needs: [table, ...(before === undefined ? [] : [before])],
      kept: body,
    };
  });
}

function quoted(name = ""): string {
  return `\`${name.replaceAll("`", "``")}\``;
}
