import { randomBytes } from "node:crypto";
import { dropDatabases } from "./databases.js";
import { databasePrefix } from "./driver/fresh-database.js";

/** Mocha calls it once, before the processes start that run the files. */
export function mochaGlobalSetup(): void {
  process.env.MM_TEST_RUN = randomBytes(4).toString("hex");
}

/** A test that fails may leave databases; those of another run beside this one are not ours. */
export async function mochaGlobalTeardown(): Promise<void> {
  const left = await dropDatabases(databasePrefix());
  if (left.length > 0) process.stderr.write(`Tests left databases: ${left.join(", ")}\n`);
}
