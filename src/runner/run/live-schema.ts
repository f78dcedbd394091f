import { isDeepStrictEqual } from "node:util";
import type { Dialect } from "../../dialect/dialect.js";
import type { Connection } from "../../driver/driver.js";
import { changedTables } from "../../schema/changed-tables.js";
import type { Schema } from "../../schema/schema.js";
import type { Table } from "../../schema/table.js";
import { withoutUnchosenName } from "../../schema/unchosen-names.js";

interface LiveSchemaRequest {
  readonly dialect: Dialect;
  readonly connection: Connection;
  /** The schemas around one operation, in the direction in which it runs. */
  readonly before: Schema;
  readonly after: Schema;
  /** The tool's own tables. */
  readonly ignore: readonly string[];
}

/** Which of the two schemas the database has, in the tables that differ between them. */
export type LiveState = "before" | "after" | "unclear";

/** Looks at the database: did an operation that was cut off happen as a whole, or not at all? */
export async function liveStateOf(request: LiveSchemaRequest): Promise<LiveState> {
  const keys = changedTables(request.before, request.after);
  if (keys.length === 0) return "unclear";
  const { dialect, before, after } = request;
  const live = await read(request);
  const is = async (schema: Schema): Promise<boolean> => {
    const { tables } = await dialect.session.expected(request.connection, schema);
    return keys.every((key) => {
      const [found, made] = [live.tables.get(key), tables.get(key)];
      return isDeepStrictEqual(found && withoutUnchosenName(found, made), made);
    });
  };
  const isBefore = await is(before);
  const isAfter = await is(after);
  if (isBefore === isAfter) return "unclear";
  return isAfter ? "after" : "before";
}

/**
 * Looks at the database after a tolerated failure: is what the operation wanted there by name all
 * the same? A table made by hand counts, although it may differ in detail.
 */
export async function isPresent(request: LiveSchemaRequest): Promise<boolean> {
  const keys = changedTables(request.before, request.after);
  const before = namesIn(request.dialect.expected(request.before), keys);
  const after = namesIn(request.dialect.expected(request.after), keys);
  const added = [...after].filter((name) => !before.has(name));
  const removed = [...before].filter((name) => !after.has(name));
  if (added.length + removed.length === 0) return false;
  const live = namesIn(await read(request), keys);
  return added.every((name) => live.has(name)) && !removed.some((name) => live.has(name));
}

/**
 * Names that these statements of an operation use, that the database has, and that neither schema
 * knows: columns in which values wait while the operation is under way.
 */
export async function midwayNames(
  request: LiveSchemaRequest,
  statements: readonly string[],
): Promise<readonly string[]> {
  const keys = changedTables(request.before, request.after);
  if (keys.length === 0) return [];
  const known = new Set<string>();
  for (const schema of [request.before, request.after]) {
    for (const name of namesIn(request.dialect.expected(schema), keys)) known.add(name);
  }
  const { tables } = await read(request);
  return keys.flatMap((key) =>
    (tables.get(key)?.fields ?? [])
      .map(({ name }) => name)
      .filter((name) => !known.has(`${key}: field ${name}`))
      .filter((name) => statements.some((sql) => sql.includes(request.dialect.quote(name)))),
  );
}

/** Does the change only take things away? */
export function isDrop(before: Schema, after: Schema): boolean {
  const keys = changedTables(before, after);
  const left = namesIn(after, keys);
  const had = namesIn(before, keys);
  return [...left].every((name) => had.has(name)) && [...had].some((name) => !left.has(name));
}

async function read({ dialect, connection, ignore }: LiveSchemaRequest): Promise<Schema> {
  return await dialect.session.createIntrospector(connection).read({ ignore });
}

function namesIn(schema: Schema, keys: readonly string[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const key of keys) {
    const table = schema.tables.get(key);
    if (table !== undefined) for (const name of namesOf(table)) names.add(`${key}: ${name}`);
  }
  return names;
}

function namesOf(table: Table): readonly string[] {
  const list = (kind: string, items: readonly { readonly name: string }[]) =>
    items.map(({ name }) => `${kind} ${name}`);
  return [
    "table",
    ...list("field", table.fields),
    ...list("index", table.indexes),
    ...list("constraint", [
      ...table.foreignKeys,
      ...table.uniques,
      ...table.checks,
      ...table.exclusions,
    ]),
  ];
}
