import type { LockHolder } from "../../dialect/dialect.js";
import { cleanLine } from "./clean-text.js";

/** Who holds the lock of the migrations, a line for each session. */
export function holderLines(holders: readonly LockHolder[]): readonly string[] {
  const held = holders.some(({ role }) => role === "lock");
  return holders.map(({ description, since, role }) => {
    const time = since === undefined ? "" : ` since ${sinceText(since)}`;
    const who = cleanLine(description);
    if (role === "lock") return `Held${time} by ${who}`;
    return held
      ? `At work${time}: ${who}`
      : `A runner that is gone has left its last statement at work${time}: ${who}`;
  });
}

function sinceText(since: Date): string {
  return `${since.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** The same as data. */
export function holderDocument({ session, role, description, since }: LockHolder) {
  return { session, role, description, since: since?.toISOString() ?? null };
}
