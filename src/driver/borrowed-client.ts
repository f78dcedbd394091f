import { DriverError } from "./driver-error.js";

/** A client that the caller has opened cannot be worked with as it is. */
export function unfit(message: string, hint: string): DriverError {
  return new DriverError({
    code: "DRIVER_CLIENT_UNFIT",
    message: `The client that was handed over cannot be used: ${message}`,
    hint,
  });
}

/** Those that a run works with at the moment: two in one session would end each other's transactions. */
const inUse = new WeakSet<object>();

/** @throws DriverError `DRIVER_CLIENT_UNFIT` while another run has it. */
export function take(client: object): void {
  if (inUse.has(client)) {
    throw unfit(
      "another run works with it",
      "Wait for that run and close its runner, or give each a client of its own.",
    );
  }
  inUse.add(client);
}

export function giveBack(client: object): void {
  inUse.delete(client);
}

/** Migrations have transactions of their own. */
export function inTransaction(): DriverError {
  return unfit(
    "it is in the middle of a transaction",
    "Migrate first and begin behind it: migrations have transactions of their own.",
  );
}
