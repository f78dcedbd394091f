import { writeFileSync } from "node:fs";
import { operationTypes } from "../src/operation/index.js";
import { generateMakemigrations } from "./generate-makemigrations.js";

// Run as `node dist/symbols/write-makemigrations.js` from the root of the repository.
writeFileSync("symbols/guest/makemigrations.ts", generateMakemigrations(operationTypes));
