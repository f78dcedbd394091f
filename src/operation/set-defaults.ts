import { type PerDatabaseData, setsPerDatabase } from "./per-database-data.js";

/** What an author gives to `SetDefaults`: database -> entry -> SQL text. */
export type SetDefaultsData = PerDatabaseData;

/** Says what named defaults mean on each database. */
export const setDefaultsType = setsPerDatabase({
  kind: "set_defaults",
  className: "SetDefaults",
  key: "defaults",
  what: "defaults",
});
