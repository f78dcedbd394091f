import type { Connection } from "../../driver/driver.js";
import type { SchemaObject } from "../../schema/schema-object.js";
import { inOneLine } from "../live-objects.js";
import { splitSql } from "../split-sql.js";
import { rows } from "./catalogue.js";
import { COMPARED_QUERIES } from "./object-queries.js";
import { inScratch, type Scratch, tryPart } from "./scratch.js";
import { postgresqlSql } from "./sql-rules.js";
import { TEMPORARY_KINDS, type TemporaryObject, temporaryObject } from "./temporary-object.js";

/** An object of the migrations and the one of the database that it is. */
export interface ObjectPair {
  readonly made: SchemaObject;
  readonly definition: string;
}

/** Whether the two are the same, or why that is not known. */
export type ObjectVerdict = boolean | string;

/** A definition, and later how the server spells it. */
interface Spelling {
  readonly sql: string;
  /** Where the tables are that it names without their namespace. */
  readonly origins: ReadonlyMap<string, string>;
  /** Why the server does not take it. */
  readonly why?: string;
}

/** A pair of which it is not known yet. */
interface Open {
  /** Which of the pairs. */
  readonly at: number;
  readonly kind: string;
  readonly made: Spelling;
  readonly live: Spelling;
}

/** One side of a pair: what is made in a round. */
interface Item extends Spelling {
  readonly kind: string;
}

/** A row of the catalogue about something in the temporary schema. */
interface TemporaryRow {
  readonly kind: string;
  readonly name: string;
  /** Of a function, whose `name` has its arguments. */
  readonly bare?: string;
  readonly on: string | undefined;
  readonly definition: string;
}

/** Kinds of which the definition says no more than that it is there. */
const PRESENT: ReadonlySet<string> = new Set(["extension", "schema"]);

/** Objects that exist at a time: each holds locks, and a server has room for some thousands. */
const AT_ONCE = 200;

/** Kinds of the tool's own, which it writes itself: another text is another thing. */
const OWN: ReadonlySet<string> = new Set(["setting", "comment", "row security", "foreign key"]);

/**
 * PostgreSQL keeps what it has parsed and shows that in its own words. Where two definitions are not
 * the same text, both are made as temporary objects, inside a transaction that is rolled back, and it
 * is compared how the server spells them. What it has spelled once it may spell another way when it
 * reads that (after a dump, say): so both are made once more before they are said to differ.
 */
export async function compareObjectPairs(
  connection: Connection,
  pairs: readonly ObjectPair[],
): Promise<readonly ObjectVerdict[]> {
  const verdicts = pairs.map(atSight);
  const open = pairs.flatMap(({ made, definition }, at): Open[] => {
    if (verdicts[at] !== undefined) return [];
    return [{ at, kind: made.kind, made: asWritten(made.definition), live: asWritten(definition) }];
  });
  if (open.length > 0) await asServer(connection, open, verdicts);
  return verdicts.map((one) => one ?? false);
}

/** What two texts tell. */
function atSight({ made: { kind, definition }, definition: live }: ObjectPair) {
  if (PRESENT.has(kind) || wordsOf(kind, definition) === wordsOf(kind, live)) return true;
  if (OWN.has(kind)) return false;
  return TEMPORARY_KINDS.has(kind)
    ? undefined
    : `${kind}s are compared by their text, which differs`;
}

function asWritten(sql: string): Spelling {
  return { sql, origins: new Map() };
}

/** Fills in the verdicts that are open. */
async function asServer(
  connection: Connection,
  open: readonly Open[],
  verdicts: (ObjectVerdict | undefined)[],
): Promise<void> {
  await inScratch(connection, async (scratch) => {
    const { refused } = scratch;
    if (refused !== undefined) for (const { at } of open) verdicts[at] = refused;
    let left = refused === undefined ? open : [];
    for (const isLast of [false, true]) {
      const spell = (side: "made" | "live") =>
        spelled(
          connection,
          left.map((one) => ({ ...one[side], kind: one.kind })),
          scratch,
        );
      const [made, live] = [await spell("made"), await spell("live")];
      left = left.flatMap(({ at, kind }, place): Open[] => {
        const [ours, theirs] = [made[place], live[place]];
        if (ours === undefined || theirs === undefined) return [];
        const why = ours.why ?? theirs.why;
        const same = wordsOf(kind, ours.sql) === wordsOf(kind, asFarAsSaid(ours.sql, theirs.sql));
        if (why === undefined && !same && !isLast) {
          return [{ at, kind, made: ours, live: theirs }];
        }
        verdicts[at] = why ?? same;
        return [];
      });
    }
  });
}

