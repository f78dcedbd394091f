import { setTimeout as sleep } from "node:timers/promises";
import type { LockHolder } from "../../dialect/dialect.js";
import type { LockView } from "../../runner/session/lock-holders.js";
import { assertApproved } from "../approval.js";
import { defineCommand } from "../command.js";
import { exitCodes } from "../exit-code.js";
import { option } from "../parse/option.js";
import { milliseconds } from "../parse/seconds.js";
import { waitFlags } from "../run-flags.js";

/** Milliseconds between two looks at who holds it. */
const PAUSE = 100;

/** `mm lock break` */
export const lockBreak = defineCommand({
  name: "lock break",
  summary: "End the session that holds the lock of the migrations.",
  positionals: [],
  options: {
    yes: option.flag("The run that holds it may be cut off"),
    timeout: { type: "number", default: 30, describe: "Seconds to wait until the lock is free" },
    wait: waitFlags.wait,
  },
  examples: [
    ["lock break", "Asks, in a terminal"],
    ["lock break --yes", "A runner hangs"],
  ],
  run: async (context, args) => {
    const { console } = context;
    const wait = milliseconds("wait", args.wait);
    const timeout = milliseconds("timeout", args.timeout);
    const { configuredDatabase } = await import("../configured-database.js");
    const { config, database } = await configuredDatabase(context, { wait });
    const { withLock } = await import("../../runner/session/lock-holders.js");
    const { holderDocument, holderLines } = await import("../render/lock-text.js");
    const { historyTable } = config.migration;
    return await withLock({ database, historyTable }, async (lock) => {
      const seen = await lock.holders();
      if (seen.length > 0) {
        for (const line of holderLines(seen)) console.report(line);
        await assertApproved(context, {
          yes: args.yes,
          question: "End it? What it is in the middle of is rolled back, or half applied",
          message: "The lock is held by a run that would be cut off",
        });
      }
      // The work first: a runner whose work is gone gives the lock back itself.
      const ended: LockHolder[] = [];
      for (const holder of seen.toReversed()) if (await lock.end(holder)) ended.push(holder);
      const left = await leftOf(lock, seen, performance.now() + timeout);
      const document = {
        database: database.label,
        ended: ended.map(holderDocument),
        holders: left.map(holderDocument),
      };
      if (left.length > 0) {
        console.complain("It is still held: the session is rolling back, or does not end");
        return { exitCode: exitCodes.locked, code: "LOCKED", document };
      }
      console.say(seen.length === 0 ? "The lock is free" : "Its holder is gone");
      return { document };
    });
  },
});

/** Those of the sessions that are still there: none, or the time is over. */
async function leftOf(
  lock: LockView,
  seen: readonly LockHolder[],
  deadline: number,
): Promise<readonly LockHolder[]> {
  for (;;) {
    const now = new Set((await lock.holders()).map(({ session }) => session));
    const left = seen.filter(({ session }) => now.has(session));
    if (left.length === 0 || performance.now() > deadline) return left;
    await sleep(PAUSE);
  }
}
