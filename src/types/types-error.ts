import { PlacedError } from "../errors.js";

/** Source files whose types cannot be read. */
export class TypesError extends PlacedError {}
