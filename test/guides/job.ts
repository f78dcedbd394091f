import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, symlinkSync } from "node:fs";
import { join } from "node:path";

/** What every job of a simulated CI system has. */
export interface JobOptions {
  /** Where workspaces are made. */
  readonly place: string;
  readonly env: Readonly<Record<string, string>>;
  /** What `npm ci` made of the platform's lock file, and what was installed for all, once it was. */
  readonly installed: { folder?: string; global?: string };
}

/** How a line ended. */
export interface Ended {
  readonly status: number | null;
  readonly output: string;
}

/** One job in a workspace of its own. */
export class Job {
  readonly workspace: string;
  readonly #options: JobOptions;

  constructor(options: JobOptions) {
    this.workspace = mkdtempSync(join(options.place, "job-"));
    this.#options = options;
  }

  /**
   * Runs shell lines as CI systems do: bash that ends with the first failure. What npm installs is
   * installed by the first job that asks for it; the others find it, which saves minutes.
   */
  run(script: string, env: Readonly<Record<string, string>> = {}, folder = "."): Ended {
    const cwd = join(this.workspace, folder);
    const { installed } = this.#options;
    const platform = [cwd, join(cwd, "platform")].find((one) =>
      existsSync(join(one, "policy.yaml")),
    );
    const installs = /\bnpm ci --ignore-scripts\b/.test(script);
    if (installs && installed.folder !== undefined && platform !== undefined) {
      symlinkSync(installed.folder, join(platform, "node_modules"));
      return { status: 0, output: "" };
    }
    const isGlobal = script.startsWith("npm install --global ");
    if (isGlobal && installed.global === script) return { status: 0, output: "" };
    const { status, stdout, stderr } = spawnSync("bash", ["-e", "-o", "pipefail", "-c", script], {
      cwd,
      env: { ...this.#options.env, ...env },
      encoding: "utf8",
    });
    if (installs && status === 0 && platform !== undefined) {
      installed.folder = join(platform, "node_modules");
    }
    if (isGlobal && status === 0) installed.global = script;
    return { status, output: `$ ${script}\n${stdout}${stderr}` };
  }

  /** What `git clone --depth 1` makes of a repository. */
  checkout(repository: string, folder: string): void {
    const ended = this.run(`git clone --quiet --depth 1 "$REPOSITORY" "${folder}"`, {
      REPOSITORY: `file://${repository}`,
    });
    if (ended.status !== 0) throw new Error(ended.output);
  }

  /** Keeps a file for the jobs that follow; false when it is not there. */
  keep(file: string, artifacts: string): boolean {
    if (!existsSync(join(this.workspace, file))) return false;
    cpSync(join(this.workspace, file), join(artifacts, file));
    return true;
  }

  /** Takes what a job kept; false when there is nothing. */
  take(artifacts: string): boolean {
    if (!existsSync(artifacts)) return false;
    cpSync(artifacts, this.workspace, { recursive: true });
    return true;
  }
}
