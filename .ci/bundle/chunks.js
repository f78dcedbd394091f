// The command line in a few files, so that a command loads and V8 reads what it uses: `program` is
// what a run with nothing to do uses, `yaml` what reads a configuration, `commands` what the other
// commands are called and take, `run` what reads, plans and applies, `engine` what evaluates,
// `server`, `postgresql` and `mysql` what `up` calls there, `servers` the rest of them, `help` what shows the help, `more` what takes back,
// and what those import and did not use, `rest` everything else. A module exists once: what another
// chunk has is asked of that chunk, at the first use of it, not when the importing module is loaded.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { build } from "esbuild";
import { RARE, standsFor } from "./clients.js";

/** In the order in which a module is looked for in them. */
export const chunkNames = [
  "yaml",
  "program",
  "commands",
  "run",
  "engine",
  "server",
  "postgresql",
  "mysql",
  "servers",
  "help",
  "more",
  "rest",
];

const YAML = /node_modules[\\/]yaml[\\/]/;
/** The databases that are not a file. */
const SERVERS = /[\\/]src[\\/](?:dialect|driver)[\\/](?:postgresql|mysql|mariadb|sqlserver)/;
/**
 * What `up` calls on a server, for all of them and for each. There is no server where the bundle is made, so these are lists: what is
 * missing is in a chunk that is loaded as well then. To see it, print `load.cjs`'s `loaded` behind a run.
 */
const SERVER = parts({
  dialect: "acquire-lock|retry|same-values",
  driver: "connect-time|early-socket|json-text|tls-word",
  text: "sql-brackets",
});
const POSTGRESQL = parts({
  "dialect/postgresql":
    "changes|columns|counters?|databases|ddl|dialect|editor|enum-name|expected|lock|longest-name|probes|rows|session|sql-rules|table-options|timeouts|types",
  driver: "postgresql-(?!borrowed)[a-z]+",
});
const MYSQL = parts({
  "dialect/mysql":
    "changes|column-default|columns|databases|ddl|dialect|editor|expected|expression|lock|notices|options|probe|rows|server|session|sql-rules|text-literal|timeouts|trigger|types",
  driver: "mysql-(?!borrowed)[a-z]+",
  runner: "run/journaled-run|session/session-replay",
  text: "session-statement",
});
/** The chunks of which nothing runs when the bundle is made: all of it is compiled. */
export const unrun = ["server", "postgresql", "mysql"];
const COMMANDS = /[\\/]src[\\/]cli[\\/]commands[\\/]/;
/** Pure functions without state: each chunk has a copy of those that it uses. */
const COPIED = /node_modules[\\/]valibot[\\/]/;
const PACKAGES = /(?:^|[\\/])node_modules[\\/]/;

/** How the helpers that esbuild writes make a module when it is asked for first. */
const MAKES = /\(0, (\w+)\[(__getOwnPropNames\(\1\)\[0\])\]\)/g;

/** Modules of ours, by folder. */
function parts(files) {
  const each = Object.entries(files).map(([folder, names]) => `${folder}/(?:${names})`);
  return new RegExp(`/src/(?:${each.join("|")})\\.js$`.replaceAll("/", "[\\\\/]"));
}

/** The text of a bundle, made to say in `__made` which modules were needed. */
export function recording(text) {
  const written = text.replace(MAKES, "(0, $1[globalThis.__made.add($2), $2])");
  if (written === text) throw new Error("esbuild makes modules in another way now");
  return written;
}

/** Helpers of esbuild that copy exports getter by getter, and what need not be copied: a stand-in, and what a chunk hands out. */
const COPYING = [
  ["__toESM=", "(mod,isNodeMode,target)=>", "__host.isStand(mod)?mod:"],
  ["__toCommonJS=", "mod=>", 'typeof mod=="object"?__host.esModule(mod):'],
];

/**
 * The text of a chunk, whose importing modules share what stands for another one; the exports of a module are
 * a table, as a stand-in is.
 */
export function sharing(text) {
  const tables = text.replaceAll("_exports={};__export(", "_exports=__create(null);__export(");
  return COPYING.reduce((before, [name, parameters, first]) => {
    const at = before.indexOf(name) + name.length;
    if (at < name.length) return before;
    if (!before.startsWith(parameters, at))
      throw new Error(`esbuild writes ${name} in another way`);
    const body = at + parameters.length;
    return before.slice(0, body) + first + before.slice(body);
  }, tables);
}

/**
 * The modules of a bundle and what they export.
 *
 * @param inputs of esbuild's metafile.
 */
export async function modulesOf(inputs) {
  const { metafile } = await build({
    entryPoints: Object.keys(inputs).filter((name) => inputs[name].format === "esm"),
    outdir: "unwritten",
    write: false,
    format: "esm",
    metafile: true,
    logLevel: "error",
  });
  const modules = new Map(Object.entries(inputs).map(([name, about]) => [name, { ...about }]));
  for (const { entryPoint, exports } of Object.values(metafile.outputs)) {
    modules.get(entryPoint).exports = exports;
  }
  return modules;
}

/**
 * Which module is in which chunk, and what each must hand to the others.
 *
 * @param modules see {@link modulesOf}.
 * @param about which were used with nothing to do, to apply and to take back something, to evaluate and to help, and the one that starts all.
 */
