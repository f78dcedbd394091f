#!/usr/bin/env node
"use strict";
// CommonJS: starting Node's loader of ES modules costs more than everything else up to the command line.
void require("../dist/src/cli/binary.cjs").runBinary(process.argv.slice(2));
