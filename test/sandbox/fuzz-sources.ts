import { readdirSync, readFileSync } from "node:fs";
import type { Random } from "../property/random.js";

/** Real files of an ordinary project, as the loader tests have them. */
const ORDINARY = [
  `import * as m from "makemigrations";
m.register({ name: "0001_fuzz", dependencies: [], operations: [
  new m.CreateTable({ name: "posts", fields: [
    { name: "id", type: "uuid", primaryKey: true, default: "new_uuid" },
    { name: "title", type: "varchar", length: 200, nullable: false }],
    indexes: [{ name: "idx_posts_title", fields: ["title"], unique: false }] }),
  { type: "run_sql", forwardSQL: "SELECT 1", backwardSQL: "SELECT 2" },
] });
`,
  `import { register, RunScript, Operation, type Context } from "makemigrations";
import { createHash } from "node:crypto";
import path from "node:path";
const hash: string = createHash("sha256").update(path.join("a", "b")).digest("hex");
class Mine extends Operation { describe(): string { return \`mine \${hash}\`; }
  up(context: Context) { return [{ type: "run_sql", forwardSQL: context.quote("x") }]; } }
register({ name: "0001_fuzz", operations: [new Mine(),
  new RunScript({ up: async (db) => { for (const row of await db.query("SELECT 1")) console.log(row); } })] });
`,
  `import * as m from "makemigrations";
import { inspect } from "node:util";
enum Kind { A = 1, B }
interface Shape<T extends object = {}> { readonly value: T }
const shape = { value: { kind: Kind.B } } as const satisfies Shape;
console.log(inspect(structuredClone(shape)), new URL("http://a/b?c").searchParams.get("c"));
export default await Promise.resolve(1n ** 2n);
m.register({ name: "0001_fuzz", dependencies: [], operations: [], transaction: false });
`,
];
const INTERESTING = [
  "import(",
  'import "node:fs";',
  "await ",
  "eval(",
  "<T>(",
  "`${",
  "*/",
  "/*",
  "//",
  "\\u0061",
  "\u2028",
  "\ufeff",
  "\u0000",
  "(((((",
  "[[[[[",
  "{{{{{",
  "for(;;);",
  "declare\nnamespace\nX\n{",
  "export * as export from ",
  "/(a+)+$/",
  "async function*",
  "class extends ",
  "#x in ",
  "?.",
  "=>",
  "yield",
  "__proto__",
  "constructor",
  "2**53",
  "0x",
  "1_",
  "'",
  '"',
  "\\",
  "}",
  "with { type: ",
  "@",
  "using x = ",
  "accessor ",
  "😀",
  "\u202e",
];
const TOKEN = /[\p{L}\p{N}_$]+|\s+|[^\p{L}\p{N}\s_$]/gu;

/** What is mutated: ordinary migrations, and the sources of all attacks in this folder. */
export function fuzzCorpus(): readonly string[] {
  const folder = new URL("./", import.meta.url);
  const attacks = readdirSync(folder)
    .filter((name) => /^(?!memory|fuzz).*\.test\.js$/.test(name))
    .flatMap((name) => {
      const text = readFileSync(new URL(name, folder), "utf8");
      const found = /source: `((?:[^`\\$]|\\.)*)`/s.exec(text)?.[1];
      return found === undefined ? [] : [found.replace(/\\([`$\\])/g, "$1")];
    });
  return [...ORDINARY, ...ORDINARY, ...ORDINARY, ...attacks];
}

/** One to four changes: bytes, tokens, pieces of itself or of another text. */
export function mutate(random: Random, corpus: readonly string[]): string {
  let text = random.pick(corpus);
  for (let left = 1 + random.int(4); left > 0; left -= 1) text = change(text, random, corpus);
  return text.slice(0, 20_000);
}

function change(text: string, random: Random, corpus: readonly string[]): string {
  const from = random.int(text.length + 1);
  const to = Math.min(text.length, from + random.int(40));
  switch (random.int(7)) {
    case 0:
      return text.slice(0, from) + String.fromCharCode(random.int(256)) + text.slice(from + 1);
    case 1:
      return text.slice(0, from) + text.slice(to);
    case 2:
      return text.slice(0, to) + text.slice(from, to).repeat(1 + random.int(30)) + text.slice(to);
    case 3:
      return text.slice(0, from) + random.pick(INTERESTING) + text.slice(from);
    case 4:
      return text.slice(0, from) + pieceOf(random.pick(corpus), random) + text.slice(to);
    case 5:
      return text.slice(0, from);
    default:
      return swapTokens(text, random);
  }
}

function pieceOf(text: string, random: Random): string {
  const from = random.int(text.length + 1);
  return text.slice(from, from + random.int(200));
}

function swapTokens(text: string, random: Random): string {
  const tokens = text.match(TOKEN) ?? [];
  if (tokens.length < 2) return text;
  const a = random.int(tokens.length);
  const b = random.int(tokens.length);
  const swapped = [...tokens];
  swapped[a] = tokens[b] ?? "";
  swapped[b] = tokens[a] ?? "";
  return swapped.join("");
}
