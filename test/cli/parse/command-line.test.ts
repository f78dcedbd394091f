import { expect } from "chai";
import { allCommands, commandGroups } from "../../../src/cli/commands/index.js";
import { type Parsed, parseCommandLine } from "../../../src/cli/parse/command-line.js";

const commands = await allCommands();

function parse(line: string): Parsed {
  const argv = line.split(" ").map((word) => word.replace(/^''$/, ""));
  return parseCommandLine(argv, { program: "mm", commands, groups: commandGroups });
}

/** Name of the command and the arguments that were asked for. */
function understood(line: string, ...names: readonly string[]): readonly unknown[] {
  const parsed = parse(line);
  if (parsed.kind === "help") return ["help"];
  return [parsed.command.name, ...names.map((name) => parsed.args[name])];
}

function codeOf(line: string): unknown {
  try {
    parse(line);
    return undefined;
  } catch (error) {
    return error instanceof Error && "code" in error ? error.code : error;
  }
}

describe("the words of a command line", () => {
  it("behind -- are words of the command, wherever it stands", () => {
    expect(understood("-- migrate status")).to.deep.equal(["migrate status"]);
    expect(understood("migrate -- status")).to.deep.equal(["migrate status"]);
    expect(understood("migrate fake -- a", "name")).to.deep.equal(["migrate fake", "a"]);
    expect(understood("migrate up --dry-run --", "dryRun")).to.deep.equal(["migrate up", true]);
  });

  it("behind -- are arguments, however they look, never flags or their values", () => {
    expect(understood("check --json -- -x --help help true", "folders", "json")).to.deep.equal([
      "check",
      ["-x", "--help", "help", "true"],
      true,
    ]);
    expect(codeOf("migrate up -- --dry-run")).to.equal("CLI_UNEXPECTED_ARGUMENT");
    expect(codeOf("migrate up --to -- a")).to.equal("CLI_MISSING_VALUE");
    expect(codeOf("check --policy -- a")).to.equal("CLI_MISSING_VALUE");
    expect(codeOf("-- --help")).to.equal("CLI_UNKNOWN_COMMAND");
    expect(understood("check --json true", "folders", "json")).to.deep.equal([
      "check",
      ["true"],
      true,
    ]);
  });

  it("ask for help with `help` only where a command takes no arguments", () => {
    expect(understood("check help", "folders")).to.deep.equal(["check", ["help"]]);
    expect(understood("check a help", "folders")).to.deep.equal(["check", ["a", "help"]]);
    expect(understood("migrate fake help", "name")).to.deep.equal(["migrate fake", "help"]);
    expect(understood("migrate up --to help", "to")).to.deep.equal(["migrate up", "help"]);
    for (const line of ["help", "migrate help", "migrate up help", "check -h", "check a --help"]) {
      expect(understood(line), line).to.deep.equal(["help"]);
    }
  });

  it("turn a switch on or off with nothing but true and false", () => {
    for (const word of ["--dry-run=yes", "--dryRun=1", "--dry-run=", "--no-dry-run=1"]) {
      expect(codeOf(`migrate up ${word}`), word).to.equal("CLI_SWITCH_VALUE");
    }
    expect(codeOf("migrate status --locked=1")).to.equal("CLI_SWITCH_VALUE");
    expect(understood("migrate up --dry-run=true", "dryRun")).to.deep.equal(["migrate up", true]);
    expect(understood("migrate up --dryRun=false", "dryRun")).to.deep.equal(["migrate up", false]);
    expect(understood("migrate up --no-dry-run", "dryRun")).to.deep.equal(["migrate up", false]);
  });

  it("give a number a value, and take no value away from a flag that needs one", () => {
    expect(codeOf("migrate up --lock-timeout=")).to.equal("CLI_MISSING_VALUE");
    expect(codeOf("migrate up --lock-timeout ''")).to.equal("CLI_MISSING_VALUE");
    expect(understood("migrate up --lock-timeout 0", "lockTimeout")).to.deep.equal([
      "migrate up",
      0,
    ]);
    expect(understood("migrate up --lock-timeout -1", "lockTimeout")).to.deep.equal([
      "migrate up",
      -1,
    ]);
    for (const value of ["soon", "Infinity", "1s"]) {
      expect(codeOf(`migrate up --lock-timeout ${value}`), value).to.equal("CLI_BAD_NUMBER");
    }
    for (const words of ["--to --dry-run", "--to", "--to -h=", "--dry-run --to --"]) {
      expect(codeOf(`migrate up ${words}`), words).to.equal("CLI_MISSING_VALUE");
    }
    expect(understood("migrate up --to=--dry-run", "to")).to.deep.equal([
      "migrate up",
      "--dry-run",
    ]);
    for (const flag of ["--no-to", "--no-plan", "--no-lock-timeout", "--no-plugin"]) {
      expect(codeOf(`migrate up ${flag}`), flag).to.equal("CLI_UNKNOWN_FLAG");
    }
  });

  it("may stand in any order, and each once; only what is repeatable is a list", () => {
    expect(understood("--limit a=1 migrate --json up --limit b=2", "limit", "json")).to.deep.equal([
      "migrate up",
      ["a=1", "b=2"],
      true,
    ]);
    for (const line of ["--to a --to b", "--json --no-json", "--dry-run --dryRun"]) {
      expect(codeOf(`migrate up ${line}`), line).to.equal("CLI_REPEATED_FLAG");
    }
  });

  it("name a choice and no other, and no flag that is a positional argument or a letter", () => {
    expect(understood("check --format sarif", "format")).to.deep.equal(["check", "sarif"]);
    expect(codeOf("check --format sarif1")).to.equal("CLI_USAGE");
    for (const line of ["check --folders a", "check -x", "check -hx", "check -1"]) {
      expect(codeOf(line), line).to.equal("CLI_UNKNOWN_FLAG");
    }
  });

  it("name the command whose words they are, and its arguments", () => {
    expect(understood("generate empty", "what")).to.deep.equal(["generate", "empty"]);
    expect(understood("generate --dry-run squash a b", "from", "to")).to.deep.equal([
      "generate squash",
      "a",
      "b",
    ]);
    expect(codeOf("generate squasch")).to.equal("CLI_UNEXPECTED_ARGUMENT");
    expect(codeOf("generate squash a")).to.equal("CLI_MISSING_ARGUMENT");
    expect(codeOf("generate squash a b c")).to.equal("CLI_UNEXPECTED_ARGUMENT");
  });

  it("that every object of JavaScript knows are unknown flags as well", () => {
    for (const name of ["toString", "constructor", "__proto__", "hasOwnProperty"]) {
      expect(codeOf(`migrate up --${name}`), name).to.equal("CLI_UNKNOWN_FLAG");
      expect(codeOf(`--${name}`), name).to.equal("CLI_UNKNOWN_COMMAND");
    }
  });
});
