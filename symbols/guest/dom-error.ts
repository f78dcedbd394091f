// Guest source, a part of the globals.

/** What Node throws as a DOMException, which the sandbox does not have. */
export function domError(name: string, message: string, code: number): Error {
  const error = new Error(message);
  Object.defineProperty(error, "name", { value: name, configurable: true });
  return Object.defineProperty(error, "code", { value: code, configurable: true });
}
