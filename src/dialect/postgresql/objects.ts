import type { Connection } from "../../driver/driver.js";
import { type Schema, tableKey } from "../../schema/schema.js";
import type { SchemaObject } from "../../schema/schema-object.js";
import { groupBy, rowsOf } from "../group-by.js";
import {
  type FoundObject,
  type LiveObjects,
  liveObjects,
  pairObjects,
  type Uncompared,
} from "../live-objects.js";
import { dropOfOddName, quoteName } from "../names.js";
import { bodyNeeds, unchecked } from "./body-needs.js";
import { rows } from "./catalogue.js";
import { autoUpdateName } from "./columns.js";
import { compareObjectPairs } from "./object-comparison.js";
import {
  INDEXES,
  NEEDED_BY_TABLES,
  NEEDS,
  objectQueries,
  PARTS_OF_OTHERS,
  TABLE_IDS,
} from "./object-queries.js";
import { NEEDS_OF_OPAQUE } from "./opaque-tables.js";
import { mayBePart, ownParts, type PartOfOther, withoutParts } from "./own-parts.js";
import { withPartsOfTables } from "./parts-of-tables.js";
import { RARE_KINDS, RARE_NEEDS } from "./rare-object-queries.js";
import { RowSecurity } from "./row-security.js";
import { SETTINGS_OF_TABLES } from "./setting-queries.js";
import { type SettingRow, settingsApart, withoutIndexes } from "./settings-of-tables.js";
import { UNTOLD, UNTOLD_KINDS, type UntoldRow } from "./untold-objects.js";

const DATABASE = "postgresql";

const NO_DEFINITION = "the server shows no definition of it by itself";

const KINDS = [
  ...UNTOLD_KINDS,
  "table",
  "foreign key",
  ...RARE_KINDS,
  ...[
    "index",
    "extension",
    "domain",
    "sequence",
    "function",
    "procedure",
    "view",
    "materialized view",
  ],
  ...["trigger", "rule", "policy"],
];

/** A row of an {@link objectQueries}; ids tell rows of all catalogues apart. */
interface ObjectRow {
  readonly id: string;
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly definition: string | undefined;
  readonly kept: string | undefined;
  /** The key of the table that it is a part of. */
  readonly on: string | undefined;
  readonly drop?: string | undefined;
  /** Of a foreign key: the id of the table that it refers to. */
  readonly target?: string;
  /** Of a trigger: its function. */
  readonly runs?: string;
  /** Of a function: its name, the types it takes, and both namings in its definition. */
  readonly bare?: string;
  readonly arguments?: string;
  readonly language?: string;
  readonly qualified?: string;
  readonly unqualified?: string;
  /** The model says it as well, so it is an object only where migrations have made it as one. */
  readonly modelled?: boolean;
}

/** What a PostgreSQL database has beside tables, by its catalogue: a dozen queries in all. */
export async function postgresqlObjects(
  connection: Connection,
  schema: Schema,
  made: readonly SchemaObject[],
): Promise<LiveObjects> {
  const here = made.filter(({ database = DATABASE }) => database === DATABASE);
  const tables = here.flatMap(({ kind, name }) => (kind === "table" ? [name] : []));
  const { onOthers, settings, ids, needed, untold, session, ...read } = await readObjects(
    connection,
    {
      hasParts: here.some(mayBePart),
      hasIndexes: here.some(({ kind }) => kind === "index"),
      tables,
    },
  );
  const parts = ownParts(onOthers, here.filter(mayBePart)).map((part) =>
    withComments(part, settings),
  );
  const asObjects = namesOf(here);
  const all: ObjectRow[] = read.objects.flat().filter((row) => isObject(row, asObjects));
  const security = new RowSecurity(here, session);
  const apart = settingsApart(settings, all, { objects: here, security, tables: new Set(tables) });
  all.push(...apart.map(settingObject));
  const own = ownTriggers(all, schema);
  const ours = all
    .filter(
      ({ id, on, modelled = false }) =>
        !own.has(id) && (on === undefined || modelled || schema.tables.has(on)),
    )
    .map((row) => withoutOwnIndexes(withoutOwnParts(row, parts), all, settings))
    .concat(parts.map(partObject));
  const names = new Map(
    ids.map(({ id, key, type = "" }) => [id, schema.enums.has(type) ? type : (key ?? type)]),
  );
  const found = named(ours);
  for (const { id, name, namespace } of found) {
    names.set(id, namespace === undefined ? name : `${namespace}.${name}`);
  }
  const pairs = [...apart.flatMap(settingNeeds), ...all.flatMap(ownNeed), ...read.needs.flat()];
  const needs = rowsOf(pairs, ({ id }) => id);
  const early = neededBy(
    needed.map(({ id }) => id),
    needs,
  );
  const body = bodyNeeds(found, schema, { needs, early });
  const objects = found.map((row) => ({
    ...row,
    definition: body.isUnchecked(row) ? unchecked(row.definition) : row.definition,
    needs: [
      ...(row.on === undefined ? [] : [row.on]),
      ...needs(row.id)
        .flatMap((one) => names.get(one.needs) ?? [])
        .sort(),
      ...body.of(row),
    ],
  }));
  const compared = await withVerdicts(connection, withPartsOfTables(objects, here), {
    made: here,
    security,
  });
  return liveObjects(compared.found, {
    database: DATABASE,
    schema,
    kinds: KINDS,
    opaque: new Set(found.filter(({ kind }) => kind === "table").map(tableKey)),
    unsaid: untold.flatMap(({ kind, name, said }) => (said ? `${kind} "${name}"` : [])),
    untold: untold.flatMap(({ is: kind, key: name }) =>
      kind === undefined || name === undefined ? [] : { kind, name, why: NO_DEFINITION },
    ),
    uncompared: compared.uncompared,
  });
}

