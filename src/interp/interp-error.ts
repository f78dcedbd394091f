import { type MigrationErrorInit, PlacedError } from "../errors.js";

/** What a guest threw, as data: capped copies of the text, never the object. */
export interface GuestErrorInfo {
  readonly name: string;
  readonly message: string;
  /** Its own or inherited `code`, when that was a string or a number. */
  readonly code: string | undefined;
  /** Innermost first; only files of the load, host and engine frames are left out. */
  readonly stack: readonly GuestFrame[];
}

/** One line of a guest stack in terms of the original file. */
export interface GuestFrame {
  readonly function: string | undefined;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A place in an original file; line and column are 1-based, the column counts UTF-16 units. */
export interface SourcePosition {
  readonly file: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

/** What an {@link InterpError} is made of. */
export interface InterpErrorInit extends MigrationErrorInit {
  readonly position?: SourcePosition | undefined;
  readonly frame?: string | undefined;
  readonly limit?: string | undefined;
  readonly guest?: GuestErrorInfo | undefined;
}

/** Every error of the interpreter. Text that came from a guest is capped but not yet cleaned. */
export class InterpError extends PlacedError {
  /** The limit that was exceeded; set exactly when the code is INTERP_LIMIT. */
  readonly limit: string | undefined;
  /** What the guest threw, when it threw. */
  readonly guest: GuestErrorInfo | undefined;

  constructor({ position, ...init }: InterpErrorInit) {
    super({ ...init, ...position });
    this.limit = init.limit;
    this.guest = init.guest;
  }
}
