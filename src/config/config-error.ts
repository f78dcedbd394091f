import { type MigrationErrorInit, PlacedError } from "../errors.js";
import { nearestName } from "../text/nearest-name.js";

/** Where in a file something stands; both numbers are 1-based. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The line itself with its neighbours and a caret. */
  readonly frame: string;
}

export interface ConfigErrorInit extends MigrationErrorInit {
  readonly position?: Position | undefined;
}

/** A setting that cannot be used; the place is known when it came from a file. */
export class ConfigError extends PlacedError {
  constructor({ position, ...init }: ConfigErrorInit) {
    super({ ...init, ...position });
  }
}

/** The key that was probably meant: one that is spelt nearly so, or that begins with the given word. */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  const all = [...candidates];
  const wanted = name.toLowerCase();
  return (
    nearestName(name, all) ??
    (wanted.length < 3 ? undefined : all.find((one) => one.toLowerCase().startsWith(wanted)))
  );
}
