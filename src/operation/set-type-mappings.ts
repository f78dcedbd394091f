import type { Step } from "../dialect/statement.js";
import type { PerDatabase, Schema } from "../schema/schema.js";
import { BaseOperation } from "./base-operation.js";
import type { OperationData, OperationType } from "./operation.js";
import { type PerDatabaseData, perDatabaseFromData, replaceMaps } from "./per-database-data.js";

/** What an author gives to `SetTypeMappings`: database -> type -> SQL type or template. */
export type SetTypeMappingsData = PerDatabaseData;

/** Says how types are written on each database; runs no SQL. */
export class SetTypeMappings extends BaseOperation {
  readonly kind = "set_type_mappings";
  readonly typeMappings: PerDatabase;

  constructor(typeMappings: PerDatabase) {
    super({});
    this.typeMappings = typeMappings;
  }

  get table(): undefined {
    return undefined;
  }

  describe(): string {
    const databases = Object.keys(this.typeMappings).sort().join(", ");
    return `Set type mappings of ${databases || "no database"}`;
  }

  nameFragment(): string {
    return "set_type_mappings";
  }

  mutate(before: Schema): Schema {
    const typeMappings = replaceMaps(before.typeMappings, this.typeMappings);
    return Object.freeze({ ...before, typeMappings });
  }

  protected forward(): readonly Step[] {
    return [];
  }

  protected backward(): readonly Step[] {
    return [];
  }

  protected fields() {
    return this.typeMappings;
  }
}

export const setTypeMappingsType: OperationType = Object.freeze({
  kind: "set_type_mappings",
  className: "SetTypeMappings",
  parse: (data: OperationData, path: string) =>
    Object.freeze(new SetTypeMappings(perDatabaseFromData(data, "typeMappings", path))),
});
