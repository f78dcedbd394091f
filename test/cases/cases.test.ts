import { spawn } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { configFileNames } from "../../src/config/config-keys.js";
import { type CaseFile, type CaseRun, type CaseStep, formatCase, parseCase } from "./case-file.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const folder = join(root, "test", "cases");
const binary = join(root, "bin", "mm.cjs");
/** `MM_UPDATE_CASES=1` writes what happens now into the files, to be read before it is committed. */
const update = process.env.MM_UPDATE_CASES === "1";

interface Result {
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: number;
}

describe("test/cases: the real binary", () => {
  for (const name of readdirSync(folder).sort()) {
    if (!name.endsWith(".case")) continue;
    const path = join(folder, name);
    const file = parseCase(readFileSync(path, "utf8"));
    it(`${name}: ${file.title}`, async () => {
      const directory = realpathSync(mkdtempSync(join(tmpdir(), "mm-case-")));
      try {
        await play(file, { directory, path });
      } finally {
        rmSync(directory, { recursive: true, force: true });
      }
    });
  }
});

async function play(file: CaseFile, at: { directory: string; path: string }): Promise<void> {
  const played: CaseStep[] = [];
  for (const step of file.steps) {
    if (step.kind !== "run") {
      prepare(step, at.directory);
      played.push(step);
      continue;
    }
    const result = await execute(step.run, at.directory);
    if (update) played.push({ kind: "run", run: updated(step.run, result) });
    else compare(step.run, result);
  }
  if (update) writeFileSync(at.path, formatCase({ ...file, steps: played }));
}

function compare(run: CaseRun, result: Result): void {
  const command = run.words.join(" ");
  const whole = `${command}\n--- stdout\n${result.stdout}--- stderr\n${result.stderr}`;
  expect(result.exit, `exit code of ${whole}`).to.equal(run.exit);
  for (const stream of ["stdout", "stderr"] as const) {
    if (pattern(run[stream]).test(result[stream])) continue;
    expect(result[stream], `${stream} of ${command}`).to.equal(run[stream]);
  }
}

/** What is expected stays as it is written, wildcards included, while it holds. */
function updated(run: CaseRun, result: Result): CaseRun {
  const text = (stream: "stdout" | "stderr"): string =>
    pattern(run[stream]).test(result[stream]) ? run[stream] : result[stream];
  return { ...run, exit: result.exit, stdout: text("stdout"), stderr: text("stderr") };
}

/** Expected text, with `[...]` for anything. */
function pattern(text: string): RegExp {
  const escaped = text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  const source = escaped
    .replace(/^\\\[\\\.\\\.\\\.\\\]\n/gm, "(?:.*\\n)*?")
    .replaceAll("\\[\\.\\.\\.\\]", ".*");
  return new RegExp(`^${source}$`);
}

function prepare(step: Exclude<CaseStep, { kind: "run" }>, directory: string): void {
  const path = join(directory, step.path);
  if (step.kind === "check") {
    expect(readFileSync(path, "utf8"), step.path).to.equal(step.text);
    return;
  }
  mkdirSync(dirname(path), { recursive: true });
  if (step.kind === "file") writeFileSync(path, step.text);
  else if (step.kind === "append") appendFileSync(path, step.text);
  else if (step.kind === "remove") rmSync(path);
  else if (step.kind === "link") symlinkSync(step.target, path);
  else writeFileSync(path, `/*${"x".repeat(step.bytes)}*/\n`);
}

async function execute(run: CaseRun, cwd: string): Promise<Result> {
  const [program, ...words] = run.words;
  expect(program).to.equal("mm");
  // Only what a shell would need: the machine's own DATABASE_URL must not decide a test.
  // A case without a configuration file is about something else than which database is used.
  const configured = configFileNames.some((name) => existsSync(join(cwd, name)));
  const database = configured ? {} : { DATABASE_URL: "sqlite:./mm.db" };
  const env = { PATH: process.env.PATH ?? "", HOME: cwd, ...database, ...run.env };
  const child = spawn(process.execPath, [binary, ...words], {
    cwd,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output.stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    output.stderr += text;
  });
  const exit = await new Promise<number>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve(code ?? -1));
  });
  return { stdout: steady(output.stdout, cwd), stderr: steady(output.stderr, cwd), exit };
}

/** What differs from run to run, or by where the tool is installed, gets one spelling or none. */
function steady(text: string, cwd: string): string {
  return text
    .replaceAll(cwd, "<dir>")
    .replace(/\b\d+(?:\.\d)? (?:ms|s)(?=\)|$|\n)/gm, "<time>")
    .replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{3}Z)?/g, "<when>")
    .replace(/"duration": \d+(?:\.\d+)?/g, '"duration": <time>')
    .replace(/^ {2}(?:docs: |"docs": ).*\n/gm, "");
}