export function planChunks(modules, { program, run, down, engine, help, start }) {
  const alike = (pattern) => [...modules.keys()].filter((name) => pattern.test(name));
  const sets = [
    withImports(modules, alike(YAML)),
    withPackages(modules, program),
    new Set(alike(COMMANDS)),
    withPackages(modules, run),
    withPackages(modules, engine),
    new Set(alike(SERVER)),
    new Set([...alike(POSTGRESQL), ...withRequired(modules, alike(standsFor("pg")))]),
    new Set([...alike(MYSQL), ...withRequired(modules, alike(standsFor("mysql2")))]),
    withImports(modules, alike(SERVERS)),
    withPackages(modules, help),
    withImports(modules, [...program, ...run, ...down, ...engine]),
  ];
  const chunkOf = new Map();
  for (const name of modules.keys()) {
    const at = sets.findIndex((names) => names.has(name));
    chunkOf.set(name, chunkNames.at(at));
  }
  const handed = new Map(chunkNames.map((chunk) => [chunk, new Set()]));
  handed.get("program").add(start);
  for (const [name, { imports }] of modules) {
    for (const { path, external } of imports) {
      const chunk = external || COPIED.test(path) ? undefined : chunkOf.get(path);
      if (chunk !== undefined && chunk !== chunkOf.get(name)) handed.get(chunk).add(path);
    }
  }
  return { modules, chunkOf, handed, start };
}

/** These modules and what they require, but for what is rarely needed. */
function withRequired(modules, names) {
  const follows = (_from, to) => !RARE.test(to);
  return withImports(modules, names, follows, "require-call");
}

/** These modules and what they import as they are loaded. */
function withImports(modules, names, follows = () => true, how = "import-statement") {
  const found = new Set();
  const open = [...names];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (found.has(name) || !modules.has(name)) continue;
    found.add(name);
    for (const { path, kind } of modules.get(name).imports) {
      if (kind === how && follows(name, path)) open.push(path);
    }
  }
  return found;
}

/** A module of ours waits until it is used; a package is loaded with what imports it. */
function withPackages(modules, names) {
  return withImports(modules, names, (from, to) => !waits(modules, from, to));
}

/**
 * Whether an import is first loaded when something of it is used. Modules of ours do nothing when
 * they are loaded, so it makes no difference when that is.
 */
function waits(modules, from, to) {
  const { format, exports = [] } = modules.get(to) ?? {};
  const whole = format === "esm" && !exports.includes("default") && !COPIED.test(to);
  return whole && !PACKAGES.test(from);
}

/** The whole command line in one file, in which only what is used is loaded. */
export function waitingPlugin(modules) {
  return pluginOf("waiting", modules, (from, to) =>
    waits(modules, from, to) ? `require(${JSON.stringify(resolve(to))})` : undefined,
  );
}

/** Lets the entry `chunk:<name>` be one chunk of the plan. */
export function chunkPlugin(plan, chunk) {
  const { modules, chunkOf } = plan;
  const { setup } = pluginOf(`chunk-${chunk}`, modules, (_from, to) => {
    const other = chunkOf.get(to);
    return other === chunk || COPIED.test(to)
      ? undefined
      : `__host.from(${JSON.stringify(other)}, ${JSON.stringify(to)})`;
  });
  return {
    name: `chunk-${chunk}`,
    setup(builder) {
      builder.onResolve({ filter: /^chunk:/ }, ({ path }) => ({ path, namespace: "chunk" }));
      builder.onLoad({ filter: /./, namespace: "chunk" }, () => ({
        contents: entryOf(plan, chunk),
        resolveDir: process.cwd(),
      }));
      setup(builder);
    },
  };
}

/** @param thereOf the expression that loads a module for another one; undefined where it is simply imported. */
function pluginOf(name, modules, thereOf) {
  const nameOf = new Map([...modules.keys()].map((one) => [resolve(one), one]));
  return {
    name,
    setup(builder) {
      builder.onResolve({ filter: /./ }, async ({ path, pluginData, ...about }) => {
        if (pluginData === "resolved" || about.kind === "entry-point") return undefined;
        const found = await builder.resolve(path, { ...about, pluginData: "resolved" });
        const to = found.external ? undefined : nameOf.get(found.path);
        const from = nameOf.get(about.importer);
        if (to === undefined || from === undefined) return found;
        const there = thereOf(from, to);
        if (there === undefined) return found;
        return waits(modules, from, to) && about.kind === "import-statement"
          ? // esbuild takes what ends in .mjs for a module whose exports are known.
            { path: `${to}.cjs`, namespace: "waits", pluginData: { to, there } }
          : { path: to, namespace: "elsewhere", pluginData: { to, there } };
      });
      for (const [namespace, write] of [
        ["elsewhere", loadedAtOnce],
        ["waits", loadedAtFirstUse],
      ]) {
        builder.onLoad({ filter: /./, namespace }, ({ pluginData: { to, there } }) => {
          assertNamed(to);
          return { contents: write(modules.get(to), there), resolveDir: process.cwd() };
        });
      }
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

/** The names of others would be missing, and a binding that changes would not change elsewhere. */
function assertNamed(name) {
  if (/^export (?:\*|let\b)/m.test(readFileSync(name, "utf8"))) {
    throw new Error(`${name} cannot be handed to another chunk`);
  }
}

/** What stands for a module that is imported once it is asked for, or of a package. */
function loadedAtOnce({ format, exports }, there) {
  if (format !== "esm") return `module.exports = ${there};`;
  const own = exports.filter((one) => one !== "default");
  return [
    `const there = ${there};`,
    own.length === 0 ? "" : `export const { ${own.join(", ")} } = there;`,
    exports.includes("default") ? "export default there.default;" : "",
  ].join("\n");
}

/** esbuild reads a property of such a module where the importing one uses the name. */
function loadedAtFirstUse({ exports }, there) {
  return `module.exports = __host.waiting(() => ${there}, ${JSON.stringify(exports.join(" "))});`;
}
