import type { Operation } from "../operation/operation.js";
import { emptySchema, type Schema } from "../schema/schema.js";
import { isPair, merged } from "./merged.js";
import {
  areIndependent,
  fittingStep,
  inFront,
  inPlace,
  meet,
  type Step,
  stepOf,
  stepsOf,
} from "./step.js";

/**
 * Fewer operations that lead to the same schema: what is made and changed is made as it is in the
 * end, what is made and dropped is not made at all. Two operations come together only past others
 * that do not see it; nothing passes data steps and unknown operations. Pure.
 *
 * ```ts
 * const fewer = optimize(migrations.flatMap(({ operations }) => operations));
 * ```
 *
 * @param from the schema that the first operation finds.
 * @throws StateError when an operation does not fit what is there.
 */
export function optimize(
  operations: readonly Operation[],
  from: Schema = emptySchema,
): readonly Operation[] {
  let steps = [...stepsOf(operations, from)];
  for (;;) {
    const { length } = steps;
    let before = from;
    for (let at = 0, step = steps[at]; step !== undefined; step = steps[at]) {
      // Of those behind it only what they deal with is up to date, not the rest of the schema.
      const first = inPlace(step, before);
      const fewer = mergedWith(first, steps.slice(at + 1));
      // What is merged may not be in the way any more, so the same place is looked at again.
      if (fewer !== undefined) steps = [...steps.slice(0, at), ...fewer];
      else {
        steps[at] = first;
        before = first.after;
        at += 1;
      }
    }
    if (steps.length === length) return steps.map(({ operation }) => operation);
  }
}

/** The step and those behind it, one or two fewer; undefined when nothing can be done. */
function mergedWith(first: Step, behindIt: readonly Step[]): readonly Step[] | undefined {
  for (const [at, second] of behindIt.entries()) {
    if (second.touch === undefined || second.touch === "data") return undefined;
    if (!isPair(first, second) || !areRelated(first, second)) continue;
    const between = behindIt.slice(0, at);
    const met = besideFirst(first, between, second) ?? besideSecond(first, between, second);
    if (met !== undefined) return [...met, ...behindIt.slice(at + 1)];
  }
  return undefined;
}

/** Steps in their new order; of some only what they deal with is up to date. */
type Meeting = readonly Step[] | undefined;

function areRelated(first: Step, second: Step): boolean {
  const ofTables = first.writes.size > 0 && second.writes.size > 0;
  return !ofTables || meet(first.writes, second.writes);
}

/** The second one comes up to the first. */
function besideFirst(first: Step, between: readonly Step[], second: Step): Meeting {
  let moved = second;
  let exact: readonly Step[] | undefined;
  for (let at = between.length - 1; at >= 0; at -= 1) {
    const step = between[at];
    if (step === undefined || areIndependent(step, moved)) continue;
    exact ??= placed(between, first.after);
    const here = exact[at];
    const neighbour = here && fittingStep(second.operation, here.after);
    const sooner = here && neighbour && inFront(here, neighbour);
    if (sooner === undefined) return undefined;
    moved = sooner;
  }
  const there = fittingStep(second.operation, first.after);
  const made = there && merged(first, there);
  if (made === undefined) return undefined;
  if (exact === undefined) return [...placed(made, first.before), ...between];
  return placed([...made, ...between.map(({ operation }) => operation)], first.before);
}

/** The first one goes down to the second. */
function besideSecond(first: Step, between: readonly Step[], second: Step): Meeting {
  let moved = first;
  const passed: (Operation | Step)[] = [];
  for (const step of between) {
    if (areIndependent(moved, step)) passed.push(step);
    else {
      const here = behind(passed, first);
      const neighbour = here && fittingStep(step.operation, here.after);
      if (here === undefined || neighbour === undefined) return undefined;
      if (inFront(here, neighbour) === undefined) return undefined;
      moved = here;
      passed.push(step.operation);
    }
  }
  const here = behind(passed, first);
  const there = here && fittingStep(second.operation, here.after);
  const made = here && there && merged(here, there);
  return made && placed([...passed, ...made], first.before);
}

/** The step as it is when it comes behind these. */
function behind(
  items: readonly (Operation | Step)[],
  { operation, before }: Step,
): Step | undefined {
  const schema = placed(items, before).at(-1)?.after ?? before;
  return fittingStep(operation, schema);
}

/** One behind the other; a step is one that sees nothing of what has moved. */
function placed(items: readonly (Operation | Step)[], from: Schema): readonly Step[] {
  let schema = from;
  return items.map((item) => {
    const step = "operation" in item ? inPlace(item, schema) : stepOf(item, schema);
    schema = step.after;
    return step;
  });
}
