import type { OperationNote, PartialUndo, Place, RunnerEvent } from "../../runner/runner-event.js";
import { cleanLine } from "./clean-text.js";
import type { Console } from "./console.js";
import { amountsOf, duration, Pace } from "./pace.js";
import { ProgressDisplay } from "./progress-display.js";

/** Fewer statements of a migration are not counted: what runs says more. */
const MANY = 10;

/**
 * Shows the events of a run: what was done goes to stdout, a line that is rewritten in place (or,
 * without a terminal, a line now and then) to stderr.
 */
export class RunReporter {
  readonly #console: Console;
  readonly #now: () => number;
  readonly #display: ProgressDisplay;
  /** Of the migrations of the run; of the statements, or of what a script counts, of one. */
  readonly #run = new Pace();
  #inside = new Pace();
  #where: { readonly verb: string; readonly name: string } | undefined;
  /** How far the run is, and how fast it was so far. */
  #position = "";
  #speed: readonly string[] = [];
  #text: string | undefined;
  /** What {@link #inside} measures. */
  #counts: string | undefined;

  constructor(console: Console, now: () => number = Date.now) {
    this.#console = console;
    this.#now = now;
    this.#display = new ProgressDisplay(console, now);
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
        this.#begin(event);
        if (event.partial !== undefined) this.#partial(event.migration, event.partial);
        else if (event.resumed) {
          console.note(`Going on with ${cleanLine(event.migration)}, where an earlier run stopped`);
        }
        break;
      }
      case "operation-start":
        this.#text = cleanLine(event.description);
        this.#draw();
        break;
      case "statement-start":
        if (event.total >= MANY)
          this.#count(event, { done: event.statement - 1, total: event.total, what: "statements" });
        if (!console.verbose) break;
        console.detail(`  ${cleanLine(event.comment ?? event.sql ?? "script")}`);
        break;
      case "progress":
        this.#count(event, event);
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
    this.#display.end();
  }

  #begin(event: Extract<RunnerEvent, { kind: "migration-start" }>): void {
    const { migration, direction, position, total } = event;
    const verb = direction === "up" ? "Applying" : "Rolling back";
    this.#speed = this.#run.speed(position - 1, total, this.#now());
    this.#where = { verb, name: cleanLine(migration) };
    this.#position = `${position}/${total}`;
    this.#inside = new Pace();
    this.#counts = undefined;
    this.#text = undefined;
    // Of a thousand short ones, not each is shown.
    this.#draw(position === 1);
  }

  #draw(atOnce = false): void {
    const [where, text, speed] = [this.#where, this.#text, this.#speed];
    const amounts = [this.#position];
    this.#display.draw(() => ({ ...where, text, amounts, speed }), atOnce);
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

  /** @param counted `what` is undefined for what a script counts. */
  #count({ migration }: Place, counted: { done: number; total: number; what?: string }): void {
    const { done, total, what } = counted;
    // The statements of a migration, or the parts of the script that is one of them.
    if (what !== this.#counts) this.#inside = new Pace();
    this.#counts = what;
    const speed = this.#inside.speed(done, total, this.#now());
    const amounts = amountsOf(done, total, what);
    const position = `(${this.#position})`;
    const name = cleanLine(migration);
    const progress = { ...this.#where, name, position, text: this.#text, amounts, speed };
    this.#display.count(progress, done >= total);
  }
}
