// Bundles what the command line runs into files with V8's code cache beside them: `program.cjs` and
// what chunks.js names are the command line, the others are the threads and processes that it starts;
// and stores the image of the interpreter's engine. It runs behind tsc.
// Usage: node .ci/bundle/bundle.js [folder that tsc wrote, default dist]
// docs/decisions/0003-speed.md says why.
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, relative, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { atAddress } from "./at-address.js";
import {
  chunkNames,
  chunkPlugin,
  modulesOf,
  planChunks,
  recording,
  sharing,
  startOf,
  unrun,
  waitingPlugin,
} from "./chunks.js";
import { clients, outside } from "./clients.js";
import { licenses, noteLicenses } from "./licenses.js";

const dist = resolve(process.argv[2] ?? fileURLToPath(new URL("../../dist", import.meta.url)));
const target = join(dist, "bundle");
/** Beside the target, so that what is found relative to it is found from both. */
const made = join(dist, `bundle-${process.pid}`);
const here = (name) => fileURLToPath(new URL(name, import.meta.url));

/** What is native, or large and rarely needed. */
const external = [
  "better-sqlite3",
  "pg",
  "mysql2",
  "tedious",
  "esbuild",
  "@babel/*",
  "@clack/prompts",
  "sql-parser-cst",
  "@hpcc-js/wasm-graphviz",
];

/**
 * Modules look for files beside themselves: each keeps the address that it has in dist. Imports of
 * something computed (a plugin) go to the real `import`.
 */
