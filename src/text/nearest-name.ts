import { distance } from "fastest-levenshtein";
import type { Hint } from "../errors.js";

/** Longer names are not compared: the cost is the product of both lengths. */
const LONGEST = 200;

/** The known name most like the given one, or undefined when none is close enough to suggest. */
export function nearestName(name: string, known: Iterable<string>): string | undefined {
  if (name.length > LONGEST) return undefined;
  const wanted = name.toLowerCase();
  let best: string | undefined;
  let least = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) >= least) continue;
    const steps = distance(wanted, candidate.toLowerCase());
    if (steps < least) {
      least = steps;
      best = candidate;
    }
  }
  return best;
}

/** `Did you mean "x"?`, or the other sentence when nothing is near. */
export function suggestion<Other extends Hint>(
  name: string,
  known: Iterable<string>,
  otherwise: Other,
): Other | string {
  const nearest = nearestName(name, known);
  return nearest === undefined ? otherwise : `Did you mean "${nearest}"?`;
}
