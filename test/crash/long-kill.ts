import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import type { TestDatabase, TestServer } from "../databases.js";
import { Random } from "../property/random.js";
import type { CountedCall } from "./counted-database.js";
import { CrashSite } from "./crash-site.js";
import { longChain } from "./long-chain.js";

const CHILD = fileURLToPath(new URL("./long-child.js", import.meta.url));
/** The statements worth a kill in their midst, and every COMMIT. */
const LONG = /\bbulk\b|ix_bulk|mm_new_bulk|^COMMIT$/;

type Direction = "up" | "down";

export interface LongKillRequest {
  readonly server: TestServer;
  /** In each direction. */
  readonly rounds: number;
  readonly seed: number;
  readonly progress?: (line: string) => void;
}

export interface LongKillRow {
  readonly direction: Direction;
  readonly kills: number;
  readonly atCommit: number;
  /** Rounds in which the process was through before the signal came. */
  readonly late: number;
  readonly problems: readonly string[];
}

interface Told extends CountedCall {
  /** Milliseconds that it took when it was not disturbed. */
  readonly took: number;
}

/**
 * Kills a process from outside, at a moment within one of its long statements or within a COMMIT,
 * and runs again behind it. The moment is a share of what the statement took undisturbed: only where
 * the kill falls depends on the clock, not what must come of it.
 */
export async function longKills(request: LongKillRequest): Promise<readonly LongKillRow[]> {
  const { server, rounds, progress } = request;
  const random = new Random(request.seed);
  let place = await Place.make(server);
  try {
    const ups = await undisturbed(place.site.url, "up");
    const full = await place.site.look();
    const downs = await undisturbed(place.site.url, "down");
    const empty = await place.site.look();
    await place.site.forget();
    const rows: LongKillRow[] = [];
    for (const direction of ["up", "down"] as const) {
      const calls = (direction === "up" ? ups : downs).filter(({ sql }) => LONG.test(sql));
      const count = { kills: 0, atCommit: 0, late: 0 };
      const problems: string[] = [];
      for (let round = 0; round < rounds; round++) {
        // Every third at a COMMIT, the others within a statement.
        const call = random.pick(
          calls.filter(({ sql }) => (sql === "COMMIT") === (round % 3 === 2)),
        );
        const after = (random.int(1000) / 1000) * call.took;
        const text = `${direction} ${round + 1}/${rounds}: ${after.toFixed(1)} ms into ${call.sql.slice(0, 60)}`;
        progress?.(`${server.name} ${text}`);
        try {
          if (direction === "down") await place.site.up();
          const killed = await killAt(place.site.url, direction, { at: call.at, after });
          count[killed ? "kills" : "late"]++;
          if (killed && call.sql === "COMMIT") count.atCommit++;
          if (direction === "up" || round % 2 === 0) {
            await place.site.up();
            expect(await place.site.look()).to.deep.equal(full);
          }
          await place.site.down();
          expect(await place.site.look()).to.deep.equal(empty);
          await place.site.forget();
        } catch (error) {
          problems.push(`${text}: ${error instanceof Error ? error.message : String(error)}`);
          progress?.(problems.at(-1) ?? "");
          await place.test.drop();
          place = await Place.make(server);
        }
      }
      rows.push({ direction, ...count, problems });
    }
    return rows;
  } finally {
    await place.test.drop();
  }
}

class Place {
  readonly test: TestDatabase;
  readonly site: CrashSite;

  private constructor(test: TestDatabase, site: CrashSite) {
    this.test = test;
    this.site = site;
  }

  static async make(server: TestServer): Promise<Place> {
    const test = await server.create();
    return new Place(test, await CrashSite.at(test, longChain(server.name)));
  }
}

/** Lets a process run to its end and takes the time of each statement. */
async function undisturbed(url: string, direction: Direction): Promise<readonly Told[]> {
  const told: { call: CountedCall; start: number }[] = [];
  const child = start(url, direction);
  child.on("message", (call: CountedCall) => told.push({ call, start: performance.now() }));
  const [code] = await once(child, "exit");
  expect(code).to.equal(0);
  const end = performance.now();
  return told.map(({ call, start: from }, at) => {
    return { ...call, took: (told[at + 1]?.start ?? end) - from };
  });
}

/** Was it killed before it was through? */
async function killAt(
  url: string,
  direction: Direction,
  { at, after }: { readonly at: number; readonly after: number },
): Promise<boolean> {
  const child = start(url, direction);
  child.on("message", (call: CountedCall) => {
    if (call.at === at) setTimeout(() => child.kill("SIGKILL"), after);
  });
  const [code, signal] = await once(child, "exit");
  if (signal !== "SIGKILL") expect(code).to.equal(0);
  return signal === "SIGKILL";
}

function start(url: string, direction: Direction) {
  return fork(CHILD, [url, direction], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
}
