import { expect } from "chai";
import { MigrationError } from "../../src/errors.js";
import type { Migration } from "../../src/migration/migration.js";
import type { TestDatabase, TestServer } from "../databases.js";
import { crashChain, HALF_TARGET, halfChain } from "./crash-chain.js";
import { CrashSite } from "./crash-site.js";
import { type CrashDirection, CrashWorker, type Moment } from "./crash-worker.js";

/** What became of one direction on one database. */
export interface MatrixRow {
  readonly direction: CrashDirection;
  /** Statements that write, the tool's own and COMMIT included. */
  readonly statements: number;
  readonly kills: number;
  /** Kills after which the next run ended as an undisturbed one does. */
  readonly resumed: number;
  /** Kills after which there was no way back, as the run then said, and `up` went on. */
  readonly refused: readonly string[];
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

/** What the database looks like when a run is not disturbed. */
interface Undisturbed {
  readonly full: unknown;
  readonly empty: unknown;
}

interface Round extends Undisturbed {
  readonly site: CrashSite;
  /** Ends with a kill. */
  readonly kill: () => Promise<void>;
  readonly turn: number;
  /** Takes what was refused. */
  readonly refused: string[];
}

/** Kills a process at the chosen statements of `up` and of `down`, and runs again behind it. */
export async function crashMatrix(request: MatrixRequest): Promise<readonly MatrixRow[]> {
  const place = await Place.make(request.server, crashChain());
  const worker = new CrashWorker(place.site.url);
  try {
    const { url } = place.site;
    const ups = await worker.run({ url, direction: "up", at: -1, moment: "before" });
    const full = await place.site.look();
    const downs = await worker.run({ url, direction: "down", at: -1, moment: "before" });
    const empty = await place.site.look();
    await place.site.forget();
    const common = { request, place, worker, full, empty };
    return [
      await rowOf({ ...common, direction: "up", calls: ups ?? [], round: roundUp }),
      await rowOf({ ...common, direction: "down", calls: downs ?? [], round: roundDown }),
    ];
  } finally {
    await worker.close();
    await place.drop();
  }
}

/** Kills a process at the chosen statements of `down` on a migration that is half applied. */
export async function wayBackMatrix(request: MatrixRequest): Promise<MatrixRow> {
  const place = await Place.make(request.server, halfChain());
  const worker = new CrashWorker(place.site.url);
  try {
    await failUp(place.site);
    const full = await place.site.look();
    const job = { url: place.site.url, direction: "back" as const };
    const calls = (await worker.run({ ...job, at: -1, moment: "before" })) ?? [];
    const empty = await place.site.look();
    const common = { request, place, worker, full, empty };
    return await rowOf({ ...common, direction: "back", calls, round: roundBack });
  } finally {
    await worker.close();
    await place.drop();
  }
}

async function rowOf({
  request,
  place,
  worker,
  direction,
  calls,
  round,
  ...undisturbed
}: Undisturbed & {
  readonly request: MatrixRequest;
  readonly place: Place;
  readonly worker: CrashWorker;
  readonly direction: CrashDirection;
  readonly calls: readonly string[];
  readonly round: (round: Round) => Promise<void>;
}): Promise<MatrixRow> {
  const points = pointsOf(calls, request);
  const problems: string[] = [];
  const refused: string[] = [];
  for (const [turn, point] of points.entries()) {
    const text = `${direction} ${point.moment} ${point.at} ${point.sql.slice(0, 90)}`;
    request.progress?.(`${request.server.name} ${turn + 1}/${points.length} ${text}`);
    const { site } = place;
    const job = { url: site.url, direction, ...point };
    const kill = async (): Promise<void> => {
      expect(await worker.run(job), "it was not killed").to.equal(undefined);
    };
    try {
      await round({ site, kill, turn, refused, ...undisturbed });
    } catch (error) {
      problems.push(`${text}: ${reason(error)}`);
      request.progress?.(problems.at(-1) ?? "");
      await place.renew();
    }
  }
  const kills = points.length;
  const resumed = kills - problems.length;
  return { direction, statements: calls.length, kills, resumed, refused, problems };
}

/** What was cut off on its way up is finished by `up`, and undone by `down`. */
async function roundUp({ site, kill, turn, refused, full, empty }: Round): Promise<void> {
  await kill();
  if (turn % 2 === 0 || !(await goesBack(site, refused))) {
    await site.up();
    expect(await site.look()).to.deep.equal(full);
    await site.down();
  }
  expect(await site.look()).to.deep.equal(empty);
  await site.forget();
}

/** A run that was cut off on its way down is finished by either command. */
async function roundDown({ site, kill, turn, full, empty }: Round): Promise<void> {
  await site.up();
  await kill();
  if (turn % 2 === 1) await site.down();
  else {
    await site.up();
    expect(await site.look()).to.deep.equal(full);
    await site.down();
  }
  expect(await site.look()).to.deep.equal(empty);
  await site.forget();
}

/** So is one that was cut off while it undid what was half applied. */
async function roundBack({ site, kill, turn, full, empty }: Round): Promise<void> {
  await failUp(site);
  await kill();
  if (turn % 2 === 1) {
    await failUp(site);
    expect(await site.look()).to.deep.equal(full);
  }
  await site.down(HALF_TARGET);
  expect(await site.look()).to.deep.equal(empty);
}

/** @returns false when there is no way back from where it stopped, and nothing was undone. */
async function goesBack(site: CrashSite, refused: string[]): Promise<boolean> {
  const before = await site.look();
  try {
    await site.down();
    return true;
  } catch (error) {
    if (!(error instanceof MigrationError) || error.code !== "RUNNER_CUT_OPERATION") throw error;
    expect(await site.look()).to.deep.equal(before);
    refused.push(error.message);
    return false;
  }
}

async function failUp(site: CrashSite): Promise<void> {
  try {
    await site.up();
  } catch (error) {
    if (error instanceof MigrationError && error.message.includes("nowhere")) return;
    throw error;
  }
  throw new Error("the migration that cannot succeed did");
}

class Place {
  readonly #server: TestServer;
  readonly #chain: readonly Migration[];
  #test: TestDatabase;
  #site: CrashSite;

  private constructor(
    server: TestServer,
    chain: readonly Migration[],
    { test, site }: { readonly test: TestDatabase; readonly site: CrashSite },
  ) {
    this.#server = server;
    this.#chain = chain;
    this.#test = test;
    this.#site = site;
  }

  static async make(server: TestServer, chain: readonly Migration[]): Promise<Place> {
    return new Place(server, chain, await made(server, chain));
  }

  get site(): CrashSite {
    return this.#site;
  }

  /** The database is beyond repair: another one. */
  async renew(): Promise<void> {
    await this.drop();
    const { test, site } = await made(this.#server, this.#chain);
    this.#test = test;
    this.#site = site;
  }

  async drop(): Promise<void> {
    await this.#test.drop();
  }
}

async function made(server: TestServer, chain: readonly Migration[]) {
  const test = await server.create();
  return { test, site: await CrashSite.at(test, chain) };
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
