import type { Schema } from "../schema/schema.js";
import type { OperationData, OperationType } from "./operation.js";
import {
  type PerDatabaseData,
  PerDatabaseOperation,
  perDatabaseFromData,
} from "./per-database-data.js";

/** What an author gives to `SetTypeMappings`: database -> type -> SQL type or template. */
export type SetTypeMappingsData = PerDatabaseData;

/** Says how types are written on each database. */
export class SetTypeMappings extends PerDatabaseOperation {
  readonly kind = "set_type_mappings";

  describe(): string {
    return `Set type mappings of ${this.databases}`;
  }

  mutate(before: Schema): Schema {
    return Object.freeze({ ...before, typeMappings: this.replacing(before.typeMappings) });
  }
}

export const setTypeMappingsType: OperationType = Object.freeze({
  kind: "set_type_mappings",
  className: "SetTypeMappings",
  parse: (data: OperationData, path: string) =>
    Object.freeze(new SetTypeMappings(perDatabaseFromData(data, "typeMappings", path))),
});
