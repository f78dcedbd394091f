// Guest source, a part of node:assert.
import { inspect } from "./inspect.js";

/** What an assertion compared. */
export interface AssertionDetails {
  readonly message?: string | Error | undefined;
  readonly actual?: unknown;
  readonly expected?: unknown;
  readonly operator?: string;
}

const SAYS: Readonly<Record<string, string>> = {
  deepEqual: "Expected values to be loosely deep-equal:",
  deepStrictEqual: "Expected values to be strictly deep-equal:",
  strictEqual: "Expected values to be strictly equal:",
  notDeepEqual: 'Expected "actual" not to be loosely deep-equal to:',
  notDeepStrictEqual: 'Expected "actual" not to be strictly deep-equal to:',
  notStrictEqual: 'Expected "actual" to be strictly unequal to:',
};

/** The fields of Node's; the texts of the deep comparisons are shorter than Node's. */
export class AssertionError extends Error {
  readonly code = "ERR_ASSERTION";
  readonly actual: unknown;
  readonly expected: unknown;
  readonly operator: string | undefined;
  readonly generatedMessage: boolean;

  constructor(details: AssertionDetails) {
    const { message } = details;
    super(message === undefined ? describe(details) : String(message));
    this.name = "AssertionError";
    this.actual = details.actual;
    this.expected = details.expected;
    this.operator = details.operator;
    this.generatedMessage = message === undefined;
  }
}

function describe({ actual, expected, operator = "fail" }: AssertionDetails): string {
  const [left, right] = [inspect(actual), inspect(expected)];
  const says = SAYS[operator];
  if (says === undefined) return `${left} ${operator} ${right}`;
  if (operator === "notStrictEqual" || operator.startsWith("not")) {
    return left.includes("\n") ? `${says}\n\n${left}\n` : `${says} ${left}`;
  }
  const sign = operator === "deepEqual" ? "should loosely deep-equal" : "!==";
  return left.includes("\n") || right.includes("\n")
    ? `${says}\n\n${left}\n\n${sign}\n\n${right}\n`
    : `${says}\n\n${left} ${sign} ${right}\n`;
}
