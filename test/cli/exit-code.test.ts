import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { exitCodeOf, exitCodes, exitCodeTable } from "../../src/cli/exit-code.js";
import { command, MigrationError } from "../../src/errors.js";
import { MigrationFailedError } from "../../src/runner/run/migration-failure.js";

const folder = fileURLToPath(new URL("../../../docs/errors/", import.meta.url));

function coded(code: string, cause?: unknown): MigrationError {
  return new MigrationError({ code, message: "m", cause });
}

function failed(rolledBack: boolean, cause?: unknown): MigrationFailedError {
  const failure = {
    direction: "up",
    operation: 0,
    operations: 1,
    description: "d",
    statement: 1,
    statements: 1,
    sql: undefined,
    serverCode: undefined,
    position: undefined,
    detail: undefined,
    committed: [],
    rolledBack,
    recovery: command("migrate up"),
  } as const;
  return new MigrationFailedError({
    code: "RUNNER_STATEMENT_FAILED",
    message: "m",
    failure,
    cause,
  });
}

describe("exitCodeOf", () => {
  it("is 1 for a crash and for an error that is not in the table", () => {
    expect(exitCodeOf(new TypeError("x"))).to.equal(1);
    expect(exitCodeOf(undefined)).to.equal(1);
    expect(exitCodeOf(coded("RUNNER_STATEMENT_FAILED"))).to.equal(1);
  });

  it("takes a whole code before its prefix", () => {
    expect(exitCodeOf(coded("CLI_UNKNOWN_FLAG"))).to.equal(exitCodes.usage);
    expect(exitCodeOf(coded("CLI_CANNOT_WRITE"))).to.equal(exitCodes.failed);
    expect(exitCodeOf(coded("CONFIG_SYNTAX"))).to.equal(exitCodes.usage);
  });

  it("tells lock, drift, half-applied and refused apart", () => {
    expect(exitCodeOf(coded("DIALECT_LOCK_TIMEOUT"))).to.equal(6);
    expect(exitCodeOf(coded("RUNNER_DRIFT"))).to.equal(5);
    expect(exitCodeOf(coded("RUNNER_HALF_APPLIED"))).to.equal(7);
    expect(exitCodeOf(coded("INTERP_LIMIT"))).to.equal(8);
  });

  it("is 8 when the sandbox stopped a script in the middle of a run", () => {
    expect(exitCodeOf(failed(true, coded("INTERP_LIMIT")))).to.equal(8);
  });

  it("is 7 when a failure could not be rolled back", () => {
    expect(exitCodeOf(failed(false))).to.equal(7);
    expect(exitCodeOf(failed(true))).to.equal(1);
  });

  it("has only codes in its table that the documentation explains", () => {
    const pages = readdirSync(folder).map((page) => readFileSync(folder + page, "utf8"));
    const headings = new Set(pages.join("\n").match(/^## [A-Z_]+$/gm));
    for (const code of Object.keys(exitCodeTable)) {
      if (!code.endsWith("*")) expect(headings, code).to.include(`## ${code}`);
    }
  });
});
