import type { Operation } from "../operation/operation.js";
import { emptySchema, type Schema } from "../schema/schema.js";
import { isPair, merged } from "./merged.js";
import { areIndependent, fittingStep, inFront, meet, type Step, stepOf, stepsOf } from "./step.js";

/**
 * Fewer operations that lead to the same schema: what is made and changed is made as it is in the
 * end, what is made and dropped is not made at all. Two operations come together only past others
 * that do not see it; nothing passes data steps and operations that nobody knows. Pure.
 *
 * @param from the schema that the first operation finds.
 * @throws StateError when an operation does not fit what is there.
 */
export function optimize(
  operations: readonly Operation[],
  from: Schema = emptySchema,
): readonly Operation[] {
  let steps = stepsOf(operations, from);
  for (;;) {
    const { length } = steps;
    // What is merged may stand in nobody's way any more, so the same place is looked at again.
    for (let at = 0; at < steps.length; ) {
      const fewer = mergedAt(steps, at);
      if (fewer === undefined) at += 1;
      else steps = fewer;
    }
    if (steps.length === length) return steps.map(({ operation }) => operation);
  }
}

/** The same with one or two fewer from this place on; undefined when nothing can be done. */
function mergedAt(steps: readonly Step[], at: number): readonly Step[] | undefined {
  const first = steps[at];
  if (first === undefined) return undefined;
  for (let other = at + 1; other < steps.length; other += 1) {
    const second = steps[other];
    if (second === undefined || second.touch === undefined || second.touch === "data") {
      return undefined;
    }
    if (!isPair(first, second) || !areRelated(first, second)) continue;
    const between = steps.slice(at + 1, other);
    const met = besideFirst(first, between, second) ?? besideSecond(first, between, second);
    if (met === undefined) continue;
    // Behind them the schema is the same as before.
    return [...steps.slice(0, at), ...placed(met, first.before), ...steps.slice(other + 1)];
  }
  return undefined;
}

function areRelated(first: Step, second: Step): boolean {
  const ofTables = first.writes.size > 0 && second.writes.size > 0;
  return !ofTables || meet(first.writes, second.writes);
}

/** Operations; a step is one that sees nothing of what has moved, so that it does what it did. */
type Meeting = readonly (Operation | Step)[] | undefined;

function placed(items: NonNullable<Meeting>, from: Schema): readonly Step[] {
  let schema = from;
  return items.map((item) => {
    const step =
      "operation" in item
        ? { ...item, before: schema, after: item.operation.mutate(schema) }
        : stepOf(item, schema);
    schema = step.after;
    return step;
  });
}

/** The second one comes up to the first. */
function besideFirst(first: Step, between: readonly Step[], second: Step): Meeting {
  let moved = second;
  const passed: (Operation | Step)[] = [];
  for (const step of between.toReversed()) {
    if (areIndependent(step, moved)) {
      passed.unshift(step);
      continue;
    }
    passed.unshift(step.operation);
    const neighbour = fittingStep(second.operation, step.after);
    const sooner = neighbour && inFront(step, neighbour);
    if (sooner === undefined) return undefined;
    moved = sooner;
  }
  const there = fittingStep(second.operation, first.after);
  const made = there && merged(first, there);
  return made && [...made, ...passed];
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
  return made && [...passed, ...made];
}

/** The step as it is when it comes behind these. */
function behind(items: NonNullable<Meeting>, { operation, before }: Step): Step | undefined {
  const schema = placed(items, before).at(-1)?.after ?? before;
  return fittingStep(operation, schema);
}
