import { fieldSpecOf, uniqueToData } from "../operation/table-data.js";
import type { Table, Unique } from "../schema/table.js";
import type { Draft, Step } from "./draft.js";
import { matchChecks, matchExclusions, matchUniques } from "./match-members.js";

/** Checks and unique constraints that go, before the fields that they are about. */
export function detectDroppedConstraints(draft: Draft): readonly Step[] {
  return draft.common().flatMap(([table, from, to]) => {
    const [checks, uniques] = [matchChecks(from, to), matchUniques(from, to)];
    const exclusions = matchExclusions(from, to);
    const drop = (type: string) => (constraint: { readonly name: string }) =>
      draft.adding({ type, table, constraint: constraint.name });
    return [
      ...checks.dropped.map(drop("drop_check")),
      ...exclusions.dropped.map(drop("drop_exclusion")),
      ...[
        ...uniques.dropped.filter((unique) => !isOnField(unique, from)),
        ...uniques.renamed.map((pair) => pair.from),
      ].map(drop("drop_unique")),
    ];
  });
}

/** Unique constraints that are new and did not come with a field. */
export function detectAddedUniques(draft: Draft): readonly Step[] {
  return draft.common().flatMap(([table, from, to]) => {
    const { added, renamed } = matchUniques(from, to);
    return [...added, ...renamed.map((pair) => pair.to)].map((unique) => () => {
      if (!matchUniques(draft.table(table), to).added.includes(unique)) return true;
      draft.add({ type: "add_unique", table, constraint: uniqueToData(unique, to.name) });
      return true;
    });
  });
}

/** Checks that are new, once every field that they may name is there. */
export function detectAddedChecks(draft: Draft): readonly Step[] {
  return draft
    .common()
    .flatMap(([table, from, to]) =>
      matchChecks(from, to).added.map((constraint) =>
        draft.adding({ type: "add_check", table, constraint }),
      ),
    );
}

/** Exclusions that are new, once every field that they may name is there. */
export function detectAddedExclusions(draft: Draft): readonly Step[] {
  return draft
    .common()
    .flatMap(([table, from, to]) =>
      matchExclusions(from, to).added.map((constraint) =>
        draft.adding({ type: "add_exclusion", table, constraint }),
      ),
    );
}

/** Is it written on its field, with which it changes and goes? */
function isOnField(unique: Unique, table: Table): boolean {
  return unique.fields.some((name) => fieldSpecOf(table, name)?.unique === unique);
}
