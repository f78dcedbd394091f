import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The tools beside which ours is measured; each takes the database's client from this project. */
const PEERS = { "drizzle-orm": "0.45.4", knex: "3.3.0", umzug: "3.8.3" };
const MODULES = fileURLToPath(new URL("../../../node_modules", import.meta.url));

/** What the process of a peer needs to find its package, and the clients of this project. */
export interface PeerEnvironment {
  readonly MM_BENCH_PEERS: string;
  readonly NODE_PATH: string;
}

/**
 * Where the peers are installed: in a folder beside the project's, at the first use on a machine.
 *
 * @returns undefined, and says so, when they cannot be had.
 */
export function installPeers(): PeerEnvironment | undefined {
  const versions = Object.entries(PEERS).map(([name, version]) => `${name}@${version}`);
  const folder = join(tmpdir(), `mm-bench-peers-${versions.join("-")}`);
  if (!existsSync(folder)) {
    const fresh = `${folder}.${process.pid}`;
    mkdirSync(fresh);
    writeFileSync(join(fresh, "package.json"), '{"private":true}');
    const options = ["--no-audit", "--no-fund", "--ignore-scripts", "--legacy-peer-deps"];
    const npm = spawnSync("npm", ["install", ...options, ...versions], {
      cwd: fresh,
      encoding: "utf8",
    });
    if (npm.status !== 0) {
      rmSync(fresh, { recursive: true, force: true });
      process.stdout.write(`without peers, npm cannot install them: ${npm.stderr}\n`);
      return undefined;
    }
    renameSync(fresh, folder);
  }
  return { MM_BENCH_PEERS: join(folder, "package.json"), NODE_PATH: MODULES };
}
