import { describeEachDatabase } from "../databases.js";
import { randomChains } from "./chains.js";

describeEachDatabase("random chains of migrations", randomChains, (name) => name === "sqlite");
