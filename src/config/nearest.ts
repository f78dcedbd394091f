import { nearestName } from "../text/nearest-name.js";

/** The key that was probably meant: one that is spelt nearly so, or that begins with the given word. */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  const all = [...candidates];
  const wanted = name.toLowerCase();
  return (
    nearestName(name, all) ??
    (wanted.length < 3 ? undefined : all.find((one) => one.toLowerCase().startsWith(wanted)))
  );
}
