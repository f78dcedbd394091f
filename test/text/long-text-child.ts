// Feeds long texts to every exported function of src that takes a text first and whose other
// parameters can be made up. It says what it is about to do; its guard ends it where it hangs.
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { dialects } from "../../src/dialect/index.js";
import type { SqlRules } from "../../src/text/sql-rules.js";
import { sourceFiles } from "../source-tree.js";

/** What grows with the square of it takes several times `MOST_CPU_MS`, what grows with it a tenth. */
const LENGTH = 200_000;
const MOST_CPU_MS = 5000;
/** Each is repeated; brackets also stand one in the other. */
const UNITS = [
  ...["A", "=", "#", "(", " ", "()", "'", '"', "\\", "`", "-", "/*", "[", "$", "1", "\n", "a "],
];
/** Programs of their own threads, and what runs inside the sandbox with its own limits. */
const PROGRAMS = /-main\.ts$|-child\.ts$|^src\/interp\/(?:guest|worker)\/|^src\/loader\/native/;
const FUNCTION = /^export (?:async )?function\*? (\w+)\(([^()]*)\)/gm;
/** A first parameter of such a name is a place, not a text. */
const PLACE = /^(?:path|file|folder|directory|specifier|url|dialect|database)$/;
const OTHERS =
  /^(?:string|number|boolean|SqlRules|SqlRename|readonly string\[\]|Iterable<string>)$/;

interface TextFunction {
  readonly file: string;
  readonly name: string;
  readonly types: readonly string[];
}

function textFunctions(): readonly TextFunction[] {
  return sourceFiles("src")
    .filter(({ path }) => !PROGRAMS.test(path))
    .flatMap(({ path, text }) =>
      [...text.matchAll(FUNCTION)].flatMap(([, name = "", list = ""]) => {
        const parameters = list
          .split(/,(?![^<[]*[>\]])/)
          .map((one) => one.trim())
          .filter((one) => one !== "" && !one.includes("="))
          .map((one) => one.split(/\??:\s*/));
        const [first = [], ...others] = parameters;
        const takesText = first[1] === "string" && !PLACE.test(first[0] ?? "");
        const known = others.every(([, type = ""]) => OTHERS.test(type));
        const types = others.map(([, type = ""]) => type);
        return takesText && known ? [{ file: path, name, types }] : [];
      }),
    );
}

function argument(type: string, rules: SqlRules): unknown {
  switch (type) {
    case "SqlRules":
      return rules;
    case "SqlRename":
      return { kind: "field", table: "users", from: "a", to: "b" };
    case "string":
      return "users";
    case "number":
      return 1;
    case "boolean":
      return false;
    default:
      return ["users", "posts"];
  }
}

async function call(f: (...given: readonly unknown[]) => unknown, given: readonly unknown[]) {
  try {
    const result = await f(...given);
    if (typeof result === "object" && result !== null && "next" in result) {
      for (const _ of result as unknown as Iterable<unknown>);
    }
  } catch {
    // A refusal is an answer.
  }
}

/**
 * Begins to watch the processor's time of this process from a thread of its own: the clock would also
 * tell how busy the machine is. What it gives is called before each piece of work.
 */
function guard(): () => void {
  const start = new Float64Array(new SharedArrayBuffer(8));
  const code = `
    const { workerData: { start, most } } = require("node:worker_threads");
    setInterval(() => {
      const { user, system } = process.cpuUsage();
      if ((user + system) / 1000 - start[0] > most) process.kill(process.pid, "SIGKILL");
    }, 100);`;
  new Worker(code, { eval: true, workerData: { start, most: MOST_CPU_MS } }).unref();
  return () => {
    const { user, system } = process.cpuUsage();
    start[0] = (user + system) / 1000;
  };
}

const functions = textFunctions();
const loaded = await Promise.all(dialects.map((entry) => entry.load()));
const begin = guard();
begin();
process.send?.({ kind: "functions", names: functions.map(({ name }) => name) });
for (const { file, name, types } of functions.slice(Number(process.argv[2] ?? 0))) {
  const url = new URL(`../../${file.replace(/\.ts$/, ".js")}`, import.meta.url);
  const module: Record<string, unknown> = await import(pathToFileURL(url.pathname).href);
  const f = module[name];
  if (typeof f !== "function") throw new Error(`${file} does not export ${name}`);
  const grammars = types.includes("SqlRules") ? loaded.map(({ sqlRules }) => sqlRules) : [];
  for (const unit of UNITS) {
    const half = LENGTH / 2;
    const text =
      unit === "()" ? "(".repeat(half) + ")".repeat(half) : unit.repeat(LENGTH / unit.length);
    begin();
    process.send?.({ kind: "at", what: `${file} ${name}() on ${JSON.stringify(unit)} repeated` });
    for (const rules of grammars.length > 0 ? grammars : [undefined]) {
      const given = types.map((type) => argument(type, rules as SqlRules));
      await call(f as (...given: readonly unknown[]) => unknown, [text, ...given]);
    }
  }
}
process.send?.({ kind: "done" });
process.disconnect?.();
