import { describeEachDatabase } from "../databases.js";
import { randomChains } from "./chains.js";

// A file of its own, so that it runs beside that of SQLite.
describeEachDatabase("random chains of migrations", randomChains, (name) => name !== "sqlite");
