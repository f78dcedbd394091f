import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { Job, type JobOptions } from "./job.js";

interface Step {
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly with?: Readonly<Record<string, string | boolean | number>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly "working-directory"?: string;
}

interface JobSpec {
  readonly "runs-on": string;
  readonly needs?: string;
  readonly if?: string;
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly string[]>> };
  readonly outputs?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

export interface Workflow {
  readonly name: string;
  readonly on: unknown;
  readonly permissions: unknown;
  readonly jobs: Readonly<Record<string, JobSpec>>;
}

export interface GithubOptions extends JobOptions {
  /** Clones by the `repository` of a checkout; "" is the one that the workflow is in. */
  readonly repositories: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  /** Between two jobs: what another job may do to the artifacts. */
  readonly onKept?: (artifacts: string) => void;
}

const NOT_CANCELLED = /^\$\{\{ !cancelled\(\) \}\}$/;

/** How one job of the matrix ended: the output of the lines that ran, and whether all went well. */
export interface JobResult {
  readonly job: string;
  readonly tenant: string | undefined;
  readonly ok: boolean;
  readonly log: string;
}

/**
 * Runs a workflow as far as this machine can: checkouts, artifacts, expressions and outputs are
 * made here, and every `run` is run. What it does not know fails, so that the guide has nothing in
 * it that was not tried.
 */
export function runWorkflow(workflow: Workflow, options: GithubOptions): readonly JobResult[] {
  const results: JobResult[] = [];
  const outputs: Record<string, Record<string, string>> = {};
  for (const [name, spec] of Object.entries(workflow.jobs)) {
    const before = results.filter(({ job }) => job === spec.needs);
    if (spec.needs !== undefined) expect(before, spec.needs).to.have.lengthOf.above(0);
    if (before.some(({ ok }) => !ok) && !NOT_CANCELLED.test(spec.if ?? "")) continue;
    for (const tenant of spec.strategy?.matrix.tenant ?? [undefined]) {
      const run = new GithubJob(spec, options, { tenant, outputs });
      results.push({ job: name, tenant, ...run.run() });
      outputs[name] = run.outputs();
    }
  }
  return results;
}

class GithubJob {
  readonly #spec: JobSpec;
  readonly #options: GithubOptions;
  readonly #job: Job;
  readonly #values: ReadonlyMap<string, string>;
  readonly #stepOutputs = new Map<string, string>();
  #ok = true;

  constructor(
    spec: JobSpec,
    options: GithubOptions,
    about: {
      readonly tenant: string | undefined;
      readonly outputs: Readonly<Record<string, Readonly<Record<string, string>>>>;
    },
  ) {
    this.#spec = spec;
    this.#options = options;
    this.#job = new Job(options);
    const { tenant = "" } = about;
    this.#values = new Map([
      ["matrix.tenant", tenant],
      ["secrets.DATABASE_URL", options.secrets.DATABASE_URL ?? ""],
      [
        "secrets[format('{0}_DATABASE_URL', matrix.tenant)]",
        options.secrets[`${tenant}_DATABASE_URL`] ?? "",
      ],
      ...Object.entries(about.outputs).flatMap(([job, outputs]) =>
        Object.entries(outputs).map(
          ([name, value]) => [`needs.${job}.outputs.${name}`, value] as const,
        ),
      ),
    ]);
  }

  run(): Pick<JobResult, "ok" | "log"> {
    let log = "";
    for (const step of this.#spec.steps) {
      if (!this.#ok && step.if !== "always()") continue;
      expect(step.run === undefined, "a step either runs or uses").to.equal(
        step.uses !== undefined,
      );
      const ended = step.run === undefined ? this.#use(step) : this.#shell(step, step.run);
      log += ended.output;
      if (ended.status !== 0) this.#ok = false;
    }
    return { ok: this.#ok, log };
  }

  outputs(): Record<string, string> {
    const entries = Object.entries(this.#spec.outputs ?? {});
    return Object.fromEntries(entries.map(([name, text]) => [name, this.#text(text)]));
  }

  #shell(step: Step, script: string): { status: number | null; output: string } {
    const file = join(this.#job.workspace, "..", `output-${Math.random()}`);
    writeFileSync(file, "");
    const env = Object.entries(step.env ?? {}).map(([name, text]) => [name, this.#text(text)]);
    const ended = this.#job.run(
      this.#text(script),
      { GITHUB_OUTPUT: file, ...Object.fromEntries(env) },
      step["working-directory"],
    );
    for (const line of readFileSync(file, "utf8").split("\n").filter(Boolean)) {
      const at = line.indexOf("=");
      this.#stepOutputs.set(`steps.${step.id}.outputs.${line.slice(0, at)}`, line.slice(at + 1));
    }
    return ended;
  }

  #use({ uses = "", with: given = {} }: Step): { status: number; output: string } {
    const [action, version] = uses.split("@");
    expect(version, uses).to.match(/^v\d+$/);
    const text = (name: string): string => this.#text(String(given[name] ?? ""));
    const artifacts = join(this.#options.place, `artifact-${text("name")}`);
    const ended = (ok: boolean) => ({ status: ok ? 0 : 1, output: `${uses} ${ok}\n` });
    switch (action) {
      case "actions/setup-node":
        return ended(true);
      case "actions/checkout": {
        expect(given["persist-credentials"]).to.equal(false);
        const repository = this.#options.repositories[text("repository")] ?? "";
        this.#job.checkout(repository, text("path") || ".");
        return ended(true);
      }
      case "actions/upload-artifact": {
        const kept = this.#job.keep(text("path"), artifacts);
        if (kept) this.#options.onKept?.(artifacts);
        return ended(kept || given["if-no-files-found"] !== "error");
      }
      case "actions/download-artifact":
        return ended(this.#job.take(artifacts));
      case "github/codeql-action/upload-sarif": {
        const file = readFileSync(join(this.#job.workspace, text("sarif_file")), "utf8");
        expect(JSON.parse(file)).to.include({ version: "2.1.0" });
        return ended(true);
      }
      default:
        throw new TypeError(`nobody here knows the action ${uses}`);
    }
  }

  /** Expressions are looked up as they are written; one that is not known is a mistake. */
  #text(text: string): string {
    return text.replaceAll(/\$\{\{\s*(.*?)\s*\}\}/g, (_all, expression: string) => {
      const value =
        this.#values.get(expression) ??
        this.#stepOutputs.get(expression) ??
        // A step that failed has none; GitHub takes that for an empty text.
        (!this.#ok && expression.startsWith("steps.") ? "" : undefined);
      if (value === undefined) throw new TypeError(`nobody here knows ${expression}`);
      return value;
    });
  }
}
