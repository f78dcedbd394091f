import { register } from "node:module";
import { loadNatively } from "../../src/loader/native.js";
import { planTexts } from "./plan-texts.js";

// A process of its own: the hooks stay with it, and so do the modules that the files import.
register("./native-hooks.js", import.meta.url);
const { registry, warnings } = await loadNatively({ directory: process.argv[2] ?? "" });
const texts = await planTexts([...registry]);
process.stdout.write(JSON.stringify({ texts, warnings: warnings.map(({ code }) => code) }));
