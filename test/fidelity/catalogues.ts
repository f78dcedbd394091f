import type { Catalogue } from "./catalogue.js";
import { mariadbCatalogue } from "./mariadb-catalogue.js";
import { postgresqlCatalogue } from "./postgresql-catalogue.js";
import { sqliteCatalogue } from "./sqlite-catalogue.js";

/** By the name of the dialect. One that is not here is not measured. */
export const catalogues: Readonly<Record<string, Catalogue>> = {
  mysql: mariadbCatalogue,
  postgresql: postgresqlCatalogue,
  sqlite: sqliteCatalogue,
};
