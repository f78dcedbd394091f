import { DriverError } from "../../src/driver/driver-error.js";

/** The error of a driver that the work must end in. */
export async function failure(work: Promise<unknown>): Promise<DriverError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof DriverError) return error;
    throw error;
  }
  throw new Error("it did not fail");
}
