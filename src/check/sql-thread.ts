import { RequestThread } from "../interp/request-thread.js";
import { Thread } from "../interp/thread.js";
import type { SqlReading } from "./sql-parse.js";

const PROGRAM = new URL("./sql-thread-main.js", import.meta.url);

/** A piece of SQL, and what it should be. */
export interface SqlText {
  readonly database: string;
  readonly kind: "statement" | "expression";
  readonly sql: string;
}

/** Reads SQL when asked; it always answers. */
export interface SqlReader {
  read(text: SqlText): Promise<SqlReading>;
}

/** What a thread may use; a text that needs more is not readable. */
export interface SqlThreadLimits {
  /** Wall-clock time for one text, in milliseconds. */
  readonly textMs: number;
  readonly heapMb: number;
}

/** The defaults: far beyond any SQL that people write. */
const sqlThreadLimits: SqlThreadLimits = Object.freeze({ textMs: 2000, heapMb: 128 });

/**
 * Reads SQL in a thread of its own: the parser is exponential on some inputs (`a[1[1[1...`), and a
 * tenant's text must not be able to hang or crash the process. A text that takes too long is not
 * readable, and the thread is replaced. Started with the first text. One text at a time.
 */
export class SqlThread implements SqlReader {
  readonly #thread: RequestThread<SqlText, SqlReading>;

  constructor({ heapMb, textMs }: SqlThreadLimits = sqlThreadLimits) {
    this.#thread = new RequestThread(
      () => new Thread({ program: PROGRAM, data: { textMs }, heapMb }),
    );
  }

  async read(text: SqlText): Promise<SqlReading> {
    const outcome = await this.#thread.ask(text);
    if (outcome.kind === "answer") return outcome.answer;
    return { readable: false, reason: "the parser does not get through it within its limits" };
  }

  /** Ends the thread; the next text starts another. */
  async close(): Promise<void> {
    await this.#thread.close();
  }
}
