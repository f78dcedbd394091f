"use strict";
module.exports = require("./installed.cjs")("pg") ? require("bundled:pg") : require("pg");
