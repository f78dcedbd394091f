import { DriverError } from "./driver-error.js";

/** A part of a database URL without its escapes. @throws DriverError `DRIVER_URL_INVALID`. */
export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new DriverError({
      code: "DRIVER_URL_INVALID",
      message: "The database URL holds a percent sign that is not an escape",
      hint: 'Write a percent sign inside a user, password or database name as "%25".',
    });
  }
}
