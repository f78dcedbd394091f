import type { Connection, RowDataPacket } from "mysql2/promise";
import { createConnection } from "mysql2/promise";
import type { Catalogue, Fact } from "./catalogue.js";

type Row = Readonly<Record<string, string | null>>;

/** MariaDB by its own SHOW statements and its information schema, over the client library. */
export const mariadbCatalogue: Catalogue = {
  async load(url, script) {
    await withClient(url, async (client) => {
      for (const statement of statementsOf(script)) await client.query(statement);
    });
  },
  async read(url, { ignore }) {
    return await withClient(url, async (client) => {
      const ask = async (sql: string): Promise<readonly Row[]> =>
        (await client.query<RowDataPacket[]>(sql))[0] as unknown as Row[];
      const [here] = await ask("SELECT DATABASE() AS name");
      const facts = [
        ...(await tables(ask, ignore)),
        ...(await rows(ask, ignore)),
        ...(await others(ask)),
      ];
      const own = `\`${here?.name}\`.`;
      return facts.map((fact) => ({ ...fact, value: fact.value?.replaceAll(own, "") }));
    });
  },
};

type Ask = (sql: string) => Promise<readonly Row[]>;

async function withClient<T>(url: string, work: (client: Connection) => Promise<T>): Promise<T> {
  const client = await createConnection({
    uri: url,
    charset: "utf8mb4",
    // Byte by byte: a default of a binary column is no text.
    typeCast: (field) => field.buffer()?.toString("latin1") ?? null,
  });
  try {
    await client.query("SET SESSION sql_mode = @@GLOBAL.sql_mode, foreign_key_checks = 0");
    return await work(client);
  } finally {
    await client.end();
  }
}

/** `DELIMITER` as the client has it; a statement ends with the delimiter at the end of a line. */
function statementsOf(script: string): readonly string[] {
  const statements: string[] = [];
  let [delimiter, text] = [";", ""];
  for (const line of script.split("\n")) {
    const changed = /^DELIMITER (\S+)$/.exec(line)?.[1];
    if (changed !== undefined) delimiter = changed;
    else if (line.endsWith(delimiter) && !line.startsWith("--")) {
      statements.push(text + line.slice(0, -delimiter.length));
      text = "";
    } else if (!line.startsWith("--")) text += `${line}\n`;
  }
  return statements.filter((one) => one.trim() !== "");
}

function quoted(name: string | null | undefined): string {
  return `\`${(name ?? "").replaceAll("`", "``")}\``;
}

/** SHOW CREATE TABLE line by line: the order of columns counts, that of keys does not. */
async function tables(ask: Ask, ignore: readonly string[]): Promise<readonly Fact[]> {
  const names = await ask(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED')",
  );
  const facts: Fact[] = [];
  for (const { name } of names) {
    if (name == null || ignore.includes(name)) continue;
    const of = `table "${name}"`;
    const [row] = await ask(`SHOW CREATE TABLE ${quoted(utf8(name))}`);
    const text = row?.["Create Table"] ?? "";
    const end = text.lastIndexOf("\n) ");
    const lines = text.slice(0, end).split("\n").slice(1);
    const parts = lines.map((line) => line.trim().replace(/,$/, ""));
    const columns = parts.filter((line) => line.startsWith("`"));
    facts.push({ of, what: "columns", value: columns.map(nameIn).join(", ") });
    for (const line of columns) facts.push({ of, what: `column ${nameIn(line)}`, value: line });
    for (const line of parts.filter((one) => !one.startsWith("`"))) {
      facts.push({ of, what: line.startsWith("PRIMARY") ? "PRIMARY" : nameIn(line), value: line });
    }
    facts.push({ of, what: "options", value: text.slice(end + 3) });
  }
  return facts;
}

