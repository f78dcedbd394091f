import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Contestant, cacheOf } from "./measure.js";
import type { PeerEnvironment } from "./peers.js";
import type { Place, Places } from "./place.js";
import { addMigration, type Form, type Workload, writeWorkload } from "./workload.js";

export const MM = fileURLToPath(new URL("../../../bin/mm.cjs", import.meta.url));
const RAW = fileURLToPath(new URL("./raw-loop.js", import.meta.url));
const PEER = fileURLToPath(new URL("./peer.js", import.meta.url));

interface Tool {
  readonly name: string;
  readonly form: Form;
  /** On a machine that has never seen these files. */
  readonly forgets?: boolean;
  readonly parameters: (folder: string) => readonly string[];
}

const OURS: readonly Tool[] = [
  { name: "raw loop", form: "sql", parameters: (folder) => [RAW, folder] },
  { name: "mm up", form: "mm", parameters: () => [MM, "migrate", "up"] },
  {
    name: "mm up, not remembered",
    form: "mm",
    forgets: true,
    parameters: () => [MM, "migrate", "up"],
  },
];
const ATOMIC: Tool = {
  name: "mm up --atomic",
  form: "mm",
  parameters: () => [MM, "migrate", "up", "--atomic"],
};
const PEERS: readonly Tool[] = [
  { name: "drizzle-orm", form: "drizzle", parameters: (folder) => [PEER, "drizzle", folder] },
  { name: "knex", form: "knex", parameters: (folder) => [PEER, "knex", folder] },
  { name: "umzug", form: "sql", parameters: (folder) => [PEER, "umzug", folder] },
];

interface FieldOptions {
  readonly folder: string;
  /** The kind of database, and how to make one. */
  readonly database: string;
  readonly places: Places;
  /** How many migrations there are at first. */
  readonly size: number;
  /** Milliseconds to the server, one way. */
  readonly delay: number;
  readonly peers: PeerEnvironment | undefined;
  readonly atomic: boolean;
}

/** All tools, each with a folder of its own files and a database of its own. */
export class Field {
  readonly #runners: readonly Runner[];
  #size: number;

  private constructor(runners: readonly Runner[], size: number) {
    this.#runners = runners;
    this.#size = size;
  }

  static async create(options: FieldOptions): Promise<Field> {
    const { folder, database, places, size, delay, peers, atomic } = options;
    const tools = [...OURS, ...(atomic ? [ATOMIC] : []), ...(peers === undefined ? [] : PEERS)];
    const runners: Runner[] = [];
    for (const [at, tool] of tools.entries()) {
      const own = join(folder, String(at));
      mkdirSync(own);
      const workload: Workload = { folder: own, form: tool.form, database };
      writeWorkload(workload, size);
      runners.push({ tool, workload, peers, place: await places(own, delay), next: size });
    }
    return new Field(runners, size);
  }

  /** Each begins with an empty database. */
  cold(): readonly Contestant[] {
    return this.#contestants(({ place }) => place.empty());
  }

  /** Nothing has changed since the last run. */
  idle(): readonly Contestant[] {
    return this.#contestants(() => undefined, { atomic: false });
  }

  /** One migration more each time. */
  growing(): readonly Contestant[] {
    const next = (runner: Runner): void => {
      runner.next += 1;
      addMigration(runner.workload, runner.next);
    };
    return this.#contestants(next, { atomic: false });
  }

  get size(): number {
    return this.#size;
  }

  async remove(): Promise<void> {
    for (const { place } of this.#runners) await place.remove();
  }

  #contestants(
    prepare: (runner: Runner) => void | Promise<void>,
    { atomic = true } = {},
  ): readonly Contestant[] {
    const meant = this.#runners.filter(({ tool }) => atomic || tool !== ATOMIC);
    return meant.map((runner) => contestant(runner, prepare));
  }
}

interface Runner {
  readonly tool: Tool;
  readonly workload: Workload;
  readonly place: Place;
  readonly peers: PeerEnvironment | undefined;
  /** The number of its last migration. */
  next: number;
}

function contestant(runner: Runner, prepare: (runner: Runner) => void | Promise<void>): Contestant {
  const { tool, workload, place, peers } = runner;
  return {
    name: tool.name,
    parameters: tool.parameters(workload.folder),
    cwd: workload.folder,
    trips: place.trips,
    get environment() {
      return { DATABASE_URL: place.url, ...peers };
    },
    prepare: async () => {
      await prepare(runner);
      if (tool.forgets) rmSync(cacheOf(workload.folder), { recursive: true, force: true });
    },
  };
}
