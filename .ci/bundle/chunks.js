// The command line in a few files, so that a command loads and V8 reads what it uses: `program` is
// what a run with nothing to do needs, `yaml` what reads a configuration, `run` what reads, plans
// and applies, `engine` what evaluates, `servers` the databases that are not a file, `rest` everything else. A module exists
// once: what another chunk has is asked of that chunk.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { build } from "esbuild";

/** In the order in which a module is looked for in them. */
export const chunkNames = ["yaml", "program", "run", "engine", "servers", "rest"];

const YAML = /node_modules[\\/]yaml[\\/]/;
const SERVERS = /[\\/]src[\\/](?:dialect|driver)[\\/](?:postgresql|mysql|mariadb|sqlserver)/;

/** How the helpers that esbuild writes make a module when it is asked for first. */
const MAKES = /\(0, (\w+)\[(__getOwnPropNames\(\1\)\[0\])\]\)/g;

/** The text of a bundle, made to say in `__made` which modules were needed. */
export function recording(text) {
  const written = text.replace(MAKES, "(0, $1[globalThis.__made.add($2), $2])");
  if (written === text) throw new Error("esbuild makes modules in another way now");
  return written;
}

/**
 * Which module is in which chunk, and what each must hand to the others.
 *
 * @param inputs of esbuild's metafile.
 * @param about which were needed with nothing to do, to apply something and to evaluate, and the one that starts all.
 */
export function planChunks(inputs, { program, run, engine, start }) {
  const alike = (pattern) => Object.keys(inputs).filter((name) => pattern.test(name));
  const sets = [alike(YAML), program, run, engine, alike(SERVERS)].map((names) =>
    withImports(inputs, names),
  );
  const chunkOf = new Map();
  for (const name of Object.keys(inputs)) {
    const at = sets.findIndex((names) => names.has(name));
    chunkOf.set(name, chunkNames.at(at));
  }
  const handed = new Map(chunkNames.map((chunk) => [chunk, new Set()]));
  handed.get("program").add(start);
  for (const [name, { imports }] of Object.entries(inputs)) {
    for (const { path, external } of imports) {
      const chunk = external ? undefined : chunkOf.get(path);
      if (chunk !== undefined && chunk !== chunkOf.get(name)) handed.get(chunk).add(path);
    }
  }
  return { inputs, chunkOf, handed, start };
}

/** These modules and what they import as they are loaded. */
function withImports(inputs, names) {
  const found = new Set();
  const open = [...names];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (found.has(name) || inputs[name] === undefined) continue;
    found.add(name);
    for (const { path, kind } of inputs[name].imports) {
      if (kind === "import-statement") open.push(path);
    }
  }
  return found;
}

/** Lets the entry `chunk:<name>` be one chunk of the plan. */
export function chunkPlugin(plan, chunk) {
  const { inputs, chunkOf } = plan;
  const nameOf = new Map(Object.keys(inputs).map((name) => [resolve(name), name]));
  return {
    name: `chunk-${chunk}`,
    setup(builder) {
      builder.onResolve({ filter: /./ }, async ({ path, pluginData, ...about }) => {
        if (path.startsWith("chunk:")) return { path, namespace: "chunk" };
        if (pluginData === "resolved") return undefined;
        const found = await builder.resolve(path, { ...about, pluginData: "resolved" });
        const name = nameOf.get(found.path);
        const other = found.external || name === undefined ? chunk : chunkOf.get(name);
        if (other === chunk || about.namespace === "chunk") return found;
        return { path: name, namespace: "elsewhere", pluginData: other };
      });
      builder.onLoad({ filter: /./, namespace: "chunk" }, () => ({
        contents: entryOf(plan, chunk),
        resolveDir: process.cwd(),
      }));
      builder.onLoad({ filter: /./, namespace: "elsewhere" }, async ({ path, pluginData }) => ({
        contents: await standIn(path, pluginData, inputs[path].format),
      }));
    },
  };
}

function entryOf({ handed, chunkOf, start }, chunk) {
  const lines = [...handed.get(chunk)]
    .sort()
    .map((name) => `${JSON.stringify(name)}: () => require(${JSON.stringify(resolve(name))}),`);
  const modules = `exports.modules = {\n${lines.join("\n")}\n};`;
  return chunkOf.get(start) === chunk ? `${modules}\n${startOf(start)}` : modules;
}

/** What starts the program. */
export function startOf(path) {
  return `exports.start = (...given) => require(${JSON.stringify(resolve(path))}).start(...given);`;
}

/** What stands in a chunk for a module of another one. */
async function standIn(name, chunk, format) {
  const there = `__host.from(${JSON.stringify(chunk)}, ${JSON.stringify(name)})`;
  if (format !== "esm") return `module.exports = ${there};`;
  const names = await exportsOf(name);
  const own = names.filter((one) => one !== "default");
  return [
    `const there = ${there};`,
    own.length === 0 ? "" : `export const { ${own.join(", ")} } = there;`,
    names.includes("default") ? "export default there.default;" : "",
  ].join("\n");
}

async function exportsOf(name) {
  const { metafile } = await build({
    entryPoints: [name],
    outdir: "unwritten",
    write: false,
    format: "esm",
    metafile: true,
    logLevel: "error",
  });
  // The names of others would be missing, and a binding that changes would not change here.
  if (/^export (?:\*|let\b)/m.test(readFileSync(name, "utf8"))) {
    throw new Error(`${name} cannot be handed to another chunk`);
  }
  return Object.values(metafile.outputs)[0].exports;
}
