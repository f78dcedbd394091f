"use strict";
// Whether what is installed of a client is what the bundle has of it: the client and the packages that it is made of,
// version by version, and the size of each file, which a patch made in place changes. Where anything differs, what is
// installed is loaded, file by file.
const { readFileSync, statSync } = require("node:fs");
const { dirname, join } = require("node:path");

/** Written in by clients.js: client -> package -> version, and file -> bytes. */
const bundled = JSON.parse(BUNDLED_CLIENTS);

module.exports = function isInstalled(client) {
  try {
    const packages = dirname(dirname(require.resolve(`${client}/package.json`)));
    const there = (name) => join(packages, name);
    const versionOf = (name) =>
      JSON.parse(readFileSync(there(`${name}/package.json`), "utf8")).version;
    const { versions, sizes } = bundled[client];
    return (
      Object.entries(versions).every(([name, version]) => versionOf(name) === version) &&
      Object.entries(sizes).every(([file, size]) => statSync(there(file)).size === size)
    );
  } catch {
    // It is not there, or lies elsewhere: loading it finds that out, and says so.
    return false;
  }
};
