import { MigrationError } from "../errors.js";

/** A package that cannot be read or bundled. */
export class ExtractError extends MigrationError {}
