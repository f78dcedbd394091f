// The clients of the databases in the bundle: their own JavaScript, of a hundred files for some, with V8's compiled code. It runs
// where the same versions are installed, else what is installed does (clients/installed.cjs); what is native is always
// what is installed. docs/decisions/0043-pay-for-what-is-used.md says why.
import { existsSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const { resolve } = createRequire(import.meta.url);
/** Client -> what is imported of it. */
const CLIENTS = { "better-sqlite3": "better-sqlite3", pg: "pg", mysql2: "mysql2/promise" };
/** Left to what is installed: what is native, or for another runtime. */
export const outside = ["pg-native", "pg-cloudflare", "cardinal", "bindings"];
/** Tables of encodings that hardly any database has. */
export const RARE = /[\\/]iconv-lite[\\/]encodings[\\/]tables[\\/]/;

/** What is installed where the bundle is made. */
const present = Object.keys(CLIENTS).filter((client) => {
  try {
    return existsSync(resolve(`${client}/package.json`));
  } catch {
    return false;
  }
});

/** The file that stands for a client, as a module of the bundle. */
export function standsFor(client) {
  return new RegExp(`[\\\\/]clients[\\\\/]${client}\\.cjs$`);
}

/** What the build of the command line needs beside its own plugins. */
export async function clients() {
  const bundled = {};
  for (const client of present) bundled[client] = await packagesOf(CLIENTS[client]);
  return {
    define: { BUNDLED_CLIENTS: JSON.stringify(JSON.stringify(bundled)) },
    plugin: { name: "clients", setup },
  };
}

function setup(builder) {
  const words = present.map((client) => CLIENTS[client].replace("/", "\\/")).join("|");
  builder.onResolve({ filter: new RegExp(`^(?:${words})$`) }, ({ path, kind }) =>
    kind === "dynamic-import" ? { path: fileOf(path.replace(/\/.*/, "")) } : undefined,
  );
  builder.onResolve({ filter: /^bundled:/ }, ({ path }) => ({
    path: resolve(path.replace("bundled:", "")),
  }));
  builder.onLoad({ filter: /better-sqlite3[\\/]lib[\\/]database\.js$/ }, ({ path }) => {
    const text = readFileSync(path, "utf8");
    const contents = text.replace(
      "require('bindings')('better_sqlite3.node')",
      'require("better-sqlite3/build/Release/better_sqlite3.node")',
    );
    if (contents === text) throw new Error(`${path} finds its binary in another way`);
    return { contents, loader: "js" };
  });
}

function fileOf(client) {
  return fileURLToPath(new URL(`./clients/${client}.cjs`, import.meta.url));
}

/** Of all that is bundled with an import: package -> version, and file -> bytes. */
async function packagesOf(imported) {
  const { metafile } = await build({
    entryPoints: [resolve(imported)],
    bundle: true,
    platform: "node",
    write: false,
    metafile: true,
    outdir: "unwritten",
    external: outside,
    logLevel: "error",
  });
  const versions = {};
  const sizes = {};
  for (const path of Object.keys(metafile.inputs)) {
    const [, folder, name, file] =
      /^(.*node_modules[\\/])((?:@[^\\/]+[\\/])?[^\\/]+)(.*)$/.exec(path) ?? [];
    if (name === undefined) continue;
    const { version } = JSON.parse(readFileSync(join(folder, name, "package.json"), "utf8"));
    versions[name.replaceAll("\\", "/")] = version;
    sizes[(name + file).replaceAll("\\", "/")] = statSync(path).size;
  }
  return { versions, sizes };
}
