/** A migration as its file shows it without being evaluated. */
export interface UnreadMigration {
  /** What it should be called: the base name of the file. */
  readonly name: string;
  readonly checksum: string;
}
