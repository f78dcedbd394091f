import { MigrationError } from "../errors.js";

/** A database cannot do what the schema asks, or a name or value cannot be written as SQL. */
export class DialectError extends MigrationError {}
