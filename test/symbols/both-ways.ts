import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Interpreter } from "../../src/interp/interpreter.js";
import type { Profile } from "../../src/interp/limits.js";
import { builtIn, type SymbolMap } from "../../symbols/index.js";

/** What to run: a module that calls `show(...)` with strings. */
export interface Program {
  /** Import statements. */
  readonly imports: string;
  /** Expressions; a thrown error counts as its name, code and message. */
  readonly expressions: readonly string[];
  readonly profile?: Profile;
  readonly symbols?: SymbolMap;
}

/** The results of the expressions as JSON texts, from the sandbox. */
export async function inSandbox(program: Program): Promise<readonly string[]> {
  const interpreter = new Interpreter({ profile: program.profile ?? "open" });
  interpreter.use(program.symbols ?? builtIn().snapshot());
  const text = `${source(program)}console.log(JSON.stringify(await results()));`;
  try {
    const { console } = await interpreter.load([{ path: "a.ts", text }], { entries: ["a.ts"] });
    return JSON.parse(console[0]?.text ?? "[]");
  } finally {
    await interpreter.dispose();
  }
}

/** The same from this process. */
export async function natively(program: Program): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), "mm-native-"));
  try {
    const file = join(folder, "a.mjs");
    writeFileSync(file, `${source(program)}export default await results();`);
    const { default: results } = await import(pathToFileURL(file).href);
    return results;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function source({ imports, expressions }: Program): string {
  const functions = expressions.map((expression) => `async () => (${expression})`);
  return `${imports}
async function results() {
  const found = [];
  for (const run of [${functions.join(",\n")}]) {
    try {
      const value = await run();
      found.push(value === undefined ? "undefined" : JSON.stringify(value));
    } catch (error) {
      found.push(error.name + " " + (error.code ?? "") + " " + error.message);
    }
  }
  return found;
}
`;
}
