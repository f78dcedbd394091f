import { readSource, type SourceFile } from "./source-file.js";
import type { Sucrase } from "./sucrase.js";

interface Stored {
  readonly given: string;
  readonly source: SourceFile;
}

/**
 * Strips types for one load after the other. A load of the same folder as the one before may take
 * over what was stripped for that one: stripping runs no code of the files and depends on nothing
 * but a file's path and text. What a load is not told to take over is forgotten.
 */
export class SourceStore {
  readonly sucrase: Sucrase;
  #before = new Map<string, Stored>();
  #current = new Map<string, Stored>();

  constructor(sucrase: Sucrase) {
    this.sucrase = sucrase;
  }

  /** A load begins; `again`: it may take over what the one before left. */
  begin(again: boolean): void {
    this.#before = again ? this.#current : new Map();
    this.#current = new Map();
  }

  /** @throws Failure INTERP_SYNTAX, INTERP_UNSUPPORTED_SYNTAX */
  read(path: string, given: string): SourceFile {
    const known = this.#before.get(path);
    const stored =
      known?.given === given ? known : { given, source: readSource(path, given, this.sucrase) };
    this.#current.set(path, stored);
    return stored.source;
  }
}
