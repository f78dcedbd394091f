import { MigrationError } from "../errors.js";

/** A migration that has no source. */
export class WriterError extends MigrationError {}
