import type { Operation } from "../operation/operation.js";
import type { PerDatabase } from "../schema/schema.js";
import { sortedEntries } from "../text/record.js";
import {
  detectAddedChecks,
  detectAddedExclusions,
  detectAddedUniques,
  detectDroppedConstraints,
} from "./detect-constraints.js";
import { detectAlteredEnums, detectCreatedEnums, detectDroppedEnums } from "./detect-enums.js";
import { detectAddedFields, detectAlteredFields, detectDroppedFields } from "./detect-fields.js";
import { detectAddedForeignKeys, detectDroppedForeignKeys } from "./detect-foreign-keys.js";
import {
  detectAddedIndexes,
  detectCounterIndexes,
  detectDroppedIndexes,
} from "./detect-indexes.js";
import { detectDroppedObjects, detectEarlyObjects, detectLateObjects } from "./detect-objects.js";
import { detectPrimaryKeys } from "./detect-primary-keys.js";
import { detectFieldRenames, detectTableRenames } from "./detect-renames.js";
import {
  detectAlteredTables,
  detectCreatedTables,
  detectDroppedCircles,
  detectDroppedTables,
} from "./detect-tables.js";
import { Draft, type Task } from "./draft.js";
import { leftOver } from "./left-over.js";
import type { Question } from "./questioner.js";

/** What leads from one schema to the other. */
export interface Detected {
  readonly operations: readonly Operation[];
  /** Places of operations that a person said to look at before they run. */
  readonly review: readonly number[];
  /** Questions without an answer; the operations are not to be used while there is one. */
  readonly questions: readonly Question[];
  /** What to know of the operations before they run. */
  readonly notices: readonly string[];
  /** What differs and no operation can change yet; they are not to be used while there is one. */
  readonly impossible: readonly string[];
}

/**
 * The operations that lead from one schema to the other, in an order in which each finds what it
 * needs. A pure function of the two and the questioner.
 */
export function detect(task: Task): Detected {
  const draft = new Draft(task);
  // What the defaults of fields and their types mean.
  detectSettings(draft);
  // Nothing changes below a view.
  draft.run(detectDroppedObjects(draft));
  // Renames first: everything after them speaks of the names of today.
  detectTableRenames(draft);
  detectFieldRenames(draft);
  draft.run(detectCreatedEnums(draft));
  draft.run(detectEarlyObjects(draft));
  draft.run(detectAlteredEnums(draft));
  // Foreign keys hold tables and fields where they are, and indexes hold fields.
  draft.run(detectDroppedForeignKeys(draft));
  draft.run(detectDroppedIndexes(draft));
  draft.run(detectDroppedConstraints(draft));
  draft.run(detectAlteredTables(draft));
  draft.run(detectAlteredFields(draft));
  // Keys that tables and fields to come may refer to, as far as their own fields are there. What
  // counts and leaves the primary key is in another one by then: MySQL asks for that.
  draft.run(detectAddedUniques(draft));
  draft.run(detectCounterIndexes(draft));
  draft.run(detectPrimaryKeys(draft));
  draft.run(detectDroppedIndexes(draft, true));
  draft.run(detectDroppedFields(draft));
  draft.run(detectDroppedTables(draft));
  draft.run(detectDroppedCircles(draft));
  draft.run(detectCreatedTables(draft));
  draft.run(detectAddedFields(draft));
  draft.run(detectAddedUniques(draft));
  draft.run(detectAddedChecks(draft));
  draft.run(detectAddedExclusions(draft));
  draft.run(detectAddedIndexes(draft));
  draft.run(detectAddedForeignKeys(draft));
  draft.run(detectLateObjects(draft));
  draft.run(detectDroppedEnums(draft));
  return {
    operations: draft.drafted.map(({ operation }) => operation),
    review: draft.drafted.flatMap(({ review }, at) => (review ? [at] : [])),
    questions: draft.questions,
    notices: draft.notices,
    impossible: leftOver(draft.schema, task.to).map(({ text }) => text),
  };
}

/** Entries of the defaults and the type mappings; a database that is not named any more loses its own. */
function detectSettings(draft: Draft): void {
  const { from, to } = draft.task;
  const typeMappings = changed(from.typeMappings, to.typeMappings);
  if (typeMappings !== undefined) draft.add({ type: "set_type_mappings", ...typeMappings });
  const defaults = changed(from.defaults, to.defaults);
  if (defaults !== undefined) draft.add({ type: "set_defaults", ...defaults });
}

function changed(from: PerDatabase, to: PerDatabase): Record<string, object> | undefined {
  const maps: Record<string, object> = {};
  for (const database of [...new Set([...Object.keys(from), ...Object.keys(to)])].sort()) {
    const before = sortedEntries(from[database] ?? {});
    const after = sortedEntries(to[database] ?? {});
    if (JSON.stringify(before) !== JSON.stringify(after))
      maps[database] = Object.fromEntries(after);
  }
  return Object.keys(maps).length === 0 ? undefined : maps;
}
