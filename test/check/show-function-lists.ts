import { testTargets } from "../databases.js";
import { functionLists, installExtensions } from "./function-lists.js";

for (const { name, server } of testTargets) {
  if (server === undefined) continue;
  const database = await server.create();
  try {
    const connection = await database.connect();
    if (name === "postgresql") {
      console.log(`extensions: ${(await installExtensions(connection)).join(" ")}`);
    }
    const { usual, named } = await functionLists(connection, name);
    console.log(`\n${name}, allowed by itself (${usual.length}): ${usual.join(" ")}`);
    console.log(`\n${name}, only by name (${named.length}): ${named.join(" ")}`);
  } finally {
    await database.drop();
  }
}
