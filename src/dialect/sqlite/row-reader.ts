import { StandardRowReader } from "../row-reader.js";

/** A text that looks like a moment is a text: an expression has no declared type that says otherwise. */
export class SqliteRowReader extends StandardRowReader {
  protected override exactly(column: string): string {
    return `+${column}`;
  }
}
