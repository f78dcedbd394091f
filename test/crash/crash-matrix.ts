import { expect } from "chai";
import type { TestDatabase, TestServer } from "../databases.js";
import { CrashSite } from "./crash-site.js";
import { CrashWorker, type Moment } from "./crash-worker.js";

/** What became of one direction on one database. */
export interface MatrixRow {
  readonly direction: "up" | "down";
  /** Statements that write, the tool's own and COMMIT included. */
  readonly statements: number;
  readonly kills: number;
  /** Kills after which the next run ended as an undisturbed one does. */
  readonly resumed: number;
  readonly problems: readonly string[];
}

export interface MatrixRequest {
  readonly server: TestServer;
  /** Every n-th point; 1 = all. */
  readonly every: number;
  /** The first of them; default 0. */
  readonly from?: number;
  readonly progress?: (line: string) => void;
}

interface Point {
  readonly at: number;
  readonly moment: Moment;
  readonly sql: string;
}

/** Kills a process at the chosen statements of `up` and of `down`, and runs again behind it. */
export async function crashMatrix(request: MatrixRequest): Promise<readonly MatrixRow[]> {
  let place = await Place.make(request.server);
  const worker = new CrashWorker(place.site.url);
  try {
    const ups = await worker.run({
      url: place.site.url,
      direction: "up",
      at: -1,
      moment: "before",
    });
    const full = await place.site.look();
    const downs = await worker.run({
      url: place.site.url,
      direction: "down",
      at: -1,
      moment: "before",
    });
    const empty = await place.site.look();
    await place.site.forget();
    const rows = [];
    for (const direction of ["up", "down"] as const) {
      const calls = (direction === "up" ? ups : downs) ?? [];
      const points = pointsOf(calls, request);
      const problems: string[] = [];
      for (const [turn, point] of points.entries()) {
        const text = `${direction} ${point.moment} ${point.at} ${point.sql.slice(0, 90)}`;
        request.progress?.(`${request.server.name} ${turn + 1}/${points.length} ${text}`);
        try {
          if (direction === "down") await place.site.up();
          const job = { url: place.site.url, direction, ...point };
          expect(await worker.run(job), "it was not killed").to.equal(undefined);
          // A run that was cut off on its way down is finished by either command.
          if (direction === "down" && turn % 2 === 1) await place.site.down();
          else {
            await place.site.up();
            expect(await place.site.look()).to.deep.equal(full);
            await place.site.down();
          }
          expect(await place.site.look()).to.deep.equal(empty);
          await place.site.forget();
        } catch (error) {
          problems.push(`${text}: ${reason(error)}`);
          request.progress?.(problems.at(-1) ?? "");
          await place.test.drop();
          place = await Place.make(request.server);
        }
      }
      const kills = points.length;
      const resumed = kills - problems.length;
      rows.push({ direction, statements: calls.length, kills, resumed, problems });
    }
    return rows;
  } finally {
    await worker.close();
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
    return new Place(test, await CrashSite.at(test));
  }
}

/**
 * Before every statement, which is also behind the one before it, behind the last one, and, where
 * another process does the work, while it does it.
 */
function pointsOf(calls: readonly string[], request: MatrixRequest): readonly Point[] {
  const { server, every, from = 0 } = request;
  const points = calls.flatMap((sql, at): Point[] => [
    { at, moment: "before", sql },
    ...(server.name === "sqlite" ? [] : [{ at, moment: "during" as const, sql }]),
    ...(at === calls.length - 1 ? [{ at, moment: "after" as const, sql }] : []),
  ]);
  return points.filter((_, at) => at % every === from);
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const hint = "actual" in error ? ` ${JSON.stringify(error.actual)}` : "";
  return `${error.message.slice(0, 600)}${hint}`;
}
