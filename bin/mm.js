#!/usr/bin/env node
import { runBinary } from "../dist/src/cli/binary.js";

await runBinary(process.argv.slice(2));
