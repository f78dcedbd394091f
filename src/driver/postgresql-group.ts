import type { Client, Query, QueryConfig, QueryResult, Connection as Wire } from "pg";
import { wordOf } from "./client-error.js";

/** What makes a question, of the library that the client is of. */
export type QueryClass = typeof Query;

type Results = QueryResult | QueryResult[] | undefined;

/** What the client calls as answers come, and its type declarations lack. */
interface Part extends Query {
  handleRowDescription(message: unknown): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, wire: Wire): void;
  handleEmptyQuery(wire: Wire): void;
  handleError(error: unknown, wire: Wire): void;
  handleReadyForQuery(wire: Wire): void;
}

/** As the server says it of what comes behind a failure; here it has passed over that. */
const PASSED_OVER = Object.assign(
  new Error("current transaction is aborted, commands ignored until end of transaction block"),
  { code: "25P02" },
);

/**
 * BEGIN and what is given behind it before anything is waited for, in one question. The server takes what comes before
 * a `Sync` as one: where a part fails it passes over the rest. So where BEGIN fails (it was cancelled) no statement runs
 * without its transaction.
 */
export class StatementGroup {
  /** Rejects where BEGIN fails. */
  readonly begun: Promise<unknown>;
  readonly #query: QueryClass;
  readonly #parts: Part[] = [];
  #isOpen = true;

  constructor(client: Client, query: QueryClass) {
    this.#query = query;
    this.begun = this.add({ text: "BEGIN" });
    // Behind everything that can be given now.
    process.nextTick(() => {
      this.#isOpen = false;
      client.query(this.#together());
    });
  }

  /** Is it still to be sent? */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  add(config: QueryConfig<unknown[]>): Promise<QueryResult> {
    return new Promise((resolve, reject) => {
      const extended = { ...config, queryMode: "extended" };
      const part = new this.#query(extended, undefined, (error: unknown, results: Results) => {
        const result = [results].flat().at(-1);
        if (result === undefined) reject(error);
        else resolve(result);
      });
      this.#parts.push(part as Part);
    });
  }

  /** One question for the client; each answer goes to the part that it is for. */
  #together(): Query {
    const left = [...this.#parts];
    const next = (work: (part: Part) => void): void => {
      if (left[0] !== undefined) work(left[0]);
    };
    const done = (wire: Wire): void => left.shift()?.handleReadyForQuery(wire);
    const hearing: Omit<Part, keyof Query> & Pick<Part, "submit"> = {
      submit: (wire) => {
        // What is done is told then, and not with the last of them.
        const between: Wire = Object.create(wire, { sync: { value: () => wire.flush() } });
        wire.stream.cork();
        for (const part of left.slice(0, -1)) part.submit(between);
        left.at(-1)?.submit(wire);
        wire.stream.uncork();
      },
      handleRowDescription: (message) => next((part) => part.handleRowDescription(message)),
      handleDataRow: (message) => next((part) => part.handleDataRow(message)),
      handleCommandComplete: (message, wire) => {
        next((part) => part.handleCommandComplete(message, wire));
        done(wire);
      },
      handleEmptyQuery: done,
      handleError: (error, wire) => {
        left.shift()?.handleError(error, wire);
        for (const part of left.splice(0)) part.handleError(passedOver(error), wire);
      },
      handleReadyForQuery: () => undefined,
    };
    return Object.assign(new this.#query({ text: "" }), hearing);
  }
}

/** A connection that is lost has said nothing of its own. */
function passedOver(error: unknown): unknown {
  return wordOf(error, "severity") === undefined ? error : PASSED_OVER;
}
