// Feeds long texts to every exported function of src that takes a text first and whose other
// parameters can be made up. It says what it is about to do; the parent ends it where it hangs.
import { pathToFileURL } from "node:url";
import { dialects } from "../../src/dialect/index.js";
import type { SqlRules } from "../../src/text/sql-rules.js";
import { sourceFiles } from "../source-tree.js";

const LENGTH = 1_000_000;
/** Each is repeated. */
const UNITS = ["A", "=", "#", "(", " "];
/** Of the others less is enough to hang on; brackets also stand one in the other. */
const SHORTER = 300_000;
const MORE_UNITS = ["()", "'", '"', "\\", "`", "-", "/*", "[", "$", "1", "\n", "a "];
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

const functions = textFunctions();
const loaded = await Promise.all(dialects.map((entry) => entry.load()));
process.send?.({ kind: "functions", names: functions.map(({ name }) => name) });
for (const { file, name, types } of functions.slice(Number(process.argv[2] ?? 0))) {
  const url = new URL(`../../${file.replace(/\.ts$/, ".js")}`, import.meta.url);
  const module: Record<string, unknown> = await import(pathToFileURL(url.pathname).href);
  const f = module[name];
  if (typeof f !== "function") throw new Error(`${file} does not export ${name}`);
  const grammars = types.includes("SqlRules") ? loaded.map(({ sqlRules }) => sqlRules) : [];
  for (const unit of [...UNITS, ...MORE_UNITS]) {
    const length = UNITS.includes(unit) ? LENGTH : SHORTER;
    const half = length / 2;
    const text =
      unit === "()" ? "(".repeat(half) + ")".repeat(half) : unit.repeat(length / unit.length);
    process.send?.({ kind: "at", what: `${file} ${name}() on ${JSON.stringify(unit)} repeated` });
    for (const rules of grammars.length > 0 ? grammars : [undefined]) {
      const given = types.map((type) => argument(type, rules as SqlRules));
      await call(f as (...given: readonly unknown[]) => unknown, [text, ...given]);
    }
  }
}
process.send?.({ kind: "done" });
process.disconnect?.();
