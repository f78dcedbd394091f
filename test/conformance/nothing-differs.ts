import { expect } from "chai";
import { type Difference, leftOver } from "../../src/autodetector/left-over.js";
import type { Runner } from "../../src/runner/runner.js";

/** What `db-diff` says is nothing: the database is as its migrations say, and as it would report. */
export async function nothingDiffers(
  runner: Runner,
  after: string,
  isMeant: (difference: Difference) => boolean = () => false,
): Promise<void> {
  const { expected, live } = await runner.compareLive();
  const differences = leftOver(expected, live).filter((one) => !isMeant(one));
  expect(
    differences.map(({ kind, text }) => `${kind} ${text}`),
    `after ${after}`,
  ).to.deep.equal([]);
}
