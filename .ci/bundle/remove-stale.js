// Removes from dist what was compiled from files that are gone: a test that was moved would run twice, and a module that was
// removed would be packed. It runs behind tsc, which only ever adds.
// Usage: node .ci/bundle/remove-stale.js [folder of the sources] [folder that tsc wrote]
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const sources = resolve(process.argv[2] ?? fileURLToPath(new URL("../..", import.meta.url)));
const dist = resolve(process.argv[3] ?? join(sources, "dist"));
/** What tsc makes of a source; anything else (the engine's images) is another's. */
const COMPILED = /(?:\.d\.([cm]?)ts|\.([cm]?)js(?:\.map)?)$/;

for (const folder of ["src", "symbols", "plugins", "test"]) {
  if (!existsSync(join(dist, folder))) continue;
  for (const file of readdirSync(join(dist, folder), { recursive: true })) {
    const [ending, declared, code] = COMPILED.exec(file) ?? [];
    if (ending === undefined) continue;
    const source = `${file.slice(0, -ending.length)}.${declared ?? code ?? ""}ts`;
    if (!existsSync(join(sources, folder, source))) rmSync(join(dist, folder, file));
  }
}
