import type { Connection } from "../../driver/driver.js";
import { DriverError } from "../../driver/driver-error.js";
import { isWord, type SqlToken, solidTokens, withDepth } from "../../text/sql-lexer.js";
import { nameOf } from "../../text/sql-name.js";
import { mysqlSql } from "./sql-rules.js";

/** What the servers answer when both sides of a foreign key do not fit, or its table cannot be made. */
const MISFITS: ReadonlySet<string> = new Set([
  "ER_CANT_CREATE_TABLE",
  "ER_CANNOT_ADD_FOREIGN",
  "ER_FK_INCOMPATIBLE_COLUMNS",
]);

/** One foreign key as a statement writes it. */
interface WrittenKey {
  readonly table: string;
  readonly fields: readonly string[];
  readonly target: string;
  readonly targetFields: readonly string[];
}

/**
 * The error with both sides of each foreign key in the statement side by side: the server says only
 * that it is "incorrectly formed". Columns that are not there yet are shown as they are written.
 */
export async function withKeySides(
  connection: Connection,
  error: unknown,
  sql: string,
): Promise<unknown> {
  if (!(error instanceof DriverError) || !MISFITS.has(error.serverCode ?? "")) return error;
  const tokens = [...solidTokens(sql, mysqlSql)];
  const pairs: string[] = [];
  for (const key of writtenKeys(tokens)) {
    for (const [at, field] of key.fields.entries()) {
      const target = key.targetFields[at] ?? "";
      const left =
        (await liveColumn(connection, key.table, field)) ??
        (await writtenColumn(connection, tokens, field));
      const right =
        key.target === key.table && left !== undefined
          ? ((await liveColumn(connection, key.target, target)) ??
            (await writtenColumn(connection, tokens, target)))
          : await liveColumn(connection, key.target, target);
      pairs.push(
        `"${key.table}"."${field}" is ${left ?? "not there"}, "${key.target}"."${target}" is ${right ?? "not there"}`,
      );
    }
  }
  if (pairs.length === 0) return error;
  return new DriverError({
    code: error.code,
    message: error.message,
    hint: `Both sides of a foreign key need the same type, sign and collation, and the target a key: ${pairs.join("; ")}.`,
    serverCode: error.serverCode,
    position: error.position,
    detail: error.detail,
    cause: error.cause,
  });
}

/** The column as the database has it; undefined when it has none, or cannot be asked. */
async function liveColumn(
  connection: Connection,
  table: string,
  field: string,
): Promise<string | undefined> {
  const [row] = await connection.query(
    `SELECT column_type AS type, collation_name AS collation, (SELECT engine FROM information_schema.tables
      WHERE table_schema = DATABASE() AND table_name = ? LIMIT 1) AS engine
    FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ? AND column_name = ?`,
    [table, table, field],
  );
  if (row === undefined) return undefined;
  const collation = row.collation === null ? "" : ` ${String(row.collation)}`;
  const engine = row.engine === "InnoDB" ? "" : ` (engine ${String(row.engine)})`;
  return `${String(row.type)}${collation}${engine}`;
}

/** The column as the statement wants it, with the collation that it would have. */
async function writtenColumn(
  connection: Connection,
  tokens: readonly SqlToken[],
  field: string,
): Promise<string | undefined> {
  const definition = definitionOf(tokens, field);
  if (definition === undefined) return undefined;
  const own = collationIn(definition);
  const type = typeText(definition);
  if (!/^(?:(?:tiny|medium|long)?text|(?:var)?char|enum|set)\b/.test(type)) return type;
  const close = tokens.findLastIndex(({ text }) => text === ")");
  const table = own ?? collationIn(tokens.slice(close + 1));
  if (table !== undefined) return `${type} ${table}`;
  const [row] = await connection.query("SELECT @@collation_database AS collation");
  return `${type} ${String(row?.collation)}`;
}

/** What stands behind the column's name, up to the comma or bracket that ends it. */
function definitionOf(tokens: readonly SqlToken[], field: string): readonly SqlToken[] | undefined {
  for (const [at, [token, depth]] of [...withDepth(tokens)].entries()) {
    const previous = tokens[at - 1];
    const opens = previous?.text === "(" || previous?.text === "," || isWord(previous, "column");
    if (depth > 1 || !opens || !isName(token) || nameOf(token) !== field) continue;
    if (!isName(tokens[at + 1]) || tokens[at + 1]?.kind === "quoted") continue;
    return tokens.slice(at + 1, endOf(tokens, at + 1));
  }
  return undefined;
}

function endOf(tokens: readonly SqlToken[], start: number): number {
  const end = [...withDepth(tokens.slice(start))].findIndex(
    ([{ text }, depth]) => depth === 0 && (text === "," || text === ")"),
  );
  return end < 0 ? tokens.length : start + end;
}

/** `char(36)`, `int unsigned`. */
function typeText(definition: readonly SqlToken[]): string {
  const [name] = definition;
  const opened = definition[1]?.text === "(";
  const close = opened ? endOf(definition, 2) : 0;
  const brackets = definition.slice(1, close + 1).map(({ text }) => text);
  const sign = definition.some((token) => isWord(token, "unsigned")) ? " unsigned" : "";
  return `${name?.text.toLowerCase() ?? ""}${brackets.join("")}${sign}`;
}

function collationIn(tokens: readonly SqlToken[]): string | undefined {
  const at = tokens.findIndex((token) => isWord(token, "collate"));
  const found = tokens.slice(at + 1).find(({ text }) => text !== "=");
  return at < 0 || found === undefined ? undefined : nameOf(found);
}

/** `FOREIGN KEY name (a, b) REFERENCES target (c, d)`, as often as it stands there. */
function* writtenKeys(tokens: readonly SqlToken[]): Generator<WrittenKey> {
  const at = tokens.findIndex((token) => isWord(token, "table"));
  const name = tokens
    .slice(at + 1)
    .find((token) => isName(token) && !NOISE.has(token.text.toLowerCase()));
  if (at < 0 || name === undefined) return;
  for (const [start, token] of tokens.entries()) {
    if (!isWord(token, "foreign") || !isWord(tokens[start + 1], "key")) continue;
    const open = tokens[start + 2]?.text === "(" ? start + 2 : start + 3;
    const fields = namesFrom(tokens, open);
    const references = open + 2 * fields.length + 1;
    const target = tokens[references + 1];
    if (!isWord(tokens[references], "references") || target === undefined) continue;
    const targetFields = namesFrom(tokens, references + 2);
    yield { table: nameOf(name), fields, target: nameOf(target), targetFields };
  }
}

const NOISE: ReadonlySet<string> = new Set(["if", "not", "exists"]);

/** The names of `(a, b)` that begins here; none when it is anything else. */
function namesFrom(tokens: readonly SqlToken[], open: number): readonly string[] {
  if (tokens[open]?.text !== "(") return [];
  const names: string[] = [];
  for (let at = open + 1; at < tokens.length; at += 2) {
    const token = tokens[at];
    if (token === undefined || !isName(token)) return names;
    names.push(nameOf(token));
    if (tokens[at + 1]?.text !== ",") return names;
  }
  return names;
}

function isName(token: SqlToken | undefined): token is SqlToken {
  return token?.kind === "word" || token?.kind === "quoted";
}
