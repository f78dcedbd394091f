const LISTED = /^(?:enum|set)\b/i;
const NUMERIC =
  /^(?:tinyint|smallint|mediumint|int|integer|bigint|decimal|numeric|float|double|bool|boolean|bit|year)\b/i;

/** Would the server go by the place of a value in the list, and not by the value? */
export function isMisread(before: string, after: string): boolean {
  return LISTED.test(before) ? NUMERIC.test(after) : LISTED.test(after) && NUMERIC.test(before);
}
