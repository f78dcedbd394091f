import type { Field } from "../../schema/field.js";
import { behindByParts, StandardRowReader } from "../row-reader.js";

/** The client reads decimals as floating point, so they come as text; so do moments, to the last digit. */
export class SqlserverRowReader extends StandardRowReader {
  protected override exactly(column: string, { type }: Field): string {
    if (type === "decimal") return `CAST(${column} AS VARCHAR(41))`;
    const moment = type === "timestamp" || type === "timestamptz";
    return moment ? `CONVERT(VARCHAR(40), ${column}, 121)` : column;
  }

  protected override range(limit: number, offset: number): string {
    return `OFFSET ${offset} ROWS FETCH NEXT ${limit} ROWS ONLY`;
  }

  /** There are no row values. */
  protected override behind(columns: readonly string[], values: readonly string[]): string {
    return behindByParts(columns, values);
  }
}