/** Makes all of them, and reads how the server spells each; forgets them again. */
async function spelled(
  connection: Connection,
  items: readonly Item[],
  scratch: Scratch,
): Promise<readonly (Spelling | undefined)[]> {
  const found = new Map<Item, Spelling>();
  let waiting = items;
  while (waiting.length > 0) {
    const made = new Map<Item, TemporaryObject>();
    const taken = new Map<string, string>();
    const later = waiting.slice(AT_ONCE);
    await connection.query(TEMPORARY_LAST);
    for (const item of waiting.slice(0, AT_ONCE)) {
      const temporary = temporaryObject(item.sql, item.origins);
      if (temporary === undefined)
        found.set(item, { ...item, why: "its SQL does more than make it" });
      // A name of two database schemas is one in the temporary schema: those take turns.
      else if (isTaken(temporary, taken)) later.push(item);
      else {
        const error = await tryPart(connection, () => run(connection, temporary));
        if (error !== undefined) found.set(item, { ...item, why: error.message });
        else {
          made.set(item, temporary);
          for (const [name, sql] of temporary.takes) taken.set(name, sql);
        }
      }
    }
    const all = await readTemporary(connection);
    for (const [item, temporary] of made) {
      const row = all.find((one) => isRowOf(one, item.kind, temporary));
      const why = "it is not what its kind says";
      found.set(
        item,
        row === undefined ? { ...item, why } : { sql: row.definition, origins: temporary.origins },
      );
    }
    await scratch.forget();
    waiting = later;
  }
  return items.map((item) => found.get(item));
}

/** Names lead to what is there before they lead to a temporary object. */
const TEMPORARY_LAST = `SELECT set_config('search_path', concat_ws(', ', NULLIF(current_setting('search_path'), ''), 'pg_temp'), true),
  set_config('check_function_bodies', 'off', true)`;

async function run(connection: Connection, { statements }: TemporaryObject): Promise<void> {
  for (const sql of statements) await connection.execute(sql);
}

function isTaken({ takes }: TemporaryObject, taken: ReadonlyMap<string, string>): boolean {
  return [...takes].some(([name, sql]) => (taken.get(name) ?? sql) !== sql);
}

/** All that is in the temporary schema, with the full names of all that is not. */
async function readTemporary(connection: Connection): Promise<readonly TemporaryRow[]> {
  await connection.query("SELECT set_config('search_path', 'pg_catalog, pg_temp', true)");
  const found: TemporaryRow[] = [];
  for (const sql of COMPARED_QUERIES("temporary")) {
    found.push(...(await rows<TemporaryRow>(connection, sql, [])));
  }
  return found;
}

function isRowOf(
  { kind: found, name, bare = name, on }: TemporaryRow,
  kind: string,
  temporary: TemporaryObject,
): boolean {
  const table = on?.slice(on.indexOf(".") + 1);
  return found === kind && bare === temporary.name && table === temporary.on;
}

/**
 * The definition in words that can be compared: without the blanks between them, and inside the body of a
 * function, where they are kept as their author has written them.
 */
function wordsOf(kind: string, sql: string): string {
  const statements = splitSql(sql, postgresqlSql).map((one) => one.sql.trim());
  const text = statements.join(";\n").replace(/^CREATE OR REPLACE /i, "CREATE ");
  return kind === "function" || kind === "procedure" ? inOneLine(text) : text;
}

/** What is there, without the row security that the migrations do not say here. */
function asFarAsSaid(made: string, live: string): string {
  const switches = [/ ENABLE ROW LEVEL SECURITY$/, / FORCE ROW LEVEL SECURITY$/];
  const [said, there] = [made, live].map((sql) =>
    splitSql(sql, postgresqlSql).map((one) => one.sql.trim()),
  );
  const unsaid = switches.filter((pattern) => said?.some((sql) => pattern.test(sql)) !== true);
  return (there ?? []).filter((sql) => !unsaid.some((pattern) => pattern.test(sql))).join(";\n");
}
