/** Two schemas, what is answered, and the operations that lead from the one to the other, in order. */
export interface Situation {
  readonly title: string;
  readonly from: string;
  readonly to: string;
  readonly renames?: Readonly<Record<string, boolean>>;
  readonly backfills?: Readonly<Record<string, string>>;
  readonly using?: Readonly<Record<string, string>>;
  readonly operations: readonly string[];
}

/** Short words for schemas in YAML. */
export const id = "{ name: id, type: serial, primary_key: true }";

export function table(name: string, ...fields: readonly string[]): string {
  return `- { name: ${name}, fields: [${[id, ...fields].join(", ")}] }\n`;
}

export function text(name: string): string {
  return `{ name: ${name}, type: text }`;
}

export function ref(name: string, to: string): string {
  return `{ name: ${name}, type: foreign_key, foreign_key: { table: ${to} } }`;
}

export function many(name: string, to: string): string {
  return `{ name: ${name}, type: many_to_many, many_to_many: { table: ${to} } }`;
}

/** The table with these indexes. */
export function index(of: string, ...indexes: readonly string[]): string {
  return of.replace(/ \}\n$/, `, indexes: [${indexes.join(", ")}] }\n`);
}
