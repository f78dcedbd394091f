import { StandardRows } from "../rows.js";
import type { SqliteDdl } from "./ddl.js";

/** How rows are written. */
export class SqliteRows extends StandardRows<SqliteDdl> {
  /** RESTRICT does not wait for the end of the statement. */
  protected override readonly refusesAtOnce = true;
}
