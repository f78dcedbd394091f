import type { Connection } from "../../driver/driver.js";
import { rows } from "./catalogue.js";
import { NOT_ASKED, type ObjectVerdict, valuesOf } from "./compare-asked.js";
import { literal } from "./definition-lists.js";
import { temporaryName } from "./named-statement.js";
import { OwnCode } from "./own-code.js";
import { type Publication, type PublishedTable, readPublication } from "./publication.js";
import { type Scratch, TEMPORARY_LAST, tryPart } from "./scratch.js";

const INHERITED =
  "tables inherit from one that it has, and which of them there were when it was made is not known";

/** A table that the server has for one that was said. */
interface Row {
  readonly id: number;
  /** Which of those that were said, by its place. */
  readonly at: number;
  /** Itself, and not one that inherits from it. */
  readonly said: boolean;
}

/** A publication, and what the server knows of it. */
interface Side {
  readonly publication: Publication;
  readonly rows: readonly Row[];
  /** Of each table: which rows. */
  readonly filters: readonly string[];
}

/** Two of what is compared: what migrations made and what is there. */
type Both<One> = readonly [made: One, live: One];

/**
 * There is one publication of a name in the database, and none of temporary tables, so none is made to compare: what it consists of
 * is asked for. Which rows it has is seen of a policy with that condition, on a temporary copy of the table, as the server spells it.
 */
export async function comparePublications(
  connection: Connection,
  definitions: { readonly made: string; readonly live: string },
  scratch: Scratch,
): Promise<ObjectVerdict> {
  const [made, live] = [readPublication(definitions.made), readPublication(definitions.live)];
  if (made === undefined || live === undefined) return NOT_ASKED;
  const seen: { sides?: Both<Side>; verdict?: ObjectVerdict } = {};
  const error = await tryPart(connection, async () => {
    const gone = await missingColumn(connection, [...made.tables, ...live.tables]);
    const sides = [await sideOf(connection, made), await sideOf(connection, live)] as const;
    const [ours, theirs] = [made, live].map(({ rest }) => valuesOf(connection, rest));
    seen.verdict = gone ?? ((await ours) === (await theirs) && sameTables(sides, false));
    if (gone === undefined) seen.sides = sides;
  });
  const { sides, verdict = false } = seen;
  if (error !== undefined) return error.message;
  if (sides === undefined || verdict === false) return verdict;
  const asText = sameTables(sides, true);
  if (asText !== false) return asText;
  return scratch.refused ?? (await sameFilters(connection, sides, scratch));
}

/** A column has another name by now, or the table is another one. */
async function missingColumn(
  connection: Connection,
  tables: readonly PublishedTable[],
): Promise<string | undefined> {
  const wanted = tables.flatMap(({ name, columns }) =>
    columns.map((column) => `(${idOf(name.text)}, ${literal(column)})`),
  );
  if (wanted.length === 0) return undefined;
  const [missing] = await rows<{ name: string }>(
    connection,
    `SELECT v.name FROM (VALUES ${wanted.join(", ")}) AS v (id, name)
    WHERE NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = v.id AND a.attname = v.name AND NOT a.attisdropped)`,
    [],
  );
  return missing && `column "${missing.name}" does not exist`;
}

function idOf(name: string): string {
  return `${literal(name)}::regclass::oid`;
}

async function sideOf(connection: Connection, publication: Publication): Promise<Side> {
  const { tables } = publication;
  const filters = tables.map(({ filter }) => filter);
  if (tables.length === 0) return { publication, rows: [], filters };
  const said = tables.map(({ name, only }, at) => `(${at}, ${idOf(name.text)}, ${only}, true)`);
  // Partitions are published as the table that they are of.
  const found = await rows<Row>(
    connection,
    `WITH RECURSIVE found (at, id, sole, said) AS (VALUES ${said.join(", ")}
      UNION SELECT f.at, h.inhrelid, false, false FROM found f JOIN pg_class c ON c.oid = f.id AND c.relkind <> 'p'
      JOIN pg_inherits h ON h.inhparent = f.id WHERE NOT f.sole)
    SELECT at, id, said FROM found ORDER BY said, at DESC`,
    [],
  );
  return { publication, rows: found, filters };
}

/** With which columns and rows each side has the tables; a text: that is not known of those that inherit. */
function sameTables(sides: Both<Side>, withFilters: boolean): ObjectVerdict {
  const [made, live] = sides.map(({ publication, rows: all, filters }) => {
    const how = ({ at }: Row) =>
      [...(publication.tables[at]?.columns ?? []), withFilters ? filters[at] : ""].join("\0");
    return new Map(all.map((row) => [row.id, { how: how(row), said: row.said }]));
  });
  if (made === undefined || live === undefined) return false;
  const isOther = [...live].some(([id, { how }]) => made.get(id)?.how !== how);
  const missing = [...made].filter(([id]) => !live.has(id));
  if (isOther || missing.some(([, { said }]) => said)) return false;
  return missing.length === 0 ? true : INHERITED;
}

/** What the server has spelled once it may spell another way when it reads that. */
async function sameFilters(
  connection: Connection,
  sides: Both<Side>,
  scratch: Scratch,
): Promise<ObjectVerdict> {
  const own = await OwnCode.read(connection);
  let spelled = sides;
  for (const _ of ["as written", "as spelled"]) {
    const next: Side[] = [];
    for (const side of spelled) {
      const filters: string[] = [];
      for (const [at, { name }] of side.publication.tables.entries()) {
        const filter = await spelledFilter(connection, { name, sql: side.filters[at] ?? "", own });
        await scratch.forget();
        if (filter.why !== undefined) return filter.why;
        filters.push(filter.sql);
      }
      next.push({ ...side, filters });
    }
    const [made, live] = next;
    if (made === undefined || live === undefined) return false;
    spelled = [made, live];
    const verdict = sameTables(spelled, true);
    if (verdict !== false) return verdict;
  }
  return false;
}

/** Nothing computes a policy's condition: it is parsed. */
async function spelledFilter(
  connection: Connection,
  {
    name: { bare, text },
    sql,
    own,
  }: { readonly name: PublishedTable["name"]; readonly sql: string; readonly own: OwnCode },
): Promise<{ readonly sql: string; readonly why?: string | undefined }> {
  if (sql === "") return { sql };
  const copy = temporaryName(bare);
  const policy = `CREATE POLICY mm_filter ON ${copy} USING (${sql})`;
  const held = own.reached([policy]);
  if (held !== undefined) return { sql, why: held };
  let spelled = "";
  const error = await tryPart(connection, async () => {
    await connection.query(TEMPORARY_LAST);
    await connection.execute(`CREATE TABLE ${copy} AS SELECT * FROM ${text} WITH NO DATA`);
    await connection.execute(policy);
    const [row] = await rows<{ sql?: string }>(
      connection,
      `SELECT pg_get_expr(polqual, polrelid) AS sql FROM pg_policy WHERE polrelid = ${idOf(copy)}`,
      [],
    );
    spelled = row?.sql ?? "";
  });
  return { sql: spelled, why: error?.message };
}
