"use strict";
// Copied into dist/bundle as load.cjs. Runs a bundle with the code that V8 compiled when it was
// built; another Node than the one of the build compiles anew.
const { readFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const { join } = require("node:path");
const { pathToFileURL } = require("node:url");
const { Script } = require("node:vm");

/** Several bundles of one program have a module once, in one of them. */
const loaded = new Map();
let required;

/** @returns {{ script: Script, exports: any }} what the bundle exports. */
function load(name) {
  const known = loaded.get(name);
  if (known !== undefined) return known;
  const filename = fileOf(name);
  const script = compile(name, cacheOf(join(__dirname, `${name}.cache`)));
  const module = { exports: {} };
  const run = script.runInThisContext();
  // All are in one folder, and each has its own address where it asks for it.
  required ??= createRequire(filename);
  run(module.exports, required, module, {
    get url() {
      return pathToFileURL(filename).href;
    },
    import: (specifier) => import(specifier),
    from: (chunk, path) => load(chunk).exports.modules[path](),
    waiting,
    isStand: (module) => stands.has(module),
    esModule: (module) => Object.defineProperty(module, "__esModule", { value: true }),
  });
  const result = { script, exports: module.exports };
  loaded.set(name, result);
  return result;
}

/** @returns the script of a bundle, not run. */
function compile(name, cachedData) {
  return new Script(readFileSync(fileOf(name), "latin1"), {
    // Compiled code keeps the name that it was compiled with: stacks would show the folder of the build.
    filename: `makemigrations/dist/bundle/${name}.cjs`,
    cachedData,
  });
}

function fileOf(name) {
  return join(__dirname, `${name}.cjs`);
}

/** What stands for a module: all that import it share one. */
const stands = new WeakSet();

/** A module with these exports that is loaded when one of them is used. */
function waiting(loadIt, names) {
  let there;
  // Without a prototype it is a table, to which names are added in a fraction of the time.
  const stand = Object.create(null);
  stand.__esModule = true;
  for (const name of names.split(" ")) {
    const get = () => {
      there ??= loadIt();
      const value = there[name];
      // Nothing that is exported changes (chunks.js sees to that); what is not there yet is being made.
      if (value !== undefined) Object.defineProperty(stand, name, { value, enumerable: true });
      return value;
    };
    Object.defineProperty(stand, name, { get, enumerable: true, configurable: true });
  }
  stands.add(stand);
  return stand;
}

function cacheOf(path) {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

module.exports = { load, loaded, compile };
