import { type PerDatabaseData, setsPerDatabase } from "./per-database-data.js";

/** What an author gives to `SetTypeMappings`: database -> type -> SQL type or template. */
export type SetTypeMappingsData = PerDatabaseData;

/** Says how types are written on each database. */
export const setTypeMappingsType = setsPerDatabase({
  kind: "set_type_mappings",
  className: "SetTypeMappings",
  key: "typeMappings",
  what: "type mappings",
});
