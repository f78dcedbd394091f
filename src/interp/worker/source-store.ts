import type { VirtualFile } from "../load-result.js";
import { readSource, type SourceFile } from "./source-file.js";
import type { Sucrase } from "./sucrase.js";

interface Stored {
  readonly given: string;
  readonly source: SourceFile;
}

/**
 * Strips types for one load after the other. What the load before had stripped of the same path and
 * text is taken over: stripping runs no code of the files and depends on nothing else. The rest of
 * that load is forgotten.
 */
export class SourceStore {
  readonly sucrase: Sucrase;
  readonly #stored = new Map<string, Stored>();

  constructor(sucrase: Sucrase) {
    this.sucrase = sucrase;
  }

  /** A load of these files begins. */
  begin(files: readonly VirtualFile[]): void {
    const texts = new Map(files.map(({ path, text }) => [path, text]));
    for (const [path, { given }] of this.#stored) {
      if (texts.get(path) !== given) this.#stored.delete(path);
    }
  }

  /** @throws WorkerError INTERP_SYNTAX, INTERP_UNSUPPORTED_SYNTAX */
  read(path: string, given: string): SourceFile {
    const stored = this.#stored.get(path);
    if (stored?.given === given) return stored.source;
    const source = readSource(path, given, this.sucrase);
    this.#stored.set(path, { given, source });
    return source;
  }
}
