import type {
  OperationNote,
  PartialUndo,
  RunnerEvent,
  ScriptProgress,
} from "../../runner/runner-event.js";
import { cleanLine } from "./clean-text.js";
import type { Console } from "./console.js";
import { duration } from "./duration.js";

/** A terminal is redrawn at most this often, a log gets a line of progress at most that often. */
const REDRAW = 80;
const LOG_LINE = 5000;

/**
 * Shows the events of a run: what was done goes to stdout, a line that is rewritten in place (or,
 * without a terminal, a line now and then) to stderr.
 */
export class RunReporter {
  readonly #console: Console;
  readonly #now: () => number;
  #drawn = Number.NEGATIVE_INFINITY;
  #logged: number;
  #where = "";

  constructor(console: Console, now: () => number = Date.now) {
    this.#console = console;
    this.#now = now;
    this.#logged = now();
  }

  readonly listen = (event: RunnerEvent): void => {
    const console = this.#console;
    switch (event.kind) {
      case "lock-waiting": {
        const holder = event.holder === undefined ? "" : ` (${cleanLine(event.holder)})`;
        console.note(
          `Waiting up to ${duration(event.timeout)} for another runner${holder} to finish`,
        );
        break;
      }
      case "migration-start": {
        const verb = event.direction === "up" ? "Applying" : "Rolling back";
        this.#where = `${verb} ${cleanLine(event.migration)} (${event.position}/${event.total})`;
        this.#draw(this.#where, true);
        if (event.partial !== undefined) this.#partial(event.migration, event.partial);
        else if (event.resumed) {
          console.note(`Going on with ${cleanLine(event.migration)}, where an earlier run stopped`);
        }
        break;
      }
      case "operation-start":
        this.#draw(`${this.#where}  ${cleanLine(event.description)}`, false);
        break;
      case "statement-start":
        if (!console.verbose) break;
        console.detail(`  ${cleanLine(event.comment ?? event.sql ?? "script")}`);
        break;
      case "progress":
        this.#progress(event);
        break;
      case "script-log":
        console.note(`${cleanLine(event.level)}: ${cleanLine(event.text)}`);
        break;
      case "ignored":
        console.warn(
          `${cleanLine(event.migration)}, operation ${event.operation + 1} of ${event.total}, ${cleanLine(event.description)}: ${cleanLine(event.error)}; going on`,
        );
        break;
      case "blocked":
        for (const line of event.by) console.note(`Waiting: ${cleanLine(line)}`);
        break;
      case "retry":
        console.note(
          `Beginning ${cleanLine(event.migration)} again: another session was in its way (attempt ${event.attempt})`,
        );
        break;
      case "migration-done": {
        const verb = event.direction === "up" ? "Applied" : "Rolled back";
        console.say(
          `${console.out.green(verb)} ${cleanLine(event.migration)} ${console.out.dim(`(${duration(event.duration)})`)}`,
        );
        break;
      }
      case "lock-acquired":
      case "run-start":
      case "statement-done":
        break;
      default:
        event satisfies never;
    }
  };

  /** Takes the line that is rewritten away. */
  end(): void {
    this.#console.status("");
  }

  #partial(migration: string, { undone, neverHappened }: PartialUndo): void {
    const list = (what: string, notes: readonly OperationNote[]): void => {
      for (const { operation, description } of notes) {
        this.#console.note(`  ${what}: operation ${operation + 1}, ${cleanLine(description)}`);
      }
    };
    this.#console.note(`${cleanLine(migration)} is half applied: undoing what happened of it`);
    list("undone", undone);
    list("never happened", neverHappened);
  }

  #progress({ done, total, migration }: ScriptProgress): void {
    const percent = total > 0 ? ` (${Math.floor((100 * done) / total)} %)` : "";
    const amount = `${done} of ${total}${percent}`;
    if (this.#console.interactive) {
      this.#draw(`${this.#where}  ${amount}`, done >= total);
      return;
    }
    const now = this.#now();
    if (now - this.#logged < LOG_LINE) return;
    this.#logged = now;
    this.#console.note(`${cleanLine(migration)}: ${amount}`);
  }

  #draw(text: string, atOnce: boolean): void {
    const now = this.#now();
    if (!atOnce && now - this.#drawn < REDRAW) return;
    this.#drawn = now;
    this.#console.status(text);
  }
}
