import { PostgresqlWorkbench } from "./postgresql-workbench.js";

/** One database for the suite, empty again before each of its tests. */
export function suiteBench(): { readonly bench: PostgresqlWorkbench } {
  let opened: PostgresqlWorkbench | undefined;

  before(async () => {
    opened = await PostgresqlWorkbench.open();
  });

  beforeEach(async () => {
    await opened?.reset();
  });

  after(async () => {
    await opened?.close();
  });

  return {
    get bench() {
      if (opened === undefined) throw new Error("the suite has not begun");
      return opened;
    },
  };
}

/** The error of the server that the work ends with. */