const surroundings = {
  name: "surroundings",
  setup(builder) {
    builder.onLoad({ filter: /\.m?js$/ }, ({ path }) => {
      const text = readFileSync(path, "utf8");
      if (!/import\.meta\.url|\bimport\((?!["'])/.test(text)) return undefined;
      const address = relative(made, path).replaceAll("\\", "/");
      return { contents: atAddress(text, address), loader: "js" };
    });
  },
};

/** The programs that threads and processes of the tool run, and what sends their answers. */
const programs = {
  worker: { main: "src/interp/worker/main.js", port: '[workerData.port, "postMessage"]' },
  folder: { main: "src/check/folder-thread-main.js", port: '[workerData.port, "postMessage"]' },
  plan: { main: "src/cli/plan-thread-main.js" },
  rehearsal: { main: "src/cli/rehearsal-main.js" },
  sqlite: {
    main: "src/driver/sqlite-program.js",
    port: '[require("node:worker_threads").parentPort, "postMessage"]',
  },
};

/** Who starts which program: inside the bundle, the bundled one. */
const starterFiles = {
  "interp/host/engine-thread.js": "worker",
  "check/folder-thread.js": "folder",
  "cli/plan-job.js": "plan",
  "cli/rehearsal.js": "rehearsal",
  "driver/sqlite-station.js": "sqlite",
};

/** Programs that have most of their code in common are one bundle; each is run by its name in it. */
const SHARED = { name: "tenant", programs: ["folder", "plan", "rehearsal"] };

const starters = Object.entries(starterFiles).map(([file, name]) => {
  const main = basename(programs[name].main).replace(".", "\\.");
  return rewriting(new RegExp(`${file.replace("/", "[\\\\/]").replace(".", "\\.")}$`), [
    [
      new RegExp(`new URL\\("[./a-z]*/${main}", import\\.meta\\.url\\)`),
      `new URL("./${name}-start.cjs", __host.url)`,
    ],
  ]);
});

/** The entry of the bundle that several programs share. */
const shared = {
  name: "shared",
  setup(builder) {
    builder.onResolve({ filter: /^shared:/ }, ({ path }) => ({ path, namespace: "shared" }));
    builder.onLoad({ filter: /.*/, namespace: "shared" }, () => ({
      contents: SHARED.programs
        .map((name) => `exports.${name} = () => require("./${programs[name].main}");`)
        .join("\n"),
      resolveDir: dist,
    }));
  },
};

/** Sucrase's parts are required by computed names; a bundler needs to see them. */
const sucrase = rewriting(/worker[\\/]sucrase\.js$/, [
  [/const require = createRequire\(import\.meta\.url\);\s*const part = [^;]*;/, ""],
  [/\bpart\("([^"]+)"\)/g, 'require("sucrase/dist/$1.js")'],
]);

const stringWidth = {
  name: "string-width",
  setup(builder) {
    builder.onResolve({ filter: /^string-width$/ }, ({ kind }) =>
      kind === "require-call" ? undefined : { path: here("./string-width.js") },
    );
  },
};

/** Each replacement must find its place: a bundle that quietly does something else is worse than none. */
function rewriting(filter, replacements) {
  return {
    name: String(filter),
    setup(builder) {
      builder.onLoad({ filter }, ({ path }) => {
        let contents = readFileSync(path, "utf8");
        for (const [found, written] of replacements) {
          const changed = contents.replace(found, written);
          if (changed === contents) throw new Error(`${path} no longer has ${found}`);
          contents = changed;
        }
        return { contents, loader: "js" };
      });
    },
  };
}

const common = {
  outdir: made,
  outExtension: { ".js": ".cjs" },
  bundle: true,
  format: "cjs",
  platform: "node",
  target: "node20",
  charset: "ascii",
  // V8 takes no cached code for a script with an `import()` of its own; what is external is
  // CommonJS, which `require` also loads in half the time.
  supported: {
    "dynamic-import": false,
    // Else esbuild writes `new RegExp`, which is made although nothing uses it.
    "regexp-unicode-property-escapes": true,
  },
  // Names stay: they are shown in stacks, and keeping them by hand costs time at every start.
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "none",
  // What load.cjs calls; a script may not `return` or have a scope of its own otherwise.
  banner: { js: "(function (exports, require, module, __host) {" },
  footer: { js: "})" },
  external,
  logLevel: "error",
};
const plugins = [noteLicenses, stringWidth, ...starters, sucrase, surroundings];

async function bundle() {
  await build({
    ...common,
    entryPoints: {
      [SHARED.name]: `shared:${SHARED.name}`,
      worker: join(dist, programs.worker.main),
      sqlite: join(dist, programs.sqlite.main),
    },
    plugins: [shared, ...plugins],
  });
  cpSync(here("./load-bundle.cjs"), join(made, "load.cjs"));
}

/** The command line: as one file first, which says what a run needs, then as chunks. */
async function bundleProgram() {
  const start = join(dist, "src/cli/start.js");
  const { define, plugin } = await clients();
  const ours = [plugin, ...plugins];
  const program = {
    ...common,
    define,
    external: [...external, ...outside],
  };
  const whole = {
    ...program,
    minifySyntax: false,
    minifyWhitespace: false,
    stdin: { contents: startOf(start), resolveDir: dist },
  };
  const { metafile } = await build({ ...whole, write: false, metafile: true, plugins: ours });
  const modules = await modulesOf(metafile.inputs);
  await build({ ...whole, plugins: [waitingPlugin(modules), ...ours] });
  const file = join(made, "program.cjs");
  renameSync(join(made, "stdin.cjs"), file);
  writeFileSync(file, recording(readFileSync(file, "utf8")));
  const plan = planChunks(modules, { ...neededModules(), start: relative("", start) });
  for (const chunk of chunkNames) {
    await build({
      ...program,
      entryPoints: { [chunk]: `chunk:${chunk}` },
      plugins: [chunkPlugin(plan, chunk), ...ours],
    });
    const text = join(made, `${chunk}.cjs`);
    writeFileSync(text, sharing(readFileSync(text, "utf8")));
  }
}

/** The memory of an engine that has started, per profile; see docs/decisions/0012. */
async function storeImages() {
  const load = (path) => import(pathToFileURL(join(dist, "src/interp", path)).href);
  const [{ engineModule }, { defaultLimits }, { storeImage }] = await Promise.all(
    ["host/engine-module.js", "limits.js", "worker/image-store.js"].map(load),
  );
  const engine = await engineModule("release");
  for (const profile of ["open", "locked"]) {
    await storeImage({ profile, limits: defaultLimits(profile), variant: "release", ...engine });
  }
}

const UP = ["migrate", "up"];
const STATUS = ["migrate", "status"];
const DOWN = ["migrate", "down", "--steps", "1"];

/** One more migration (the first run has several, of which short ones share a COMMIT), for a run that begins at the snapshot of the one before. */
const MORE = { copy: ["later/0004_notes.ts", "migrations/0004_notes.ts"] };

/** One that is not only data, so that the engine is needed. */
const CODE = { copy: ["later/0005_tags.ts", "migrations/0005_tags.ts"] };

/** What a run uses that finds nothing to do, one that applies or takes back something, one that evaluates, and the help. */
function neededModules() {
  const folder = warmUpFolder();
  const file = join(made, "needed.json");
  const head = "globalThis.__made = new Set();";
  const tail = `fs.writeFileSync(${JSON.stringify(file)}, JSON.stringify([...globalThis.__made]));`;
  const neededBy = (commands) => {
    runCommands(commands, { folder, head, tail });
    return JSON.parse(readFileSync(file, "utf8"));
  };
  try {
    for (const name of Object.keys(programs)) {
      writeFileSync(join(made, `${name}-start.cjs`), starterOf(name));
    }
    const first = neededBy([UP]);
    const program = neededBy([STATUS, UP]);
    const run = [...first, ...neededBy([MORE, UP])];
    const down = neededBy([DOWN, UP]);
    return { program, run, down, engine: neededBy([CODE, UP]), help: neededBy([["--help"]]) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
    rmSync(file, { force: true });
  }
}

function warmUpFolder() {
  const folder = mkdtempSync(join(tmpdir(), "mm-bundle-"));
  cpSync(here("./warm-up"), folder, { recursive: true });
  return folder;
}

/** Chunks that nearly every run loads. */
const OFTEN = ["program", "run"];

/** In one process, with code of ours around it. */
function runCommands(commands, { folder, head, tail }) {
  const driver = join(made, "driver.cjs");
  writeFileSync(
    driver,
    `const fs = require("node:fs"); const { load } = require("./load.cjs"); ${head}
const program = load("program");
(async () => {
  for (const argv of ${JSON.stringify(commands)}) {
    if (argv.copy !== undefined) {
      fs.copyFileSync(...argv.copy);
      continue;
    }
    await program.exports.start(argv, { name: "mm", nativeFolder: undefined, ownSymbols: true });
    if (process.exitCode) return;
  }
  ${tail}
})();`,
  );
  const { status, stderr } = spawnSync(process.execPath, [driver], {
    cwd: folder,
    encoding: "utf8",
    env: { PATH: process.env.PATH, NO_COLOR: "1", XDG_CACHE_HOME: join(folder, "cache") },
  });
  rmSync(driver);
  if (status !== 0) throw new Error(`the bundle does not run:\n${stderr}`);
}

/**
 * Runs the commands that matter once and keeps what V8 compiled for them. That also proves that
 * the bundle works.
 */
function warmUp() {
  const keep = (name) => JSON.stringify(join(made, `${name}.cache`));
  // A thread is ended as soon as its answer is there, so what was compiled is kept before that.
  const recorder = (name) => `
const fs = require("node:fs"); const { load } = require("./load.cjs");
const { workerData } = require("node:worker_threads");
const [port, method] = ${programs[name].port};
let loaded;
const send = port[method].bind(port);
port[method] = (...message) => {
  fs.writeFileSync(${keep(bundleOf(name))}, loaded.script.createCachedData());
  send(...message);
};
loaded = load("${bundleOf(name)}");
${runOf(name)}`;
  // What is new, what is unchanged, and what is remembered but not applied.
  const commands = [["--help"], UP, STATUS, UP, ["migrate", "down", "--steps", "2"], UP];
  commands.push(MORE, UP, CODE, UP, DOWN, UP, ["check"]);
  // What nearly every run loads has the code of those alone: V8 reads all that is kept at once.
  const often = [UP, STATUS, UP, MORE, UP];
  // V8 takes the code where the flags are those of now, so they are put back before it is written.
  const tailFor = (
    names,
  ) => `const v8 = require("node:v8"); const { compile } = require("./load.cjs");
  for (const [name, file] of [${names.map((name) => `["${name}", ${keep(name)}]`)}]) {
    const isRun = !${JSON.stringify(unrun)}.includes(name);
    if (!isRun) v8.setFlagsFromString("--no-lazy");
    const script = isRun ? load(name).script : compile(name);
    v8.setFlagsFromString("--lazy");
    fs.writeFileSync(file, script.createCachedData());
  }`;
  const run = (some, names) => {
    const folder = warmUpFolder();
    try {
      runCommands(some, { folder, head: "", tail: tailFor(names) });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
  for (const name of Object.keys(programs)) {
    const code = programs[name].port === undefined ? starterOf(name) : recorder(name);
    writeFileSync(join(made, `${name}-start.cjs`), code);
  }
  run(commands, chunkNames);
  // Else they would begin with the code that was kept just now.
  for (const name of OFTEN) rmSync(join(made, `${name}.cache`));
  run(often, OFTEN);
  for (const name of Object.keys(programs)) {
    writeFileSync(join(made, `${name}-start.cjs`), starterOf(name));
  }
}

function bundleOf(name) {
  return SHARED.programs.includes(name) ? SHARED.name : name;
}

/** A bundle of its own has run as soon as it is loaded. */
function runOf(name) {
  return SHARED.programs.includes(name) ? `loaded.exports.${name}();` : "";
}

function starterOf(name) {
  return `"use strict";\nconst loaded = require("./load.cjs").load("${bundleOf(name)}");\n${runOf(name)}\n`;
}

try {
  await Promise.all([bundle(), storeImages()]);
  await bundleProgram();
  writeFileSync(join(made, "LICENSES.txt"), licenses());
  warmUp();
  rmSync(target, { recursive: true, force: true });
  renameSync(made, target);
} catch (error) {
  // The tool also runs without it; who asked for the bundle sees the status.
  process.stderr.write(`no bundle: ${error.message}\n`);
  rmSync(target, { recursive: true, force: true });
  process.exitCode = 1;
} finally {
  rmSync(made, { recursive: true, force: true });
}
