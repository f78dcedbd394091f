import { distance } from "fastest-levenshtein";

/**
 * The candidate that was probably meant, or undefined when none is near: up to a third of the
 * letters may differ, and a candidate that starts with the name is always near.
 */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = name.toLowerCase();
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.ceil(name.length / 3)) + 1;
  let prefixed: string | undefined;
  for (const candidate of candidates) {
    const known = candidate.toLowerCase();
    if (wanted.length >= 3 && known.startsWith(wanted)) prefixed ??= candidate;
    const current = distance(wanted, known);
    if (current < bestDistance && current < known.length) {
      best = candidate;
      bestDistance = current;
    }
  }
  return best ?? prefixed;
}