/** The kinds and names of objects. */
function namesOf(made: readonly SchemaObject[]): ReadonlySet<string> {
  return new Set(made.map(({ kind, name }) => `${kind} ${name}`));
}

/** What is said of an enum that is an object is a part of its definition. */
function isObject({ modelled, ...row }: ObjectRow, made: ReadonlySet<string>): boolean {
  if (row.kind === "comment" && made.has(row.name)) return false;
  return modelled !== true || made.has(`${row.kind} ${tableKey(row)}`);
}

/** The questions travel together: the server works on the next while the rows of one are read. */
async function readObjects(
  connection: Connection,
  about: {
    readonly hasParts: boolean;
    readonly hasIndexes: boolean;
    /** Keys of those that migrations have made by their own SQL. */
    readonly tables: readonly string[];
  },
) {
  const ask = <Shape>(sql: string) => rows<Shape>(connection, sql, []);
  const [onOthers, objects, settings, ids, needs, needed, untold, [session]] = await Promise.all([
    about.hasParts ? ask<PartOfOther>(PARTS_OF_OTHERS) : [],
    Promise.all(
      [...objectQueries(about.tables), ...(about.hasIndexes ? [INDEXES("database")] : [])].map(
        (sql) => ask<ObjectRow>(sql),
      ),
    ),
    ask<SettingRow>(`${SETTINGS_OF_TABLES("database")} ORDER BY "on", kind, name`),
    ask<{ id: string; key?: string; type?: string }>(TABLE_IDS),
    Promise.all([NEEDS, NEEDS_OF_OPAQUE, RARE_NEEDS].map((sql) => ask<Need>(sql))),
    ask<{ id: string }>(NEEDED_BY_TABLES),
    ask<UntoldRow>(UNTOLD),
    ask<{ name: string }>("SELECT current_schema()::text AS name"),
  ]);
  return { onOthers, objects, settings, ids, needs, needed, untold, session: session?.name ?? "" };
}

/** Whether each is what migrations made, as far as the server can tell. */
async function withVerdicts(
  connection: Connection,
  all: readonly FoundObject[],
  { made, security }: { readonly made: readonly SchemaObject[]; readonly security: RowSecurity },
): Promise<{ readonly found: readonly FoundObject[]; readonly uncompared: readonly Uncompared[] }> {
  const named = all.map((one) => ({ one, kind: one.kind, name: tableKey(one) }));
  const pairs = [...pairObjects(made, named, (found) => found)].flatMap(([object, { one }]) =>
    one.definition === undefined ? [] : [{ made: object, definition: one.definition, one }],
  );
  const verdicts = await compareObjectPairs(connection, pairs, security);
  const same = new Map<FoundObject, boolean>();
  const uncompared: Uncompared[] = [];
  for (const [at, { one, made: object }] of pairs.entries()) {
    const verdict = verdicts[at];
    if (typeof verdict === "boolean") same.set(one, verdict);
    else if (verdict !== undefined) {
      uncompared.push({ kind: object.kind, name: object.name, why: verdict });
    }
  }
  return { found: all.map((one) => ({ ...one, same: same.get(one) })), uncompared };
}

