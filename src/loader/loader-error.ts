import { type Hint, PlacedError } from "../errors.js";

/** A migrations folder, or a migration in it, cannot be loaded. */
export class LoaderError extends PlacedError {}

/** Something that works but should not be so; `strict` makes an error of it. */
export interface LoadWarning {
  readonly code: string;
  readonly message: string;
  readonly hint: Hint;
  readonly file: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}
