/**
 * First element of each array in tagged JSON text. Strings, finite numbers, booleans and null stand
 * for themselves; everything else is an array that starts with one of these, so no data can
 * imitate a tag. The guest's `encode.ts` and `decode.ts` use the same numbers.
 */
export const Tag = {
  array: 0,
  object: 1,
  undefined: 2,
  bigint: 3,
  date: 4,
  bytes: 5,
  negativeZero: 6,
  callable: 7,
  instance: 8,
  handle: 9,
  facade: 10,
} as const;
