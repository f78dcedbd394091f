import { expect } from "chai";
import {
  Console,
  type ConsoleOptions,
  type OutputStream,
} from "../../../src/cli/render/console.js";
import { RunReporter } from "../../../src/cli/render/run-reporter.js";

/** A stream that remembers. */
class Memory implements OutputStream {
  text = "";
  readonly isTTY: boolean;
  readonly columns = 40;
  #onError: (error: Error) => void = () => undefined;

  constructor(isTTY: boolean) {
    this.isTTY = isTTY;
  }

  write(text: string): boolean {
    this.text += text;
    return true;
  }

  on(_event: "error", listener: (error: Error) => void): void {
    this.#onError = listener;
  }

  fail(code: string): void {
    this.#onError(Object.assign(new Error(code), { code }));
  }
}

function open(options: Partial<ConsoleOptions> & { readonly tty?: boolean } = {}) {
  const stdout = new Memory(options.tty ?? false);
  const stderr = new Memory(options.tty ?? false);
  const base = { json: false, quiet: false, verbose: false, color: "auto" } as const;
  return { stdout, stderr, console: new Console({ ...base, ...options, stdout, stderr }) };
}

describe("Console", () => {
  it("sends results to stdout and everything else to stderr", () => {
    const { console, stdout, stderr } = open();
    console.result("result");
    console.say("done");
    console.note("note");
    console.detail("detail");
    console.warn("careful");
    expect(stdout.text).to.equal("result\ndone\n");
    expect(stderr.text).to.equal("note\nwarning careful\n");
  });

  it("keeps stdout for one document with json", () => {
    const { console, stdout, stderr } = open({ json: true });
    console.result("result");
    console.say("done");
    console.note("note");
    console.document({ a: 1n, b: "\u009b" });
    expect(stdout.text).to.equal('{\n  "a": "1",\n  "b": "\\u009b"\n}\n');
    expect(stderr.text).to.equal("note\n");
  });

  it("leaves out what was done and notes when quiet", () => {
    const { console, stdout, stderr } = open({ quiet: true, tty: true });
    console.result("result");
    console.say("done");
    console.note("note");
    console.status("working");
    expect(stdout.text).to.equal("result\n");
    expect(stderr.text).to.equal("");
  });

  it("says more when verbose", () => {
    const { console, stderr } = open({ verbose: true });
    console.detail("detail");
    expect(stderr.text).to.equal("detail\n");
  });

  it("uses colours in a terminal only, unless told otherwise", () => {
    expect(open({ tty: true }).console.out.red("x")).to.equal("\u001b[31mx\u001b[39m");
    expect(open().console.out.red("x")).to.equal("x");
    expect(open({ tty: true, color: "never" }).console.out.red("x")).to.equal("x");
    expect(open({ color: "always" }).console.err.red("x")).to.equal("\u001b[31mx\u001b[39m");
  });

  it("replaces its status line, cut to the width of the terminal, and takes it away for text", () => {
    const { console, stderr } = open({ tty: true });
    console.status("x".repeat(60));
    console.note("note");
    expect(stderr.text).to.equal(`${"x".repeat(39)}\r\u001b[2Knote\n`);
  });

  it("shows no status line outside a terminal", () => {
    const { console, stderr } = open();
    console.status("working");
    expect(stderr.text).to.equal("");
  });

  it("writes no password that it knows, in text and in JSON", () => {
    const { console, stdout, stderr } = open({ json: true });
    console.redactor.learn('postgresql://u:pass"word@h/d');
    console.complain('failed for pass"word');
    console.document({ message: 'pass"word at postgresql://x:other@h/d' });
    expect(stderr.text).to.equal("failed for ***\n");
    expect(JSON.parse(stdout.text)).to.deep.equal({ message: "*** at postgresql://x:***@h/d" });
  });

  it("goes on in silence when the reader has gone", () => {
    const { console, stdout } = open();
    stdout.fail("EPIPE");
    console.result("nobody reads this");
    expect(stdout.text).to.equal("");
  });

  it("lets the work go on when the disk behind stdout is full, says so once, and fails", () => {
    const before = process.exitCode;
    const { console, stdout, stderr } = open();
    stdout.fail("ENOSPC");
    stdout.fail("ENOSPC");
    console.result("nowhere to put this");
    const after = process.exitCode;
    process.exitCode = before;
    expect(stdout.text).to.equal("");
    expect(stderr.text).to.equal("The output could not be written: ENOSPC\n");
    expect(after).to.equal(1);
  });
});

describe("RunReporter", () => {
  const place = { migration: "0001\u001b[31m", operation: 0 };
  const start = {
    kind: "migration-start",
    direction: "up",
    position: 1,
    total: 2,
    resumed: false,
  } as const;

  it("prints what was done, cleaned", () => {
    const { console, stdout } = open();
    const reporter = new RunReporter(console);
    reporter.listen({ ...start, migration: place.migration });
    reporter.listen({
      kind: "migration-done",
      migration: place.migration,
      direction: "up",
      duration: 1234,
      position: 1,
      total: 2,
    });
    expect(stdout.text).to.equal("Applied 0001\\x1b[31m (1.2 s)\n");
  });

  it("rewrites a line in a terminal, not more often than an eye can see", () => {
    let now = 0;
    const { console, stderr } = open({ tty: true, color: "never" });
    const reporter = new RunReporter(console, () => now);
    reporter.listen({ ...start, migration: "0001" });
    for (let done = 1; done <= 1000; done++) {
      now += 1;
      reporter.listen({ kind: "progress", migration: "0001", operation: 0, done, total: 1000 });
    }
    reporter.end();
    const drawn = stderr.text.split("\r\u001b[2K");
    expect(drawn.length).to.be.within(8, 20);
    expect(drawn.at(-2)).to.equal("Applying 0001 (1/2)  1000 of 1000 (100 ");
    expect(drawn.at(-1)).to.equal("");
  });

  it("prints a line now and then without a terminal", () => {
    let now = 0;
    const { console, stderr } = open();
    const reporter = new RunReporter(console, () => now);
    for (let done = 1; done <= 12; done++) {
      now += 1000;
      reporter.listen({ kind: "progress", migration: "0001", operation: 0, done, total: 0 });
    }
    expect(stderr.text).to.equal("0001: 5 of 0\n0001: 10 of 0\n");
  });

  it("says whom it waits for, and what was tolerated", () => {
    const { console, stderr } = open();
    const reporter = new RunReporter(console);
    reporter.listen({ kind: "lock-waiting", holder: "pid 5", timeout: 60_000 });
    reporter.listen({
      kind: "ignored",
      migration: "0001",
      operation: 1,
      total: 3,
      description: "Drop table t",
      error: "no such table",
      present: false,
    });
    expect(stderr.text).to.equal(
      "Waiting up to 1 min 0 s for another runner (pid 5) to finish\n" +
        "warning 0001, operation 2 of 3, Drop table t: no such table; going on\n",
    );
  });
});