function nameIn(line: string): string {
  return /`(?:[^`]|``)*`/.exec(line)?.[0] ?? line;
}

/** Names come as bytes, and go back as the text that they are. */
function utf8(bytes: string): string {
  return Buffer.from(bytes, "latin1").toString("utf8");
}

/** What SHOW CREATE TABLE leaves out. */
async function rows(ask: Ask, ignore: readonly string[]): Promise<readonly Fact[]> {
  const queries: Readonly<Record<string, string>> = {
    table:
      "SELECT table_name AS t, '' AS n, engine, row_format, table_collation, create_options, table_comment FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type <> 'VIEW'",
    "column of":
      "SELECT table_name AS t, column_name AS n, column_default, is_nullable, column_type, character_set_name, collation_name, extra, column_comment, generation_expression FROM information_schema.columns c JOIN information_schema.tables USING (table_schema, table_name) WHERE c.table_schema = DATABASE() AND table_type <> 'VIEW'",
    "index of":
      "SELECT table_name AS t, CONCAT(index_name, ' ', seq_in_index) AS n, non_unique, column_name, collation, sub_part, index_type, index_comment, ignored FROM information_schema.statistics WHERE table_schema = DATABASE()",
    "check of":
      "SELECT table_name AS t, CONCAT(constraint_name, ' ', level) AS n, check_clause FROM information_schema.check_constraints WHERE constraint_schema = DATABASE()",
    "key of":
      "SELECT table_name AS t, constraint_name AS n, unique_constraint_name, match_option, update_rule, delete_rule, referenced_table_name FROM information_schema.referential_constraints WHERE constraint_schema = DATABASE()",
    "spatial column of":
      "SELECT g_table_name AS t, g_geometry_column AS n, geometry_type, srid FROM information_schema.geometry_columns WHERE g_table_schema = DATABASE()",
    "partition of":
      "SELECT table_name AS t, CONCAT_WS(' ', partition_name, subpartition_name) AS n, partition_method, subpartition_method, partition_expression, subpartition_expression, partition_description, partition_comment FROM information_schema.partitions WHERE table_schema = DATABASE() AND partition_name IS NOT NULL",
  };
  const facts: Fact[] = [];
  for (const [kind, sql] of Object.entries(queries)) {
    for (const { t, n, ...values } of await ask(sql)) {
      if (t == null || ignore.includes(t)) continue;
      for (const [key, value] of Object.entries(values)) {
        facts.push({ of: `table "${t}"`, what: `${kind} ${n} ${key}`, value: value ?? "NULL" });
      }
    }
  }
  return facts;
}

/** Views, sequences, triggers, routines, events: their text and what they run under. */
async function others(ask: Ask): Promise<readonly Fact[]> {
  const names = await ask(`
    SELECT 'VIEW' AS kind, table_name AS name FROM information_schema.views WHERE table_schema = DATABASE()
    UNION ALL SELECT 'SEQUENCE', table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'SEQUENCE'
    UNION ALL SELECT 'TRIGGER', trigger_name FROM information_schema.triggers WHERE trigger_schema = DATABASE()
    UNION ALL SELECT 'EVENT', event_name FROM information_schema.events WHERE event_schema = DATABASE()
    UNION ALL SELECT routine_type, routine_name FROM information_schema.routines WHERE routine_schema = DATABASE()`);
  const facts: Fact[] = [];
  for (const { kind, name } of names) {
    const of = `${kind?.toLowerCase()} "${name}"`;
    const shown = await ask(`SHOW CREATE ${kind} ${quoted(utf8(name ?? ""))}`).catch(() => []);
    for (const [key, value] of Object.entries(shown[0] ?? { broken: "yes" })) {
      if (
        !/^(?:View|Table|Trigger|Event|Procedure|Function|Created|Database Collation)$/.test(key)
      ) {
        facts.push({ of, what: key, value: value ?? "NULL" });
      }
    }
  }
  const order = await ask(
    "SELECT trigger_name AS name, CONCAT_WS(' ', event_object_table, action_timing, event_manipulation, action_order) AS place FROM information_schema.triggers WHERE trigger_schema = DATABASE()",
  );
  for (const { name, place } of order) {
    facts.push({ of: `trigger "${name}"`, what: "place", value: place ?? "" });
  }
  return facts;
}
