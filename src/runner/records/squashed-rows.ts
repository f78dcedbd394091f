import { isDeepStrictEqual } from "node:util";
import type { Connection } from "../../driver/driver.js";
import type { Migration } from "../../migration/migration.js";
import type { OperationData } from "../../operation/operation.js";
import type { ToolTable } from "./tool-table.js";

/** An `UpsertData` in its place. */
interface Upsert {
  readonly migration: string;
  readonly operation: number;
  readonly data: OperationData;
}

/**
 * A squash takes over the rows that the migrations made which it stands for, so that its way down
 * removes them. Where it does not upsert the same, one behind the other, nothing is taken over.
 * The table must be there.
 */
export async function takeOverRows(
  connection: Connection,
  about: {
    readonly rows: ToolTable;
    readonly squash: Migration;
    readonly migrations: readonly Migration[];
  },
): Promise<void> {
  const { rows, squash, migrations } = about;
  const own = upsertsIn([squash]);
  const all = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const replaced of [found(squash.replaces, all), originalsOf(squash, all)]) {
    const theirs = upsertsIn(replaced);
    if (theirs.length !== own.length) continue;
    if (!own.every(({ data }, at) => isDeepStrictEqual(data, theirs[at]?.data))) continue;
    for (const [at, { migration, operation }] of own.entries()) {
      const from = theirs[at];
      if (from === undefined) continue;
      const where = { migration: from.migration, operation: from.operation };
      await rows.update(connection, { migration, operation }, where);
    }
  }
}

function upsertsIn(migrations: readonly Migration[]): readonly Upsert[] {
  return migrations.flatMap(({ name, operations }) =>
    operations.flatMap((one, operation) =>
      one.kind === "upsert_data" ? { migration: name, operation, data: one.toData() } : [],
    ),
  );
}

/** What it replaces in the end: squashes among them by their originals. */
function originalsOf(
  { replaces }: Migration,
  all: ReadonlyMap<string, Migration>,
): readonly Migration[] {
  return found(replaces, all).flatMap((one) =>
    one.replaces.length === 0 ? one : originalsOf(one, all),
  );
}

function found(
  names: readonly string[],
  all: ReadonlyMap<string, Migration>,
): readonly Migration[] {
  return names.flatMap((name) => all.get(name) ?? []);
}
