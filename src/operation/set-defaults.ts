import type { Step } from "../dialect/statement.js";
import type { PerDatabase, Schema } from "../schema/schema.js";
import { BaseOperation } from "./base-operation.js";
import type { OperationData, OperationType } from "./operation.js";
import { type PerDatabaseData, perDatabaseFromData, replaceMaps } from "./per-database-data.js";

/** What an author gives to `SetDefaults`: database -> entry -> SQL text. */
export type SetDefaultsData = PerDatabaseData;

/** Says what named defaults mean on each database; runs no SQL. */
export class SetDefaults extends BaseOperation {
  readonly kind = "set_defaults";
  readonly defaults: PerDatabase;

  constructor(defaults: PerDatabase) {
    super({});
    this.defaults = defaults;
  }

  get table(): undefined {
    return undefined;
  }

  describe(): string {
    return `Set defaults of ${Object.keys(this.defaults).sort().join(", ") || "no database"}`;
  }

  nameFragment(): string {
    return "set_defaults";
  }

  mutate(before: Schema): Schema {
    return Object.freeze({ ...before, defaults: replaceMaps(before.defaults, this.defaults) });
  }

  protected forward(): readonly Step[] {
    return [];
  }

  protected backward(): readonly Step[] {
    return [];
  }

  protected fields() {
    return this.defaults;
  }
}

export const setDefaultsType: OperationType = Object.freeze({
  kind: "set_defaults",
  className: "SetDefaults",
  parse: (data: OperationData, path: string) =>
    Object.freeze(new SetDefaults(perDatabaseFromData(data, "defaults", path))),
});
