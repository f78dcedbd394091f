import { DriverError } from "./driver-error.js";

/** The name is shown, so it must not be a piece of a password. */
const PLAIN_NAME = /^[\w.-]{1,40}$/;

/**
 * A database URL as the standard reads it, undefined when that cannot. A password with characters
 * that mean something in a URL would be read as host, path or parameters: the connection would go
 * astray, and pieces of the password would be shown. So what can only come of that is refused.
 *
 * @throws DriverError `DRIVER_URL_INVALID`; its text never repeats the URL.
 */
export function readUrl(text: string): URL | undefined {
  // The standard refuses "user@/database" (an empty host with credentials), which libpq documents.
  const whole = text.replace(/^([a-z][a-z0-9+.-]*:\/\/[^/?#@]*@)(?=[/?]|$)/i, "$1localhost");
  if (!URL.canParse(whole) || !/^[a-z][a-z0-9+.-]*:\/\//i.test(whole)) return undefined;
  const url = new URL(whole);
  if (url.hash !== "") throw unescaped("#");
  if (url.pathname.includes("@") || url.search.includes("@")) throw unescaped("@");
  return url;
}

/** For an unknown parameter. */
export function unknownParameter(name: string, known: string): DriverError {
  const shown = PLAIN_NAME.test(name) ? ` "${name}"` : "";
  return new DriverError({
    code: "DRIVER_URL_INVALID",
    message: `The database URL has an unknown parameter${shown}`,
    hint: `Remove it; known are ${known}.`,
  });
}

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

function unescaped(character: string): DriverError {
  return new DriverError({
    code: "DRIVER_URL_INVALID",
    message: `The database URL holds a "${character}" where none can be`,
    hint: 'Inside a user, password, name or parameter write "@" as %40, "#" as %23, "/" as %2F, "?" as %3F and ":" as %3A.',
  });
}

/** Where a URL points to, in the database that is meant instead, see `ConnectOptions`. */
export function inDatabase<Target extends { readonly database: string | undefined }>(
  target: Target,
  { database }: { readonly database?: string | undefined },
): Target {
  return database === undefined ? target : { ...target, database: database || undefined };
}
