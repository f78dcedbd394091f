import { performance } from "node:perf_hooks";
import { MessageChannel, type MessagePort } from "node:worker_threads";
import type { Limits } from "../interp/limits.js";
import type { SymbolDescription } from "../interp/protocol.js";
import { SymbolServer } from "../interp/remote.js";
import { RequestThread, type ThreadReply } from "../interp/request-thread.js";
import type { SymbolMap } from "../interp/symbol-map.js";
import { Thread, type ThreadEnd, type ThreadLine } from "../interp/thread.js";
import { CheckError } from "./check-error.js";
import type { FindingParts } from "./finding.js";
import { stages } from "./planning-budget.js";

/** What a thread for tenants knows from birth; nothing in it comes from a tenant. */
export interface ThreadSettings extends SymbolDescription {
  readonly limits: Limits;
}

/** How such a thread reaches the main thread. */
export interface ThreadLines extends ThreadLine {
  /** For questions about symbols. */
  readonly symbolPort: MessagePort;
}

/** What {@link TenantThread} needs to know. */
export interface TenantThreadOptions<Settings extends ThreadSettings = ThreadSettings> {
  readonly program: URL;
  /** The program reads them, and {@link ThreadLines}, from `workerData`. */
  readonly settings: Settings;
  readonly symbols: SymbolMap;
}

/**
 * A thread that works on what a tenant wrote, one task after the other: reading, planning and judging
 * are our own code, but how much there is to do is the tenant's choice. It is ended from outside when
 * it does not come back in time or fills its heap, and the next task gets another. The functions of
 * the symbol map stay on this thread.
 */
export class TenantThread<Task, Answer> {
  readonly #options: TenantThreadOptions;
  readonly #thread: RequestThread<Task, Answer>;
  #server: SymbolServer | undefined;

  constructor(options: TenantThreadOptions) {
    this.#options = options;
    this.#thread = new RequestThread(() => this.#start());
  }

  /**
   * What the thread makes of a task; never throws. Files that each stay within their limits must not
   * hold up all others together, so there is a limit for the whole; time in which the thread
   * starts, or waits because of others, is not counted.
   */
  async run(task: Task): Promise<ThreadReply<Answer>> {
    const { folderMs } = this.#options.settings.limits;
    const counted = (): number => performance.now() - (this.#server?.queuedMs ?? 0);
    let start: number | undefined;
    return await this.#thread.ask(task, (starting) => {
      if (starting) start = undefined;
      start ??= counted();
      return counted() - start > folderMs;
    });
  }

  async close(): Promise<void> {
    await this.#thread.close();
  }

  #start(): Thread<Task, Answer> {
    const { program, settings, symbols } = this.#options;
    const { limits } = settings;
    const { port1, port2 } = new MessageChannel();
    const thread = new Thread<Task, Answer>({
      program,
      data: { ...settings, symbolPort: port2 },
      transfer: [port2],
      heapMb: limits.workerHeapMb,
    });
    this.#server = new SymbolServer({ symbols, limits, port: port1, words: thread.words });
    this.#server.listen();
    return thread;
  }

  /** What to say of a task that ended its thread. */
  findingOf(end: ThreadEnd): FindingParts {
    const { folderMs, workerHeapMb } = this.#options.settings.limits;
    switch (end.kind) {
      case "stuck":
        return {
          rule: "CHECK_TIME",
          message: `${stages[end.at.phase] ?? ""} took more than ${end.allowedMs} ms and was stopped`,
          hint: "Split the folder; the operator of the check can raise the limit loadMs.",
        };
      case "late":
        return {
          rule: "CHECK_FOLDER_TIME",
          message: `the folder took more than ${folderMs} ms in all and was stopped`,
          hint: "Split the folder, or let its files do less; the operator of the check can raise the limit folderMs.",
        };
      case "full":
        return {
          rule: "CHECK_MEMORY",
          message: `planning the folder takes more than ${workerHeapMb} MB`,
          hint: "Split the folder or its migrations; the operator of the check can raise the limit workerHeapMb.",
        };
      case "stopped":
        return failed("its thread ended");
      case "crashed":
        return failed(end.error.message);
    }
  }
}

/**
 * One task in a thread of its own.
 *
 * @throws CheckError CHECK_TIME, CHECK_FOLDER_TIME, CHECK_MEMORY, CHECK_FAILED
 */
export async function runInThread<Task, Answer>(
  options: TenantThreadOptions,
  task: Task,
): Promise<Answer> {
  const thread = new TenantThread<Task, Answer>(options);
  try {
    const outcome = await thread.run(task);
    if (outcome.kind === "answer") return outcome.answer;
    const { rule, message, hint } = thread.findingOf(outcome.end);
    throw new CheckError({ code: rule, message, hint });
  } finally {
    await thread.close();
  }
}

function failed(what: string): FindingParts {
  return {
    rule: "CHECK_FAILED",
    message: `the check itself failed on this folder: ${what.split("\n")[0]}`,
    hint: "The folder is refused to be safe. If its files are innocent, please report this as a bug.",
  };
}
