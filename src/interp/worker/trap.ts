import type { LimitName } from "../limits.js";

/**
 * Thrown through the engine to leave it at once. The engine's frames are torn by that, which is why
 * an engine that trapped is never entered again.
 */
export class Trap extends Error {
  readonly limit: LimitName | undefined;
  /** The guest's stack at that moment, when the engine could still tell it. */
  readonly guestStack: string;

  constructor(limit: LimitName | undefined, message: string, guestStack = "") {
    super(message);
    this.name = "Trap";
    this.limit = limit;
    this.guestStack = guestStack;
  }
}
