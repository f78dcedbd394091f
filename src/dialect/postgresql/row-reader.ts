import type { Field } from "../../schema/field.js";
import { isJson, StandardRowReader } from "../row-reader.js";

/** What the client makes a structure of is read as the text that the server reads back. */
export class PostgresqlRowReader extends StandardRowReader {
  protected override exactly(column: string, field: Field): string {
    return isJson(field) || this.isForeign(field) ? `CAST(${column} AS text)` : column;
  }
}
