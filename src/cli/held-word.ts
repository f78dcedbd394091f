/**
 * A word that yargs must take for an argument whatever it looks like: a folder named `help` would
 * end `mm check` with the help text and exit code 0, one named `--help` behind `--` as well. No word
 * that the operating system hands over has a NUL in it.
 */
const mark = "\0";

/** The word, marked as an argument. */
export function hold(word: string): string {
  return mark + word;
}

/** Takes the marks out of what yargs hands back: words, lists of them, and its sentences. */
export function release<Value>(value: Value): Value {
  if (typeof value === "string") return value.replaceAll(mark, "") as Value & string;
  return Array.isArray(value) ? (value.map((item) => release(item)) as Value & unknown[]) : value;
}
