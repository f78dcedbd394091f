import type { Field } from "../../schema/field.js";
import { behindByParts, isJson, StandardRowReader } from "../row-reader.js";

/** JSON is read as its text: MariaDB keeps the very letters. */
export class MysqlRowReader extends StandardRowReader {
  protected override exactly(column: string, field: Field): string {
    const json = isJson(field) || /\bjson\b/i.test(field.native ?? "");
    return json ? `CAST(${column} AS CHAR)` : column;
  }

  protected override behind(columns: readonly string[], values: readonly string[]): string {
    return behindByParts(columns, values);
  }
}
