import type { Connection } from "../../driver/driver.js";
import type { SchemaObject } from "../../schema/schema-object.js";
import { inOneLine } from "../live-objects.js";
import { splitSql } from "../split-sql.js";
import { ASKED_KINDS } from "./asked-object.js";
import { compareAsked, type ObjectVerdict } from "./compare-asked.js";
import { comparePublications } from "./compare-publications.js";
import { linkedOperators } from "./definition-lists.js";
import { NamedStatement } from "./named-statement.js";
import type { RowSecurity } from "./row-security.js";
import { inScratch } from "./scratch.js";
import { type Spelling, spelled } from "./server-spelling.js";
import { postgresqlSql } from "./sql-rules.js";
import { TEMPORARY_KINDS } from "./temporary-object.js";

/** An object of the migrations and the one of the database that it is. */
export interface ObjectPair {
  readonly made: SchemaObject;
  readonly definition: string;
}

/** A pair of which it is not known yet. */
interface Open {
  /** Which of the pairs. */
  readonly at: number;
  readonly object: SchemaObject;
  readonly made: Spelling;
  readonly live: Spelling;
}

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
  security: RowSecurity,
): Promise<readonly ObjectVerdict[]> {
  const verdicts = pairs.map((pair) => atSight(pair, security));
  const linked = new Set(
    pairs.flatMap(({ made: { kind, definition } }) =>
      kind === "operator"
        ? splitSql(definition, postgresqlSql).flatMap(({ sql }) =>
            linkedOperators(new NamedStatement(sql)),
          )
        : [],
    ),
  );
  const open = pairs.flatMap(({ made, definition }, at): Open[] => {
    if (verdicts[at] !== undefined) return [];
    return [{ at, object: made, made: asWritten(made.definition), live: asWritten(definition) }];
  });
  if (open.length > 0) await asServer(connection, open, { verdicts, linked, security });
  return verdicts.map((one) => one ?? false);
}

/** What two texts tell. */
function atSight({ made, definition: live }: ObjectPair, security: RowSecurity) {
  const { kind, definition } = made;
  const said = kind === "row security" ? security.asFarAsSaid(made, live) : live;
  if (wordsOf(kind, definition) === wordsOf(kind, said)) return true;
  if (OWN.has(kind)) return false;
  return TEMPORARY_KINDS.has(kind) || isAskedKind(kind)
    ? undefined
    : `${kind}s are compared by their text, which differs`;
}

/** Is it asked for instead of made? */
function isAskedKind(kind: string): boolean {
  return kind === "publication" || ASKED_KINDS.has(kind);
}

function asWritten(sql: string): Spelling {
  return { sql, origins: new Map() };
}

/** Fills in the verdicts that are open; `linked`: the operators to which others link themselves. */
async function asServer(
  connection: Connection,
  open: readonly Open[],
  about: {
    readonly verdicts: (ObjectVerdict | undefined)[];
    readonly linked: ReadonlySet<string>;
    readonly security: RowSecurity;
  },
): Promise<void> {
  const { verdicts, linked, security } = about;
  await inScratch(connection, async (scratch) => {
    const isAsked = ({ object }: Open) => isAskedKind(object.kind);
    for (const { at, object, made, live } of open.filter(isAsked)) {
      const definitions = { made: made.sql, live: live.sql };
      verdicts[at] =
        object.kind === "publication"
          ? await comparePublications(connection, definitions, scratch)
          : await compareAsked(connection, object.kind, definitions);
    }
    const { refused } = scratch;
    let left = open.filter((one) => !isAsked(one));
    if (refused !== undefined) for (const { at } of left.splice(0)) verdicts[at] = refused;
    for (const isLast of [false, true]) {
      const spell = (side: "made" | "live") =>
        spelled(
          connection,
          left.map((one) => ({ ...one[side], kind: one.object.kind })),
          scratch,
        );
      const [made, live] = [await spell("made"), await spell("live")];
      left = left.flatMap(({ at, object }, place): Open[] => {
        const [ours, theirs] = [made[place], live[place]];
        if (ours === undefined || theirs === undefined) return [];
        const why = ours.why ?? theirs.why;
        const there = security.asFarAsSaid(object, theirs.sql);
        const same =
          wordsOf(object.kind, ours.sql) === wordsOf(object.kind, there) &&
          sameFacts(ours, theirs, linked);
        if (why === undefined && !same && !isLast) {
          return [{ at, object, made: ours, live: theirs }];
        }
        verdicts[at] = why ?? same;
        return [];
      });
    }
  });
}

/** An operator that says no link of its own has it from the one that says it. */
function sameFacts(made: Spelling, live: Spelling, linked: ReadonlySet<string>): boolean {
  const [ours = [], theirs = []] = [made.facts?.split("\n"), live.facts?.split("\n")];
  const isLinked = made.operator !== undefined && linked.has(made.operator);
  return ours.every((one, at) => one === theirs[at] || (isLinked && one === "0"));
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
