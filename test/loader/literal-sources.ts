import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { writeMigration } from "../../src/writer/write-migration.js";
import { parseCase } from "../cases/case-file.js";
import type { Random } from "../property/random.js";
import { randomChain } from "../property/random-chain.js";
import { projectRoot } from "../source-tree.js";
import { writableMigrations } from "../writer/writable-migrations.js";

const CHAIN = {
  partialIndexes: true,
  expressionIndexes: true,
  manyCascades: true,
  emptyBytes: "''",
};
const FOLDERS = ["docs/examples", "test/fixtures", ".ci/bundle/warm-up"];
const TOKEN = /\/\/[^\n]*|"(?:[^"\\]|\\.)*"|[\p{L}\p{N}_$]+|\s+|[^\p{L}\p{N}\s_$]/gu;
const SUBSTITUTION = "`$" + "{1}`";
const REPLACEMENTS = [
  ..."()[]{},;:.+-*/'\"`\\$!?=<>0n",
  "...",
  SUBSTITUTION,
  "m",
  "x",
  "new",
  "null",
  "undefined",
  "as const",
  "as m.X",
  "as\nm.X",
  "satisfies m.X",
  "// c\n",
  "/* c */",
  "/*\n*/",
  "<!--",
  "-->",
  "__proto__",
  "m.noop",
  'm.ref("a")',
  "new Date(0)",
  "new m.Operation()",
  "1e999",
  "0x10",
  "017",
  "1_0",
  ".5",
  "5.",
  "/a/",
  "() => 1",
  "\u2028",
  "\ufeff",
  "\u00a0",
  "\r",
  "\r\n",
  "\\u0061",
  "get a() { return 1 }",
  'import { ref } from "makemigrations";',
  'import "node:path";',
  "const m = 1;",
  "m.register({})",
  "await 1;",
];

/** What `generate` and the other commands can write, with the values that are hard to write. */
export function writtenSources(): readonly string[] {
  return writableMigrations().map((one) => writeMigration(one));
}

/** Every migration file of the repository: examples, fixtures, cases; some hold code. */
export function sourcesOfProject(): readonly string[] {
  const files = FOLDERS.flatMap((folder) => filesBelow(join(projectRoot, folder)));
  const cases = readdirSync(join(projectRoot, "test/cases"))
    .filter((name) => name.endsWith(".case"))
    .flatMap((name) => parseCase(readFileSync(join(projectRoot, "test/cases", name), "utf8")).steps)
    .flatMap((step) => (step.kind === "file" && step.path.endsWith(".ts") ? [step.text] : []));
  return [...files.map((file) => readFileSync(file, "utf8")), ...cases].filter((text) =>
    text.includes('from "makemigrations"'),
  );
}

function filesBelow(path: string): readonly string[] {
  if (statSync(path).isFile()) return path.endsWith(".ts") ? [path] : [];
  return readdirSync(path)
    .filter((name) => name !== "node_modules")
    .flatMap((name) => filesBelow(join(path, name)));
}

/** A migration as people write it: other quotes, spaces, comments, values; mostly nothing but data. */
export function randomSource(random: Random): string {
  return new SourceMaker(random).file();
}

/** The texts of a random chain of migrations, as the writer writes it. */
export function chainSources(seed: number): readonly string[] {
  return randomChain(seed, 12, CHAIN).map(
    ({ name, dependencies, operations }) => `import * as m from "makemigrations";

m.register(${JSON.stringify({ name, dependencies, operations }, undefined, 2)});
`,
  );
}

/** One to three tokens of it removed, doubled, or replaced. */
export function changeTokens(random: Random, text: string): string {
  const tokens = text.match(TOKEN) ?? [];
  for (let left = 1 + random.int(3); left > 0; left -= 1) {
    const at = random.int(tokens.length);
    const one = tokens[at] ?? "";
    const [other, random2] = [random.pick(REPLACEMENTS), random.pick(tokens)];
    tokens[at] = random.pick(["", one + one, other, `${one} ${other}`, random2]);
  }
  return tokens.join("");
}

class SourceMaker {
  readonly #random: Random;
  readonly #isNamespace: boolean;

  constructor(random: Random) {
    this.#random = random;
    this.#isNamespace = random.chance(0.7);
  }

  file(): string {
    const end = this.#random.pick([";", "", " ;\n", "; // end"]);
    const statements = [this.#import(), ...this.#registers()].map((one) => `${one}${end}`);
    const text = statements.join(this.#random.pick(["\n", "\n\n", "\n/* between\n them */\n"]));
    return this.#random.chance(0.2) ? text.replaceAll("\n", "\r\n") : text;
  }

  #import(): string {
    if (this.#isNamespace) return `import * as m from ${this.#quoted("makemigrations")}`;
    const names = "CreateTable, RunSQL as Sql, ref, bytes, verbatim, noop, register";
    return `import { ${names}${this.#random.pick(["", ","])} } from "makemigrations"`;
  }

  #registers(): readonly string[] {
    const count = this.#random.chance(0.8) ? 1 : 2;
    return Array.from({ length: count }, () => {
      const lead = this.#random.pick(["", "", " ", "\t", "/* ü😀 */ "]);
      return `${lead}${this.#of("register")}(${this.#gap()}${this.#migration()}${this.#gap()})`;
    });
  }

  #migration(): string {
    const operations = this.#many(() => this.#operation());
    return this.#object([
      ["name", this.#string()],
      ["dependencies", `[${this.#many(() => this.#string()).join(", ")}]`],
      ...(this.#random.chance(0.1) ? [["transaction", "false"] as const] : []),
      ["operations", `[${operations.map((one) => this.#gap() + one).join(",")}]`],
    ]);
  }

