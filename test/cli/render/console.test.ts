import { expect } from "chai";
import { memoryConsole as open } from "./memory-console.js";

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
    expect(stderr.text).to.equal(`${"x".repeat(38)}…\r\u001b[2Knote\n`);
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
