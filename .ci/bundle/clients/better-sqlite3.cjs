"use strict";
module.exports =
  require("./installed.cjs")("better-sqlite3") && hasBinary()
    ? require("bundled:better-sqlite3")
    : require("better-sqlite3");

/** Where npm puts it; the package itself looks in a dozen places. */
function hasBinary() {
  try {
    require.resolve("better-sqlite3/build/Release/better_sqlite3.node");
    return true;
  } catch {
    return false;
  }
}
