import type { Connection } from "../driver/driver.js";
import type { UrlDatabase } from "../runner/session/open-database.js";

/** A database whose first session begins while the one who is going to use it is still getting ready. */
export interface OpenedAhead {
  readonly database: UrlDatabase;
  /** Nothing is going to be opened any more; what nothing has used is closed when it is there. */
  leave(): void;
}

/** A server answers while the rest of the program is loaded. A file has no answer to wait for. */
export async function connectAhead(
  database: UrlDatabase | undefined,
  { wait = 0 }: { readonly wait?: number },
): Promise<OpenedAhead | undefined> {
  // One that is not there yet would be tried for as long, whatever becomes of the run.
  if (database === undefined || database.dialect.features.embedded || wait > 0) return undefined;
  const ahead = openedAhead(database);
  await letThrough(ahead);
  return ahead;
}

/** Dials, or answers what the server has said by now, before more of the program is loaded. */
export async function letThrough(ahead: OpenedAhead | undefined): Promise<void> {
  if (ahead !== undefined) await new Promise((resolve) => setImmediate(resolve));
}

/** What is wrong with the session is told to the one who opens it. */
function openedAhead(database: UrlDatabase): OpenedAhead {
  let ahead: Promise<Connection> | undefined = database.open({ readOnly: false });
  ahead.catch(() => undefined);
  const take = (): Promise<Connection> | undefined => {
    const taken = ahead;
    ahead = undefined;
    return taken;
  };
  return {
    database: {
      ...database,
      open: async (options) =>
        await ((options.forLock === true ? undefined : take()) ?? database.open(options)),
    },
    leave: () => {
      take()?.then(
        (connection) => connection.close(),
        () => undefined,
      );
    },
  };
}
