"use strict";
module.exports = require("./installed.cjs")("mysql2")
  ? require("bundled:mysql2/promise")
  : require("mysql2/promise");
