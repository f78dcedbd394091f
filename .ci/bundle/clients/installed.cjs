"use strict";
// Whether what is installed of a client is what the bundle has of it: the client and the packages that it is made of,
// version by version. Where one of them was updated, what is installed is loaded, file by file.
const { readFileSync } = require("node:fs");
const { dirname, join } = require("node:path");

/** Written in by clients.js: client -> package -> version. */
const bundled = JSON.parse(BUNDLED_CLIENTS);

module.exports = function isInstalled(client) {
  try {
    const packages = dirname(dirname(require.resolve(`${client}/package.json`)));
    return Object.entries(bundled[client]).every(
      ([name, version]) =>
        JSON.parse(readFileSync(join(packages, name, "package.json"), "utf8")).version === version,
    );
  } catch {
    // It is not there, or lies elsewhere: loading it finds that out, and says so.
    return false;
  }
};
