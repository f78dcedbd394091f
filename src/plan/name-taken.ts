import type { Dialect } from "../dialect/dialect.js";
import type { Migration } from "../migration/migration.js";
import type { OperationState } from "../migration/state.js";
import { changedTables } from "../schema/changed-tables.js";
import { ownerOf } from "../schema/claimed-names.js";
import { type Claim, claimsOf, membersOf, type Naming } from "../schema/naming.js";
import type { Schema } from "../schema/schema.js";
import type { Table } from "../schema/table.js";
import { RunnerError } from "./runner-error.js";

/** A name that an author chose, and who has it already. */
interface Taken {
  readonly what: string;
  readonly table: string;
  readonly owner: string;
}

/**
 * Refuses names that another table of the database has in the same scope. Generated names are
 * free (`freeName`); of these only the author can choose another.
 *
 * @throws RunnerError RUNNER_NAME_TAKEN
 */
export function assertNamesFree(
  { naming, name: database }: Dialect,
  migration: Migration,
  states: readonly OperationState[],
): void {
  for (const { operation, before, after, index } of states) {
    if (before.tables === after.tables) continue;
    // These make no statement, or one that may fail.
    if (operation.schemaOnly || operation.ignoreErrors) continue;
    const taken = takenName(naming, before, after);
    if (taken === undefined) continue;
    const { what, table, owner } = taken;
    throw new RunnerError({
      code: "RUNNER_NAME_TAKEN",
      message: `migration "${migration.name}", operation ${index + 1} of ${migration.operations.length} "${operation.describe()}": ${what} of table "${table}" has a name that is taken in table "${owner}", and on ${database} there is one of that name`,
      hint: "Give it another `name`; nothing of this migration has been run.",
      migration: migration.name,
    });
  }
}

function takenName(naming: Naming, before: Schema, after: Schema): Taken | undefined {
  for (const key of changedTables(before, after)) {
    const table = after.tables.get(key);
    if (table === undefined) continue;
    // As nearly always; how each is called is of no interest then.
    const isFree = (claim: Claim) => ownerOf(after, claim, key) === undefined;
    if (claimsOf(naming, table).every(isFree)) continue;
    const old = before.tables.get(key);
    const had = new Set(old && claimsOf(naming, old).map(textOf));
    for (const { what, claim } of named(naming, table)) {
      const isOld = had.size > 0 && had.has(textOf(claim));
      const owner = isOld ? undefined : ownerOf(after, claim, key);
      if (owner !== undefined) return { what, table: key, owner };
    }
  }
  return undefined;
}

interface NamedClaim {
  readonly what: string;
  readonly claim: Claim;
}

function named(naming: Naming, table: Table): readonly NamedClaim[] {
  return [
    ...naming.table(table).map((claim) => ({ what: "the name", claim })),
    ...membersOf(table).flatMap(({ kind, member }): readonly NamedClaim[] => {
      const claim = naming.member(kind, member, table);
      const on = member.fields.length === 0 ? "" : ` on ${member.fields.join(", ")}`;
      return claim === undefined ? [] : [{ what: `${kind} "${member.name}"${on}`, claim }];
    }),
    ...table.fields.flatMap((field) =>
      naming.sides(field, table).map((claim) => ({
        what: `${claim.side} "${claim.name}" of field "${field.name}"`,
        claim,
      })),
    ),
  ];
}

function textOf({ scope, name }: Claim): string {
  return JSON.stringify([scope, name]);
}
