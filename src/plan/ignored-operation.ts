/** An operation whose failure was tolerated; kept in the history so that replay agrees. */
export interface IgnoredOperation {
  /** 0-based. */
  readonly operation: number;
  readonly error: string;
  /** true: the database already was as the operation wants it, so the state moves on. */
  readonly present: boolean;
  /** On the way back of a half-applied migration: the way up never came to it. */
  readonly never?: true | undefined;
}