  #operation(): string {
    const mutate = this.#random.chance(0.1) ? [["mutate", `[${this.#operation()}]`] as const] : [];
    const record = this.#object([...this.#members(2), ...mutate]);
    const kind = this.#random.pick(["CreateTable", "Sql", "plain"]);
    if (kind === "plain") return record;
    const name = this.#isNamespace && kind === "Sql" ? "RunSQL" : kind;
    return `new ${this.#of(name)}(${record})`;
  }

  #members(depth: number): readonly (readonly [string, string])[] {
    const keys = new Set(this.#many(() => this.#key()));
    return [...keys].map((key) => [key, this.#value(depth)]);
  }

  #key(): string {
    return this.#random.pick([
      "name",
      "type",
      "table",
      "fields",
      "$a",
      "default",
      "enum",
      "readonly",
      "class",
      "get",
      "async",
      "12",
      "7",
      "a-b",
      "größe",
      "constructor",
      "toString",
    ]);
  }

  #value(depth: number): string {
    const random = this.#random;
    const deeper = depth > 0 ? random.int(9) : random.int(7);
    switch (deeper) {
      case 0:
      case 1:
        return this.#string();
      case 2:
        return this.#number();
      case 3:
        return random.pick([
          "true",
          "false",
          "null",
          "undefined",
          "-0",
          "0",
          "5n",
          `-${2n ** 90n}n`,
        ]);
      case 4:
        return random.pick([
          this.#of("noop"),
          `${this.#of("ref")}("now")`,
          `${this.#of("bytes")}(${this.#gap()}'aGk=')`,
          `${this.#of("verbatim")}("null")`,
        ]);
      case 5:
        return `new Date("${new Date(random.int(2 ** 31) * 1000).toISOString()}")`;
      case 6:
        return this.#isNamespace ? `${this.#string()} as m.OtherType` : this.#string();
      case 7:
        return `[${this.#many(() => this.#value(depth - 1)).join(", ")}]`;
      default:
        return this.#object(this.#members(depth - 1));
    }
  }

  #number(): string {
    const random = this.#random;
    const digits = random.int(2 ** 31) * 2 ** random.int(60) + random.int(1000);
    const value = (random.chance(0.5) ? -1 : 1) * digits * 10 ** (random.int(40) - 30);
    return String(random.chance(0.5) ? Math.trunc(value) : value).replace("e+", "e");
  }

  #object(members: readonly (readonly [key: string, value: string])[]): string {
    const written = members.map(([key, value]) => {
      const plain = /^[a-zA-Z_$][\w$]*$/.test(key) && this.#random.chance(0.8);
      return `${this.#gap()}${plain ? key : this.#quoted(key)}:${this.#gap()}${value}`;
    });
    const comma = written.length > 0 && this.#random.chance(0.5) ? "," : "";
    return `{${written.join(",")}${comma}${this.#gap()}}`;
  }

  #string(): string {
    const pieces = this.#many(() =>
      this.#random.pick([
        "a",
        "ü",
        "😀",
        "it's",
        '"q"',
        "\\",
        "`",
        "$",
        "$" + "{x}",
        "\n",
        "\r\n",
        "\r",
        "\t",
        "\0",
        "\u2028",
        "\x07",
        " /* // ",
        "1",
      ]),
    );
    return this.#quoted(pieces.join(""));
  }

  #quoted(text: string): string {
    const json = JSON.stringify(text).replaceAll("\u2028", "\\u2028").replaceAll("\x07", "\\x07");
    const inside = json.slice(1, -1).replaceAll('\\"', '"').replaceAll("\\u0000", "\\u{0}");
    switch (this.#random.int(3)) {
      case 0:
        return `'${inside.replaceAll("'", "\\'")}'`;
      case 1: {
        if (text === "makemigrations" || /^[\w-]+$/.test(text)) return json;
        const escaped = inside.replaceAll(/`|\$(?=\{)/g, "\\$&");
        return `\`${escaped.replaceAll("\\n", "\n")}\``;
      }
      default:
        return json;
    }
  }

  #of(name: string): string {
    return this.#isNamespace ? `m.${name}` : name === "RunSQL" ? "Sql" : name;
  }

  #gap(): string {
    return this.#random.pick(["", "", " ", "\n  ", " // note's\n", "/* note */"]);
  }

  #many<T>(make: () => T): readonly T[] {
    return Array.from({ length: this.#random.int(4) }, make);
  }
}
