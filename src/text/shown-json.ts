/** JSON for a message: a bigint, which JSON refuses, is `5n`. */
export function shownJson(value: unknown): string {
  return JSON.stringify(value, (_key, one) => (typeof one === "bigint" ? `${one}n` : one));
}
