import * as v from "valibot";

/** The values of an enum that has a name: at least one, each once. */
export const enumValues = v.pipe(
  v.array(v.string(), (issue) => `a list of values is expected, not ${issue.received}`),
  v.check((list) => list.length > 0, "the list is empty"),
  v.check((list) => new Set(list).size === list.length, "a value is in the list twice"),
);

/** Old value -> new value. */
export const valuePairs = v.record(v.string(), v.string());
