import { join } from "node:path";
import { expect } from "chai";
import { Job, type JobOptions } from "./job.js";

interface JobSpec {
  readonly extends?: string;
  readonly stage?: string;
  readonly before_script?: readonly string[];
  readonly script?: readonly string[];
  readonly variables?: Readonly<Record<string, string>>;
  readonly rules?: readonly { readonly if: string }[];
  readonly needs?: readonly string[];
  readonly artifacts?: { readonly paths: readonly string[]; readonly when?: string };
}

/** A pipeline's file: jobs by name, hidden ones with a dot, and `stages`. */
export type Pipeline = Readonly<Record<string, JobSpec | readonly string[]>>;

export interface GitlabOptions extends JobOptions {
  /** The project that the pipeline belongs to. */
  readonly project: string;
  readonly event: "merge_request_event" | "push";
  /** Variables of the environments, by tenant. */
  readonly variables: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** How one job ended. */
export interface PipelineResult {
  readonly job: string;
  readonly ok: boolean;
  readonly log: string;
}

const RULES: Readonly<Record<string, GitlabOptions["event"]>> = {
  '$CI_PIPELINE_SOURCE == "merge_request_event"': "merge_request_event",
  "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH": "push",
};

/** Runs the jobs of a pipeline whose rules say so, each after those that it needs. */
export function runPipeline(pipeline: Pipeline, options: GitlabOptions): readonly PipelineResult[] {
  const { stages, ...rest } = pipeline;
  const results: PipelineResult[] = [];
  const names = Object.keys(rest).filter((name) => !name.startsWith("."));
  for (const stage of list(stages)) {
    for (const name of names) {
      const spec = merged(pipeline, name);
      expect(list(stages), name).to.include(spec.stage);
      if (spec.stage !== stage || !applies(spec, options.event)) continue;
      const needed = results.filter(({ job }) => spec.needs?.includes(job));
      expect(needed.map(({ job }) => job)).to.deep.equal(spec.needs ?? []);
      if (needed.every(({ ok }) => ok)) results.push({ job: name, ...runJob(name, spec, options) });
    }
  }
  return results;
}

function runJob(
  name: string,
  spec: JobSpec,
  options: GitlabOptions,
): Pick<PipelineResult, "ok" | "log"> {
  const job = new Job(options);
  const { GIT_STRATEGY, ...variables } = spec.variables ?? {};
  if (GIT_STRATEGY !== "none") job.checkout(options.project, ".");
  const artifacts = (of: string): string =>
    join(options.place, `kept-${of.replaceAll(/\W+/g, "-")}`);
  for (const needed of spec.needs ?? []) job.take(artifacts(needed));
  const env = { ...variables, ...options.variables[variables.TENANT ?? ""] };
  let log = "";
  let ok = true;
  for (const line of [...(spec.before_script ?? []), ...(spec.script ?? [])]) {
    if (!ok) break;
    const ended = job.run(line, env);
    log += ended.output;
    ok = ended.status === 0;
  }
  if (ok || spec.artifacts?.when === "always") {
    for (const path of spec.artifacts?.paths ?? []) {
      expect(job.keep(path, artifacts(name)), path).to.equal(true);
    }
  }
  return { ok, log };
}

/** A job with what it extends below it; only maps are merged. */
function merged(pipeline: Pipeline, name: string): JobSpec {
  const own = pipeline[name];
  if (own === undefined || Array.isArray(own)) throw new TypeError(`there is no job ${name}`);
  const spec = own as JobSpec;
  if (spec.extends === undefined) return spec;
  const base = merged(pipeline, spec.extends);
  return { ...base, ...spec, variables: { ...base.variables, ...spec.variables } };
}

function applies({ rules = [] }: JobSpec, event: GitlabOptions["event"]): boolean {
  return rules.some((rule) => {
    const meant = RULES[rule.if];
    if (meant === undefined) throw new TypeError(`nobody here knows the rule ${rule.if}`);
    return meant === event;
  });
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new TypeError("a list is expected");
  return value;
}
