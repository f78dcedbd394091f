import type { SqlValue } from "../driver/driver.js";
import type { Cell } from "./upsert-cell.js";

/** Collects the parameters of one statement and hands out their placeholders. */
export class Parameters {
  readonly list: SqlValue[] = [];
  readonly #dialect: { placeholder(position: number): string };

  constructor(dialect: { placeholder(position: number): string }) {
    this.#dialect = dialect;
  }

  add(value: SqlValue): string {
    this.list.push(value);
    return this.#dialect.placeholder(this.list.length);
  }

  cell(cell: Cell): string {
    return cell.kind === "sql" ? cell.sql : this.add(cell.value);
  }
}
