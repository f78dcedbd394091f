import type { Lock, LockRequest } from "./dialect.js";
import { LockWait } from "./lock.js";

/** A lock of a session, asked for without waiting. */
export interface LockAttempts {
  /** undefined: another has it. */
  attempt(): Promise<Lock | undefined>;
  /** Who that is, when the database knows. */
  holder(): Promise<string | undefined>;
}

/** How long the server may take to see that a session is over. */
const RENEWAL = 30_000;

export async function acquireOne(lock: LockAttempts, wait: LockWait): Promise<Lock> {
  for (;;) {
    const held = await lock.attempt();
    if (held !== undefined) return held;
    await wait.turn(await lock.holder());
  }
}

/**
 * The lock, with a mark on the session that does the work: no other session has one, such as that of a runner which
 * is gone and whose last statement is not. Who works has both, so at first both are tried at once; where the lock is
 * another's, the mark is given back, and is asked for again when the lock is there. See docs/decisions/0044.
 */
export async function acquireBoth(
  request: LockRequest,
  about: { readonly lock: LockAttempts; readonly mark: LockAttempts; readonly wait: LockWait },
): Promise<Lock> {
  const { lock, wait } = about;
  const mark: LockAttempts = {
    attempt: () => {
      const tried = about.mark.attempt();
      request.alongside?.();
      return tried;
    },
    holder: async () => busyHolder(await about.mark.holder()),
  };
  // Of two that do not wait each might get one of the two.
  const early = request.timeout === 0 ? undefined : mark.attempt();
  let [held, marked] = await bothOf(lock.attempt(), early);
  // Another that tries both at once gives the mark back in a moment, which is nothing to tell.
  const isPassing = early !== undefined && held !== undefined;
  if (held === undefined) {
    await marked?.release();
    marked = undefined;
    await wait.turn(await lock.holder());
    held = await acquireOne(lock, wait);
  }
  try {
    if (marked === undefined && isPassing) await wait.turn(undefined);
    marked ??= await acquireOne(mark, wait);
  } catch (error) {
    await held.release();
    throw error;
  }
  return withMark(held, marked, { request, attempts: about.mark });
}

/** Both answers, or the first failure, behind which neither is held. */
async function bothOf(
  lock: Promise<Lock | undefined>,
  mark: Promise<Lock | undefined> | undefined,
): Promise<[Lock | undefined, Lock | undefined]> {
  const [held, marked] = await Promise.allSettled([lock, mark]);
  if (held.status === "fulfilled" && marked.status === "fulfilled") {
    return [held.value, marked.value];
  }
  for (const one of [held, marked]) {
    if (one.status === "fulfilled") await one.value?.release();
  }
  return [await lock, await mark];
}

function withMark(
  held: Lock,
  first: Lock,
  about: { readonly request: LockRequest; readonly attempts: LockAttempts },
): Lock {
  let marked = first;
  return {
    renewed: async () => {
      const patient = { ...about.request, timeout: RENEWAL, onWait: () => undefined };
      marked = await acquireOne(about.attempts, new LockWait(patient));
    },
    release: async () => {
      const freed = await Promise.allSettled([marked.release(), held.release()]);
      for (const one of freed) if (one.status === "rejected") throw one.reason;
    },
  };
}

/** What to say of the holder of such a mark. */
function busyHolder(holder: string | undefined): string | undefined {
  return holder && `${holder}, still busy with the last statement of a run that is gone`;
}
