/** What an error of this project is made of; see {@link MigrationError}. */
export interface MigrationErrorInit {
  /** Stable, `ROOM_CONDITION`, never reused; a heading in `docs/errors/`. */
  readonly code: string;
  /** One factual line; names are in double quotes. */
  readonly message: string;
  /** A whole sentence that says what to do. */
  readonly hint?: string | undefined;
  readonly cause?: unknown;
}

/**
 * The base of every error that this project throws on purpose. Rooms subclass it when a caller
 * needs facts beyond the text: facts are fields, never something to be parsed out of `message`.
 */
export class MigrationError extends Error {
  readonly code: string;
  readonly hint: string | undefined;

  constructor(init: MigrationErrorInit) {
    super(init.message, init.cause === undefined ? undefined : { cause: init.cause });
    this.name = new.target.name;
    this.code = init.code;
    this.hint = init.hint;
  }
}
