/** Names that mean something else in a file of types. */
const TAKEN: readonly string[] = [
  "Buffer",
  "ColumnType",
  "Database",
  "Date",
  "Generated",
  "GeneratedAlways",
  "Insertable",
  "Interval",
  "JsonValue",
  "Partial",
  "Selectable",
  "Uint8Array",
  "Updateable",
];

/** Hands out names of types, each once. */
export class TypeNames {
  readonly #taken = new Set(TAKEN);

  /** The first of `name`, `name2`, `name3` ... of which every form is free; the forms are taken. */
  take(name: string, forms: (name: string) => readonly string[] = (one) => [one]): string {
    for (let turn = 1; ; turn += 1) {
      const given = turn === 1 ? name : `${name}${turn}`;
      const wanted = forms(given);
      if (wanted.some((one) => this.#taken.has(one))) continue;
      for (const one of wanted) this.#taken.add(one);
      return given;
    }
  }
}

/** `audit.log_lines` as `AuditLogLines`. */
export function pascalCase(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
  const joined = words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join("");
  return /^\p{L}/u.test(joined) ? joined : `T${joined}`;
}
