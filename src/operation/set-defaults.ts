import type { Schema } from "../schema/schema.js";
import type { OperationData, OperationType } from "./operation.js";
import {
  type PerDatabaseData,
  PerDatabaseOperation,
  perDatabaseFromData,
} from "./per-database-data.js";

/** What an author gives to `SetDefaults`: database -> entry -> SQL text. */
export type SetDefaultsData = PerDatabaseData;

/** Says what named defaults mean on each database. */
export class SetDefaults extends PerDatabaseOperation {
  readonly kind = "set_defaults";

  describe(): string {
    return `Set defaults of ${this.databases}`;
  }

  mutate(before: Schema): Schema {
    return Object.freeze({ ...before, defaults: this.replacing(before.defaults) });
  }
}

export const setDefaultsType: OperationType = Object.freeze({
  kind: "set_defaults",
  className: "SetDefaults",
  parse: (data: OperationData, path: string) =>
    Object.freeze(new SetDefaults(perDatabaseFromData(data, "defaults", path))),
});
