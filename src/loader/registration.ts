import type { Post } from "../interp/load-result.js";
import type { MigrationFolder } from "./folder.js";
import { type GuestCalls, hasCallables, withFunctions } from "./guest-functions.js";
import { calleeOf } from "./locate-path.js";

/** One call of `register`, however the file was run. */
export interface Registration {
  /** The migration file that was running. */
  readonly entry: string;
  /** What `register` was given; functions in place. */
  readonly data: unknown;
  /** The same with functions that are called through another guest; only where there are any. */
  readonly dataFor?: ((guest: GuestCalls) => unknown) | undefined;
  /** The file in which the call is written, and where; a helper may have made it. */
  readonly file: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

/** The symbol in a post that is a call of `register`. */
export const REGISTER = "makemigrations#register";

/** Whether a post of the sandbox is a call of `register`; plugins may have functions that post. */
export function isRegistration({ symbol }: Post): boolean {
  return symbol === REGISTER;
}

/** Is there a function of the guest in it? */
export function hasFunctions({ args: [data] }: Post): boolean {
  return hasCallables(data);
}

/** The registration that a post is. @param guest calls the functions in it; undefined: it has none. */
export function registrationOf(
  post: Post,
  folder: MigrationFolder,
  guest: GuestCalls | undefined,
): Registration | undefined {
  if (!isRegistration(post)) return undefined;
  const { entry, file, line, column } = post;
  const [written] = post.args;
  const text = folder.files.get(file);
  const isPlaced = text !== undefined && line !== undefined && column !== undefined;
  return {
    entry,
    file,
    data: guest === undefined ? written : withFunctions(written, guest),
    dataFor: guest && ((other) => withFunctions(written, other)),
    ...(isPlaced ? calleeOf(text, { line, column }) : {}),
  };
}