interface Need {
  readonly id: string;
  readonly needs: string;
}

function settingObject({ kind, on, name, definition, drop }: SettingRow): ObjectRow {
  const id = settingId(kind, name);
  return { id, kind, on, name, definition, drop, kept: undefined, namespace: undefined };
}

function settingNeeds({ kind, name, needs }: SettingRow): readonly Need[] {
  return needs === undefined ? [] : [{ id: settingId(kind, name), needs }];
}

function settingId(kind: string, name: string): string {
  return `q${kind} ${name}`;
}

function partObject({ comments = [], ...part }: PartOfOther): ObjectRow {
  const { id, kind, name, on, drop } = part;
  const definition = [part.definition, ...comments].join(";\n");
  return { id, kind, name, on, definition, drop, kept: undefined, namespace: undefined };
}

/** On a partition they stand behind all that is on it. */
function withComments(part: PartOfOther, settings: readonly SettingRow[]): PartOfOther {
  const own = settings.filter(
    ({ kind, name }) => kind === "comment" && name === `${part.on} ${part.kind} ${part.name}`,
  );
  return { ...part, comments: own.map(({ definition }) => definition) };
}

function withoutOwnParts(row: ObjectRow, parts: readonly PartOfOther[]): ObjectRow {
  const own = parts.filter(({ whole }) => whole === row.id);
  if (own.length === 0 || row.definition === undefined) return row;
  return { ...row, definition: withoutParts(row.definition, own) };
}

const HAVE_INDEXES: ReadonlySet<string> = new Set(["table", "materialized view"]);

function withoutOwnIndexes(
  row: ObjectRow,
  all: readonly ObjectRow[],
  settings: readonly SettingRow[],
): ObjectRow {
  if (!HAVE_INDEXES.has(row.kind) || row.definition === undefined) return row;
  const indexes = all.filter(({ on }) => on === tableKey(row));
  return { ...row, definition: withoutIndexes(row.definition, indexes, settings) };
}

/** What a row itself says that it needs. */
function ownNeed({ id, target }: ObjectRow): readonly Need[] {
  return target === undefined ? [] : [{ id, needs: target }];
}

/** These, and what they need in turn. */
function neededBy(
  ids: readonly string[],
  needs: (id: string) => readonly Need[],
): ReadonlySet<string> {
  const found = new Set(ids);
  // A set is walked in the order of its growth.
  for (const id of found) for (const one of needs(id)) found.add(one.needs);
  return found;
}

/** The triggers that keep `autoUpdate` fields current, and their functions. */
function ownTriggers(all: readonly ObjectRow[], { tables }: Schema): ReadonlySet<string> {
  const apart = ["auto_update"] as const;
  return new Set(
    all.flatMap(({ id, name, on, runs = "" }) => {
      const table = on === undefined ? undefined : tables.get(on);
      const isOwn = table?.fields.some((field) =>
        [{ name: field.name }, { name: field.name, apart }].some(
          (one) => field.autoUpdate && autoUpdateName(table.name, one) === name,
        ),
      );
      return isOwn === true ? [id, runs] : [];
    }),
  );
}

/** What is on a table has its name there alone: several of one name are told apart by the table. */
function named(all: readonly ObjectRow[]): readonly (ObjectRow & Omit<FoundObject, "needs">)[] {
  const key = ({ kind, name, namespace }: ObjectRow) => [kind, namespace, name].join("\0");
  const same = groupBy(all, key);
  return all.map((row) => {
    const { kind, name, namespace, on, bare } = row;
    if (on !== undefined && !name.startsWith(on))
      return (same.get(key(row)) ?? []).length > 1 ? { ...row, namespace: on } : row;
    if (on !== undefined) return row;
    const definition = inNamespace(row);
    const types = bare === undefined ? "" : `(${row.arguments ?? ""})`;
    return {
      ...row,
      name: (bare ?? name) + types,
      definition,
      namespace,
      drop: row.drop ?? dropOfOddName({ kind, namespace, name: bare ?? name, types }, quoted),
    };
  });
}

function quoted(name: string): string {
  return quoteName(name, ['"', '"']);
}

/** Another namespace must be there; that of the session is left to the session. */
function inNamespace({ namespace, definition, qualified = "", unqualified }: ObjectRow) {
  if (namespace === undefined) return definition?.replace(qualified, () => unqualified ?? "");
  return definition && `CREATE SCHEMA IF NOT EXISTS ${quoted(namespace)};\n${definition}`;
}
