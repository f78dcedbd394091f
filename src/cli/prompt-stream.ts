import { Writable } from "node:stream";
import type { Console } from "./render/console.js";

/** The terminal as the library may see it: with columns, which some pseudo-terminals do not have. */
export class PromptStream extends Writable {
  readonly #console: Console;

  constructor(console: Console) {
    super({ decodeStrings: false });
    this.#console = console;
  }

  get columns(): number {
    return process.stderr.columns || 80;
  }

  get rows(): number {
    return process.stderr.rows || 24;
  }

  override _write(chunk: string, _encoding: BufferEncoding, done: () => void): void {
    this.#console.draw(chunk);
    done();
  }
}
