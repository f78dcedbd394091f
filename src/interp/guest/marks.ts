/**
 * Errors made by the bootstrap are remembered here, so that the host can tell them from errors that
 * a guest made to look the same.
 */
const marks = new WeakMap<object, string>();

/** Makes an error whose kind the host may trust. */
export function markedError(kind: string, message: string): TypeError {
  const error = new TypeError(message);
  marks.set(error, kind);
  return error;
}

/** The kind of an error that the bootstrap made. */
export function markOf(error: object): string | undefined {
  return marks.get(error);
}

/** Remembers the kind of an error that was made elsewhere in the bootstrap. */
export function mark(error: object, kind: string): void {
  marks.set(error, kind);
}
