import { rmSync } from "node:fs";
import { join } from "node:path";
import { testTargets } from "../databases.js";
import { type CountingProxy, countingProxy } from "../runner/counting-proxy.js";

/** A database of one contestant, empty at first and again when it is emptied. */
export interface Place {
  readonly url: string;
  /** See `Contestant.trips`. */
  readonly trips?: () => number;
  empty(): Promise<void>;
  remove(): Promise<void>;
}

/** Makes databases of one kind, a file in the folder or one on a server. */
export type Places = (folder: string, delay: number) => Promise<Place>;

/** @returns the reason instead, when there is no such server. */
export function placesOf(kind: string): Places | string {
  if (kind === "sqlite") return async (folder) => fileIn(folder);
  const target = testTargets.find(({ name }) => name === kind);
  if (target === undefined) return `no database of this name`;
  const { server } = target;
  if (server === undefined) return target.reason;
  return async (_folder, delay) => {
    let database = await server.create();
    let proxy = await countingProxy(database.url, { delay });
    const remove = async (): Promise<void> => {
      await proxy.close();
      await database.drop();
    };
    return {
      get url() {
        return proxy.url;
      },
      trips: () => proxy.count(),
      remove,
      empty: async () => {
        await remove();
        database = await server.create();
        proxy = await countingProxy(database.url, { delay });
      },
    } satisfies Place & { readonly trips: CountingProxy["count"] };
  };
}

function fileIn(folder: string): Place {
  const file = join(folder, "bench.db");
  const empty = async (): Promise<void> => {
    for (const suffix of ["", "-wal", "-shm", "-journal"]) rmSync(file + suffix, { force: true });
  };
  return { url: `sqlite:${file}`, empty, remove: empty };
}
