import type { FieldEntry } from "./document-shape.js";
import type { Origins } from "./read-document.js";

type Key = keyof FieldEntry;

/** Keys that say what the type of a field is. */
export const TYPE_KEYS: readonly Key[] = [
  "type",
  "native",
  "length",
  "precision",
  "scale",
  "values",
  "enum",
  "foreign_key",
  "many_to_many",
];

/** What of fields is wrong or cannot be read: by that nothing else is judged. */
export class Doubts {
  readonly #origins: Origins;
  readonly #keys = new Map<object, Set<string>>();

  constructor(origins: Origins) {
    this.#origins = origins;
  }

  /** Is it known what the field says under all of these keys? */
  isSure(field: object, keys: readonly Key[]): boolean {
    const doubtful = this.#doubtful(field);
    return !keys.some((key) => doubtful.has(key));
  }

  /** Something is wrong with the field under these keys. */
  add(field: object, keys: readonly Key[]): void {
    const doubtful = this.#doubtful(field);
    for (const key of keys) doubtful.add(key);
  }

  #doubtful(field: object): Set<string> {
    const known = this.#keys.get(field) ?? this.#unread(field);
    this.#keys.set(field, known);
    return known;
  }

  /** Keys that could not be read, or in which something could not. */
  #unread(field: object): Set<string> {
    const lacks = (entry: object) => this.#origins.get(entry)?.lacks;
    const inside = Object.entries(field).flatMap(([key, value]) =>
      typeof value === "object" && value !== null && lacks(value) !== undefined ? [key] : [],
    );
    return new Set([...(lacks(field) ?? []), ...inside]);
  }
}
