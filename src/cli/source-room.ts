import type { Config } from "../config/config.js";
import { defaultLimits, withLimits } from "../interp/limits.js";

/** How many bytes the source of a migration may have, so that it can be loaded. */
export interface SourceRoom {
  /** More are not read. */
  readonly most: number;
  /** Where there are several files, none has more: people add comments, and formatters line breaks. */
  readonly part: number;
  /** The same of a file of rows, which the locked profile is to read as well. */
  readonly rows: number;
}

/** What the loader reads in a project with these limits. */
export function sourceRoom(sandbox: Config["sandbox"]): SourceRoom {
  const most = withLimits(defaultLimits("open"), sandbox).sourceBytes;
  return {
    most,
    part: most * 0.9,
    rows: Math.min(most, defaultLimits("locked").sourceBytes) * 0.8,
  };
}
