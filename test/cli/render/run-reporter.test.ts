import { expect } from "chai";
import stringWidth from "string-width";
import { Pace } from "../../../src/cli/render/pace.js";
import { CountProgress, showing } from "../../../src/cli/render/progress-display.js";
import { cutAt, progressLine } from "../../../src/cli/render/progress-line.js";
import { RunReporter } from "../../../src/cli/render/run-reporter.js";
import { memoryConsole } from "./memory-console.js";

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
    const { console, stdout } = memoryConsole();
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
    const { console, stderr } = memoryConsole({ tty: true, color: "never" });
    const reporter = new RunReporter(console, () => now);
    reporter.listen({ ...start, migration: "0001" });
    for (let done = 1; done <= 1000; done++) {
      now += 1;
      reporter.listen({ kind: "progress", migration: "0001", operation: 0, done, total: 1000 });
    }
    reporter.end();
    const drawn = stderr.text.split("\r\u001b[2K");
    expect(drawn.length).to.be.within(8, 20);
    expect(drawn.at(-2)).to.equal("Applying 0001  1000 of 1000 (100 %)");
    expect(drawn.at(-1)).to.equal("");
  });

  it("shows how fast a run of many migrations is, and counts the statements of a long one", () => {
    let now = 0;
    const { console, stderr } = memoryConsole({ tty: true, columns: 80 });
    const reporter = new RunReporter(console, () => now);
    const shown = (): string | undefined => stderr.text.split("\r\u001b[2K").at(-1);
    for (let position = 1; position <= 101; position++) {
      reporter.listen({ ...start, migration: `0${position}`, position, total: 1000 });
      now += 100;
    }
    expect(shown()).to.equal("Applying 0101  101/1000  10/s  1 min 30 s left");
    const about = { migration: "0101", operation: 0, sql: "SELECT 1", comment: undefined };
    const operation = { ...about, total: 3, description: "Run SQL", destructive: false };
    reporter.listen({ kind: "operation-start", ...operation });
    expect(shown()).to.equal("Applying 0101  101/1000  10/s  1 min 30 s left  Run SQL");
    for (let statement = 1; statement <= 21; statement++) {
      reporter.listen({ kind: "statement-start", ...about, statement, total: 500 });
      now += 100;
    }
    expect(shown()).to.equal(
      "Applying 0101 (101/1000)  20 of 500 statements (4 %)  10/s  48 s left  Run SQL",
    );
    reporter.end();
  });

  it("prints a line now and then without a terminal", () => {
    let now = 0;
    const { console, stderr } = memoryConsole();
    const reporter = new RunReporter(console, () => now);
    for (let done = 1; done <= 12; done++) {
      now += 1000;
      reporter.listen({ kind: "progress", migration: "0001", operation: 0, done, total: 0 });
    }
    expect(stderr.text).to.equal("0001: 5 of 0, 1.0/s\n0001: 10 of 0, 1.0/s\n");
  });

  it("says whom it waits for, and what was tolerated", () => {
    const { console, stderr } = memoryConsole();
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

describe("a line of progress", () => {
  const about = {
    verb: "Applying",
    name: "0412_add_the_column_of_tokens",
    position: "(412/1000)",
    text: "Fill the tokens of the orders",
    amounts: ["6400 of 10000 (64 %)", "6400/10000 (64 %)", "6400/10000"],
    speed: ["35/s", "1 min 43 s left"],
  };

  it("gives up what says least where there is no room, and keeps how far, how fast and how long", () => {
    const lines = [140, 110, 80, 60, 49, 40].map((columns) => progressLine(about, columns));
    expect(lines).to.deep.equal([
      "Applying 0412_add_the_column_of_tokens (412/1000)  6400 of 10000 (64 %)  35/s  1 min 43 s left  Fill the tokens of the orders",
      "Applying 0412_add_the_column_of_tokens (412/1000)  6400 of 10000 (64 %)  35/s  1 min 43 s left  Fill the toke…",
      "Applying 0412_add_the_column_of_to…  6400 of 10000 (64 %)  35/s  1 min 43 s left",
      "0412_add_the_c…  6400 of 10000 (64 %)  35/s  1 min 43 s left",
      "0412_add_… 6400/10000 (64 %) 35/s 1 min 43 s left",
      "0412_ad… 6400/10000 35/s 1 min 43 s left",
    ]);
  });

  it("is never wider than it may be, in whatever writing", () => {
    const name = "0412_東京のテーブル_with_a_name";
    for (let columns = 1; columns < 120; columns++) {
      expect(stringWidth(progressLine({ ...about, name, text: name }, columns))).to.be.at.most(
        columns,
      );
    }
    expect(cutAt("東京都", 5)).to.equal("東京…");
  });
});

describe("Pace", () => {
  it("waits until there is something to go by, and begins again with what begins again", () => {
    const pace = new Pace();
    expect(pace.speed(0, 100, 0)).to.deep.equal([]);
    expect(pace.speed(5, 100, 500)).to.deep.equal([]);
    expect(pace.speed(40, 100, 2000)).to.deep.equal(["20/s", "3 s left"]);
    expect(pace.speed(10, 100, 3000)).to.deep.equal([]);
    expect(pace.speed(13, 100, 5000)).to.deep.equal(["1.5/s", "58 s left"]);
  });

  it("finds the unit in which a rate says something", () => {
    const speedAfter = (done: number, total: number) => {
      const pace = new Pace();
      pace.speed(0, total, 0);
      return pace.speed(done, total, 100_000);
    };
    expect(speedAfter(10, 100)).to.deep.equal(["6/min", "15 min 0 s left"]);
    expect(speedAfter(1, 2)).to.deep.equal(["36/h", "1 min 40 s left"]);
    expect(speedAfter(50_000, 100_000)).to.deep.equal(["500/s", "1 min 40 s left"]);
  });
});

describe("CountProgress", () => {
  it("shows rate and time left in a terminal", () => {
    let now = 0;
    const { console, stderr } = memoryConsole({ tty: true });
    const progress = new CountProgress(console, "rows", () => now);
    now = 2000;
    progress.at(5000, 100_000);
    progress.end();
    expect(stderr.text).to.equal("5000/100000 (5 %) 2500/s 38 s left\r\u001b[2K");
  });

  it("writes plain lines now and then without one", () => {
    let now = 0;
    const { console, stderr } = memoryConsole();
    const progress = new CountProgress(console, "rows", () => now);
    for (let done = 1000; done <= 12_000; done += 1000) {
      now += 1000;
      progress.at(done, 50_000);
    }
    progress.end();
    expect(stderr.text).to.equal(
      "5000 of 50000 rows (10 %), 1000/s, 45 s left\n10000 of 50000 rows (20 %), 1000/s, 40 s left\n",
    );
  });
});

describe("what cannot be counted", () => {
  it("is named as long as it goes on, in a terminal alone", async () => {
    const what = { verb: "Reading", name: "the database" };
    const terminal = memoryConsole({ tty: true });
    expect(await showing(terminal.console, what, async () => 5)).to.equal(5);
    expect(terminal.stderr.text).to.equal("Reading the database\r\u001b[2K");
    const log = memoryConsole();
    await showing(log.console, what, async () => undefined);
    expect(log.stderr.text).to.equal("");
  });
});
