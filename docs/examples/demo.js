// `npm run demo`: the example shop, up, looked at, and down again.
// Another database: npm run demo -- --database-url postgresql://postgres@127.0.0.1:5432/test
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const shop = fileURLToPath(new URL("./shop/", import.meta.url));
const mm = fileURLToPath(new URL("../../bin/mm.cjs", import.meta.url));
const uuidPlugin = "makemigrations/plugins/uuid";
const scratch = mkdtempSync(join(tmpdir(), "mm-demo-"));

const { values } = parseArgs({ options: { "database-url": { type: "string" } } });
const url = values["database-url"] ?? `sqlite:${join(scratch, "shop.db")}`;

try {
  for (const command of ["up", "status", "dag", "down --to zero", "status"]) {
    run(command.split(" "));
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** @param {string[]} parameters what follows `mm migrate` */
function run(parameters) {
  const shown = url.replace(/:[^:@/]+@/, ":***@");
  console.log(
    `\n$ mm migrate ${parameters.join(" ")} --plugin ${uuidPlugin} --database-url ${shown}`,
  );
  const result = spawnSync(
    process.execPath,
    [mm, "migrate", ...parameters, "--plugin", uuidPlugin, "--database-url", url],
    { cwd: shop, stdio: "inherit" },
  );
  if (result.status !== 0) process.exit(result.status ?? 1);
}
