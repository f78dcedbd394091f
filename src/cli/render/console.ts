import picocolors from "picocolors";
import type { ColorMode } from "../../config/config.js";
import { exitCodes } from "../exit-code.js";
import { cleanJson, cleanLine, cleanOutput } from "./clean-text.js";
import { cutAt } from "./progress-line.js";
import { Redactor } from "./redact.js";
import { wrapText } from "./wrap-text.js";

/** The two streams and what is known of them; `process.stdout` and `process.stderr` fit. */
export interface OutputStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): boolean;
  on(event: "error", listener: (error: Error) => void): unknown;
}

export interface ConsoleOptions {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** stdout carries one JSON document and nothing else. */
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly color: ColorMode;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for
const COLORS = /\x1b\[[\d;]*m/g;

/** What picocolors offers. */
export type Colors = ReturnType<typeof picocolors.createColors>;

/**
 * The only thing that prints. Results go to stdout, everything else to stderr; passwords are taken
 * out of both, and so is what could act in a terminal or a CI log. A name in the middle of a line is
 * cleaned where it is put in (`cleanLine`), because here it is not known any more where it ends.
 */
export class Console {
  readonly redactor = new Redactor();
  readonly json: boolean;
  readonly quiet: boolean;
  /** Colours for what goes to stdout, and for what goes to stderr. */
  out: Colors;
  err: Colors;
  verbose: boolean;
  readonly #stdout: OutputStream;
  readonly #stderr: OutputStream;
  #statusShown = false;
  readonly #closed = new Set<OutputStream>();

  constructor(options: ConsoleOptions) {
    this.#stdout = options.stdout;
    this.#stderr = options.stderr;
    this.json = options.json;
    this.quiet = options.quiet;
    this.verbose = options.verbose;
    this.out = colors(options.color, options.stdout);
    this.err = colors(options.color, options.stderr);
    options.stdout.on("error", (error) => this.#streamFailed(options.stdout, error));
    options.stderr.on("error", (error) => this.#streamFailed(options.stderr, error));
  }

  /** The configuration file may turn colours on or off, and it is read later. */
  useColor(mode: ColorMode): void {
    this.out = colors(mode, this.#stdout);
    this.err = colors(mode, this.#stderr);
  }

  /** Data that was asked for, as it is: SQL, a file. Nothing with `--json`. */
  result(text: string): void {
    if (!this.json) this.#write(this.#stdout, `${text}\n`);
  }

  /** The same for people to read: a terminal gets it broken between words. */
  report(text: string): void {
    this.result(wrapped(text, this.#stdout));
  }

  /** What was done. Nothing with `--json` or `--quiet`. */
  say(text: string): void {
    if (!this.quiet) this.report(text);
  }

  /** Beside the point: next steps, progress in a log. Nothing with `--quiet`. */
  note(text: string): void {
    if (!this.quiet) this.complain(text);
  }

  /** What was understood or done in another way than one would think, a line each. */
  notices(texts: readonly string[]): void {
    for (const text of texts) this.note(`note: ${cleanLine(text)}`);
  }

  /** Only with `--verbose`. */
  detail(text: string): void {
    if (this.verbose) this.note(this.err.dim(text));
  }

  warn(text: string): void {
    this.complain(`${this.err.yellow("warning")} ${text}`);
  }

  /** Ready lines for stderr, whatever the flags say. */
  complain(text: string): void {
    this.#write(this.#stderr, `${wrapped(text, this.#stderr)}\n`);
  }

  /** How many there are on stdout; without a terminal there is no end of them. */
  get columns(): number {
    return columnsOf(this.#stdout);
  }

  /** The JSON document; called once. */
  document(value: unknown): void {
    const text = JSON.stringify(value, (_key, part) => this.#jsonPart(part), 2);
    this.#clearStatus();
    if (!this.#closed.has(this.#stdout)) this.#stdout.write(`${cleanJson(text)}\n`);
  }

  /** Whether a line may be rewritten in place. */
  get interactive(): boolean {
    return (
      this.#stderr.isTTY === true && !this.quiet && !this.#closed.has(this.#stderr) && !isDumb()
    );
  }

  /**
   * A line that the next one replaces; only in a terminal. An empty text takes it away.
   *
   * @param line may be told the columns that it has.
   */
  status(line: string | ((columns: number) => string)): void {
    if (!this.interactive) return;
    this.#clearStatus();
    const columns = columnsOf(this.#stderr) - 1;
    const text = typeof line === "string" ? line : line(columns);
    if (text === "") return;
    this.#stderr.write(cutAt(cleanLine(this.redactor.redact(text)), columns));
    this.#statusShown = true;
  }

  /** What a prompt draws, escapes and all; the names in it were cleaned by the caller. */
  draw(text: string): void {
    this.#clearStatus();
    const { isColorSupported } = this.err;
    this.#stderr.write(isColorSupported ? text : text.replace(COLORS, ""));
  }

  #write(stream: OutputStream, text: string): void {
    this.#clearStatus();
    if (this.#closed.has(stream)) return;
    const { isColorSupported } = stream === this.#stdout ? this.out : this.err;
    stream.write(cleanOutput(this.redactor.redact(text), isColorSupported));
  }

  #clearStatus(): void {
    if (!this.#statusShown) return;
    this.#stderr.write("\r\u001b[2K");
    this.#statusShown = false;
  }

  #jsonPart(part: unknown): unknown {
    if (typeof part === "string") return this.redactor.redact(part);
    if (typeof part === "bigint") return part.toString();
    return part;
  }

  /**
   * A stream that takes no more: the work goes on without it, because a full log disk must not cut
   * a migration off. A reader that has gone (`mm migrate status | head -1`) is no failure at all.
   */
  #streamFailed(stream: OutputStream, error: Error): void {
    if (this.#closed.has(stream)) return;
    this.#closed.add(stream);
    const code = "code" in error ? String(error.code) : error.message;
    if (code === "EPIPE") return;
    process.exitCode ||= exitCodes.failed;
    if (stream === this.#stdout) this.complain(`The output could not be written: ${code}`);
  }
}

/** Some pseudo-terminals say that they have no columns at all. */
function columnsOf({ isTTY, columns }: OutputStream): number {
  return isTTY === true ? columns || 80 : Number.POSITIVE_INFINITY;
}

/** The terminal breaks at the last column, also in the middle of a word. */
function wrapped(text: string, stream: OutputStream): string {
  const columns = columnsOf(stream);
  return columns === Number.POSITIVE_INFINITY ? text : wrapText(text, columns);
}

/** A terminal that knows no escapes. */
function isDumb(): boolean {
  return process.env.TERM === "dumb";
}

function colors(mode: ColorMode, stream: OutputStream): Colors {
  const enabled = mode === "always" || (mode === "auto" && stream.isTTY === true && !isDumb());
  return picocolors.createColors(enabled);
}
