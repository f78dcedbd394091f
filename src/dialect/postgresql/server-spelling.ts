import type { Connection } from "../../driver/driver.js";
import { rows } from "./catalogue.js";
import { DOES_MORE, valuesOf } from "./compare-asked.js";
import { comparedQueries } from "./object-queries.js";
import { OwnCode } from "./own-code.js";
import { rowsOfPart } from "./parts-of-tables.js";
import { type Scratch, TEMPORARY_LAST, tryPart } from "./scratch.js";
import { temporaryObject } from "./temporary-object.js";
import type { TemporaryObject, TemporaryStep } from "./temporary-steps.js";

/** A definition, and later how the server spells it. */
export interface Spelling {
  readonly sql: string;
  /** Where the tables are that it names without their namespace. */
  readonly origins: ReadonlyMap<string, string>;
  /** Why the server does not take it. */
  readonly why?: string;
  /** What belongs to it and is not made; absent: not asked yet. */
  readonly facts?: string;
  /** Of an operator: its bare name. */
  readonly operator?: string | undefined;
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

/** Objects that exist at a time: each holds locks, and a server has room for some thousands. */
const AT_ONCE = 200;

/** Something of the database's would run. */
const GUARDED: ReadonlyMap<string, string> = new Map([
  ["aggregate", "its first value is read by a type of the database's own"],
]);
const GUARDED_TABLE =
  "an index or a check of a table that it names calls code of the database's own";

/** Makes all of them, and reads how the server spells each; forgets them again. */
export async function spelled(
  connection: Connection,
  items: readonly Item[],
  scratch: Scratch,
): Promise<readonly (Spelling | undefined)[]> {
  const found = new Map<Item, Spelling>();
  const own = await OwnCode.read(connection);
  let waiting = items;
  while (waiting.length > 0) {
    const made = new Map<Item, { temporary: TemporaryObject; facts: string | undefined }>();
    const taken = new Map<string, string>();
    const later = waiting.slice(AT_ONCE);
    await connection.query(TEMPORARY_LAST);
    for (const item of waiting.slice(0, AT_ONCE)) {
      const temporary = temporaryObject(item.kind, item.sql, item.origins);
      if (temporary === undefined) found.set(item, { ...item, why: DOES_MORE });
      // A name of two database schemas is one in the temporary schema: those take turns.
      else if (isTaken(temporary, taken)) later.push(item);
      else {
        let { facts } = item;
        let held: string | undefined;
        const error = await tryPart(connection, async () => {
          const statements = await written(connection, temporary.statements);
          held = own.reached(statements);
          const guards = await valuesOf(connection, temporary.guards);
          if (guards.includes("false")) held ??= GUARDED.get(item.kind) ?? GUARDED_TABLE;
          if (held !== undefined) return;
          facts ??= await valuesOf(connection, temporary.asked);
          for (const sql of statements) await connection.execute(sql);
        });
        const why = held ?? error?.message;
        if (why !== undefined) found.set(item, { ...item, why });
        else {
          made.set(item, { temporary, facts });
          for (const [name, sql] of temporary.takes) taken.set(name, sql);
        }
      }
    }
    const all = await readTemporary(connection, kindsOf(items, made.values()));
    for (const [item, { temporary, facts }] of made) {
      const made = [temporary.name, ...temporary.others.toSorted()].map((name) =>
        all.find((one) => isRowOf(one, item.kind, { name, on: temporary.on })),
      );
      const rowsOn = (table: string) => all.filter(({ on }) => bareTable(on) === table);
      const onIt = temporary.parts.flatMap((part) => rowsOfPart(rowsOn(part.on), part));
      const definitions = [...made, ...onIt].map((row) => row?.definition);
      const operator = item.kind === "operator" ? temporary.name : undefined;
      found.set(
        item,
        definitions.includes(undefined)
          ? { ...item, why: "it is not what its kind says" }
          : {
              sql: definitions.join(";\n"),
              origins: temporary.origins,
              facts: facts ?? "",
              operator,
            },
      );
    }
    await scratch.forget();
    waiting = later;
  }
  return items.map((item) => found.get(item));
}

async function written(
  connection: Connection,
  steps: readonly TemporaryStep[],
): Promise<readonly string[]> {
  const statements: string[] = [];
  for (const step of steps) {
    if (typeof step === "string") statements.push(step);
    else {
      const [row] = await rows<{ sql?: string }>(connection, step.sqlOf, []);
      statements.push(row?.sql ?? "");
    }
  }
  return statements;
}

function isTaken({ takes }: TemporaryObject, taken: ReadonlyMap<string, string>): boolean {
  return [...takes].some(([name, sql]) => (taken.get(name) ?? sql) !== sql);
}

function kindsOf(
  items: readonly Item[],
  made: Iterable<{ readonly temporary: TemporaryObject }>,
): ReadonlySet<string> {
  const parts = [...made].flatMap(({ temporary }) => temporary.parts.map(({ kind }) => kind));
  const comments = parts.length === 0 ? [] : ["comment"];
  return new Set([...items.map(({ kind }) => kind), ...parts, ...comments]);
}

/** All that is in the temporary schema, with the full names of all that is not. */
async function readTemporary(
  connection: Connection,
  kinds: ReadonlySet<string>,
): Promise<readonly TemporaryRow[]> {
  await connection.query("SELECT set_config('search_path', 'pg_catalog, pg_temp', true)");
  const ask = (sql: string) => rows<TemporaryRow>(connection, sql, []);
  return (await Promise.all(comparedQueries("temporary", kinds).map(ask))).flat();
}

function isRowOf(
  { kind: found, name, bare = name, on }: TemporaryRow,
  kind: string,
  temporary: Pick<TemporaryObject, "name" | "on">,
): boolean {
  return found === kind && bare === temporary.name && bareTable(on) === temporary.on;
}

/** Of the key of a table in the temporary schema. */
function bareTable(on: string | undefined): string | undefined {
  return on?.slice(on.indexOf(".") + 1);
}
