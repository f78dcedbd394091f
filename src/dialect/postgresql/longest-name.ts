/** Bytes, not characters: `NAMEDATALEN` - 1. */
export const LONGEST_NAME = 63;
