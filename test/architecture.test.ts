import { expect } from "chai";
import { dialects } from "../src/dialect/index.js";
import { namesIn, projectText, type SourceFile, sourceFiles } from "./source-tree.js";

const ANY = "any";

/** Module -> the modules it may import, type imports included; `DESIGN.md` says why. */
const TABLE: Readonly<Record<string, readonly string[] | typeof ANY>> = {
  errors: [],
  text: ["errors"],
  schema: ["errors", "text"],
  driver: ["errors", "text"],
  interp: ["errors", "text"],
  config: ["errors", "text"],
  dialect: ["errors", "text", "schema", "driver"],
  yaml: ["errors", "text", "schema"],
  // Of a dialect it knows what the clients hand out.
  types: ["errors", "text", "schema", "dialect"],
  operation: ["errors", "text", "schema", "dialect"],
  optimizer: ["errors", "schema", "operation"],
  migration: ["errors", "text", "schema", "operation"],
  loader: ["errors", "text", "interp", "operation", "migration"],
  // Pure: it never sees a connection.
  plan: ["errors", "text", "schema", "operation", "migration", "dialect"],
  runner: ["errors", "text", "schema", "operation", "migration", "dialect", "driver", "plan"],
  autodetector: ["errors", "text", "schema", "operation", "migration"],
  writer: ["errors", "text", "operation", "migration"],
  // Policies judge a plan; `extract` reads the exports of an installed package.
  check: [
    "errors",
    "text",
    "interp",
    "schema",
    "operation",
    "migration",
    "dialect",
    "loader",
    "plan",
  ],
  extract: ["errors", "text", "interp"],
  index: ["operation", "migration", "errors"],
  // The built-in module is written by what writes plugins.
  symbols: ["interp", "operation", "migration", "extract"],
  // What a program calls, put together of what the other modules do.
  embed: ["errors", "text", "interp", "migration", "loader", "runner", "symbols"],
  api: ANY,
  cli: ANY,
};

/** What a plugin may import: the doors that third parties have. */
const DOORS: readonly string[] = ["src/index.ts", "src/api.ts", "symbols/index.ts"];

const sources = sourceFiles("src", "symbols", "plugins");
const tests = sourceFiles("test");
const src = sources.filter(({ path }) => path.startsWith("src/"));

/** The module of a file: `schema`, `index`, `symbols`, `plugins`. */
function moduleOf(path: string): string {
  const [top = "", module = ""] = path.split("/");
  return top === "src" ? module.replace(/\.ts$/, "") : top;
}

describe("the architecture", () => {
  it("has a row in the import table for every module", () => {
    const modules = new Set(sources.map(({ path }) => moduleOf(path)));
    modules.delete("plugins");
    expect([...modules].filter((module) => !(module in TABLE))).to.deep.equal([]);
  });

  it("imports only what the table allows, type imports included", () => {
    const wrong = sources.flatMap(({ path, imports }) => {
      const allowed = TABLE[moduleOf(path)] ?? [];
      if (allowed === ANY || path.startsWith("plugins/")) return [];
      return imports
        .filter(
          (target) => moduleOf(target) !== moduleOf(path) && !allowed.includes(moduleOf(target)),
        )
        .map((target) => `${path} -> ${target}`);
    });
    expect(wrong).to.deep.equal([]);
  });

  it("lets only the command line and the library's door reach the library's door or the command line", () => {
    const wrong = sources.flatMap(({ path, imports }) =>
      imports
        .filter((target) => ["api", "cli"].includes(moduleOf(target)))
        .filter(() => !["api", "cli", "plugins"].includes(moduleOf(path)))
        .map((target) => `${path} -> ${target}`),
    );
    expect(wrong).to.deep.equal([]);
    const api = sources.find(({ path }) => path === "src/api.ts");
    const inner = (api?.imports ?? [])
      .map(moduleOf)
      .filter((module) => ["cli", "config"].includes(module));
    expect(inner).to.deep.equal([]);
  });

  it("shows other modules the interpreter's own files, and no folder inside it", () => {
    const wrong = sources
      .filter(({ path }) => moduleOf(path) !== "interp")
      .flatMap(({ path, imports }) =>
        imports
          .filter((target) => /^src\/interp\/.*\//.test(target))
          .map((target) => `${path} -> ${target}`),
      );
    expect(wrong).to.deep.equal([]);
  });

  it("keeps the folders of the runner above each other", () => {
    const order = ["session", "records", "run"];
    // What a caller says and hears is known on every level.
    const contracts = ["src/runner/run-options.ts", "src/runner/runner-event.ts"];
    const level = (path: string) => {
      const folder = /^src\/runner\/([a-z]+)\//.exec(path)?.[1];
      return folder === undefined ? order.length : order.indexOf(folder);
    };
    const inside = src.filter(({ path }) => moduleOf(path) === "runner");
    expect(inside.filter(({ path }) => level(path) < 0).map(({ path }) => path)).to.deep.equal([]);
    const wrong = inside.flatMap(({ path, imports }) =>
      imports
        .filter((target) => moduleOf(target) === "runner" && !contracts.includes(target))
        .filter((target) => level(target) > level(path))
        .map((target) => `${path} -> ${target}`),
    );
    expect(wrong).to.deep.equal([]);
  });

  it("gives plugins the public doors and their own folder, nothing else", () => {
    const wrong = sources
      .filter(({ path }) => path.startsWith("plugins/"))
      .flatMap(({ path, imports }) => {
        const own = path.split("/").slice(0, 2).join("/");
        return imports
          .filter((target) => !DOORS.includes(target) && !target.startsWith(`${own}/`))
          .map((target) => `${path} -> ${target}`);
      });
    expect(wrong).to.deep.equal([]);
  });

  it("keeps bin to one import of the command line", () => {
    const specifiers = [...projectText("bin/mm.cjs").matchAll(/require\("([^"]+)"\)/g)];
    expect(specifiers.map(([, name]) => name)).to.deep.equal(["../dist/src/cli/binary.cjs"]);
  });

  it("has no circle of imports between files", () => {
    expect(circles(sources)).to.deep.equal([]);
  });

  it("composes: a chain of classes in the dialects ends at three", () => {
    const parents = new Map(
      src
        .filter(({ path }) => moduleOf(path) === "dialect")
        .flatMap(({ text }) => [...text.matchAll(/^export (?:abstract )?class (\w+)(.*?)\{/gms)])
        .map(([, name = "", head = ""]) => [name, /\bextends (\w+)/.exec(plain(head))?.[1]]),
    );
    const chain = (name: string): readonly string[] => {
      const parent = parents.get(name);
      return parent === undefined ? [name] : [name, ...chain(parent)];
    };
    const long = [...parents.keys()].map(chain).filter((names) => names.length > 3);
    expect(long.map((names) => names.join(" < "))).to.deep.equal([]);
    // The measure sees what it should.
    expect(chain("MysqlDdl")).to.deep.equal(["MysqlDdl", "StandardDdl", "EditorPart"]);
  });

  it("gives every dialect a file of the same name for the same thing", () => {
    const names = ["catalogue", "columns", "ddl", "dialect", "editor", "expected", "lock", "types"];
    const folders = new Set(
      src.flatMap(({ path }) => /^(src\/dialect\/[a-z]+)\//.exec(path)?.[1] ?? []),
    );
    expect(folders.size).to.equal(new Set(dialects.map(({ name }) => name)).size);
    const wanted = [...folders].flatMap((folder) => names.map((name) => `${folder}/${name}.ts`));
    const paths = src.map(({ path }) => path);
    expect(wanted.filter((path) => !paths.includes(path))).to.deep.equal([]);
    // The folder says it already.
    expect(paths.filter((path) => /^src\/dialect\/([a-z]+)\/\1-/.test(path))).to.deep.equal([]);
  });

  it("names no database outside the dialects, the drivers and the schemes of URLs", () => {
    const names = dialects.flatMap(({ name, aliases }) => [name, ...aliases]);
    const known = new Set([...names, "postgresql", "mysql", "mariadb", "sqlite", "sqlserver"]);
    const literal = new RegExp(`["'\`](?:${[...known].join("|")})["'\`]`);
    const generic = [
      "text",
      "schema",
      "operation",
      "migration",
      "loader",
      "plan",
      "runner",
      "autodetector",
      "writer",
      "interp",
    ];
    const wrong = src
      .filter(({ path }) => generic.includes(moduleOf(path)))
      .flatMap(({ path, text }) =>
        withoutComments(text).flatMap((line, at) =>
          literal.test(line) ? `${path}:${at + 1}` : [],
        ),
      );
    expect(wrong).to.deep.equal([]);
  });
});

describe("the program's name", () => {
  /** A wrapper has its own: a command is data, and only the command line says how it is called. */
  const naming = /(?<![\w.-])mm [a-z<$]/;
  const named = ({ path, text }: Pick<SourceFile, "path" | "text">) =>
    withoutComments(text).flatMap((line, at) => (naming.test(line) ? [`${path}:${at + 1}`] : []));

  it("is in no text", () => {
    expect(sources.flatMap(named)).to.deep.equal([]);
    const text =
      '/** `mm plan` */\nhint: "Run `mm migrate up`.",\nhint: `mm <name>`,\n"mm.config.yaml";';
    expect(named({ path: "a.ts", text })).to.deep.equal(["a.ts:2", "a.ts:3"]);
  });

  it("is written once, for programs that have none", () => {
    const whole = sources.filter(({ text }) => /= "mm"/.test(text)).map(({ path }) => path);
    expect(whole).to.deep.equal(["src/errors.ts"]);
  });
});

describe("the source", () => {
  const all = [...sources, ...tests];

  it("has no file over 400 lines", () => {
    const long = all.filter(({ text }) => text.split("\n").length > 401);
    expect(long.map(({ path }) => path)).to.deep.equal([]);
  });

  it("has no file named for nothing, and names in kebab-case", () => {
    const nameless = /(?:^|[-./])(?:utils?|helpers?|shared|common|managers?|misc)(?=[-./])/;
    // Files of the symbol map are named for what is imported: `node:util`.
    const named = (path: string) =>
      path
        .split("/")
        .at(-1)
        ?.replace(/(?:\.test|\.d)?\.[cm]?ts$/, "") ?? "";
    const wrong = all.filter(
      ({ path }) =>
        (nameless.test(path) && !path.startsWith("symbols/")) ||
        !/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(named(path)),
    );
    expect(wrong.map(({ path }) => path)).to.deep.equal([]);
  });

  it("exports by name: no export *, a default only where plugins must have one", () => {
    const wrong = sources.filter(({ path, text }) => {
      if (/^export \*/m.test(text)) return true;
      const plugin = /^plugins\/[^/]+\/index\.ts$/.test(path);
      const written = text.replaceAll(/`[^`]*`/g, "``");
      return /^export default/m.test(written) && !plugin && !path.startsWith("symbols/guest/");
    });
    expect(wrong.map(({ path }) => path)).to.deep.equal([]);
  });

  it("leaves nothing for later", () => {
    const later = new RegExp(["TO", "DO|FIX", "ME|X", "XX|not impl", "emented"].join(""));
    const wrong = all.filter(({ text }) => later.test(text));
    expect(wrong.map(({ path }) => path)).to.deep.equal([]);
  });

  it("runs every test: none is picked out, none is passed over", () => {
    const wrong = tests.filter(({ text }) =>
      /\b(?:it|describe|context)\.(?:only|skip)\(|\bthis\.skip\(/.test(text),
    );
    expect(wrong.map(({ path }) => path)).to.deep.equal([]);
  });
});

describe("the patience of the tests", () => {
  it("is that of the whole suite, and nowhere less: how long one takes is up to the machine", () => {
    const { timeout } = JSON.parse(projectText("package.json")).mocha;
    const hasty = tests.flatMap(({ path, text }) =>
      [...text.matchAll(/\btimeout\((\d[\d_]*)\)/g)]
        .map(([, digits = ""]) => Number(digits.replaceAll("_", "")))
        .filter((own) => own > 0 && own <= timeout)
        .map((own) => `${path}: ${own}`),
    );
    expect(hasty).to.deep.equal([]);
  });
});

describe("the errors", () => {
  const CODE = /"([A-Z]+(?:_[A-Z0-9]+)+)"/g;
  const thrown = new Set(
    sources
      .flatMap(({ text }) => [...text.matchAll(/\bcode: [^\n]+/g)])
      .flatMap(([line]) => [...line.matchAll(CODE)].map(([, code = ""]) => code))
      // Node's own codes, for what migrations see of `node:util` and `URL`.
      .filter((code) => !code.startsWith("ERR_")),
  );
  const pages = namesIn("docs/errors").filter((name) => name.endsWith(".md"));
  const headings = pages.flatMap((page) =>
    [...projectText(`docs/errors/${page}`).matchAll(/^## ([A-Z]+(?:_[A-Z0-9]+)+)$/gm)].map(
      ([, code = ""]) => code,
    ),
  );

  it("each have a heading in docs/errors", () => {
    expect([...thrown].filter((code) => !headings.includes(code)).sort()).to.deep.equal([]);
  });

  it("in docs/errors are thrown somewhere, and have one heading each", () => {
    const text = sources.map((file) => file.text).join("\n");
    expect(headings.filter((code) => !text.includes(`"${code}"`)).sort()).to.deep.equal([]);
    expect(headings.filter((code, at) => headings.indexOf(code) !== at)).to.deep.equal([]);
  });
});

/** Without type parameters. */
function plain(head: string): string {
  const shorter = head.replaceAll(/<[^<>]*>/g, "");
  return shorter === head ? head : plain(shorter);
}

/** The lines, with what stands in comments taken out. */
function withoutComments(text: string): string[] {
  return text
    .replaceAll(/\/\*[\s\S]*?\*\//g, (comment) => comment.replaceAll(/[^\n]/g, ""))
    .replaceAll(/^\s*\/\/.*$/gm, "")
    .split("\n");
}

/** Tarjan: sets of files of which each can reach all the others. */
function circles(files: readonly SourceFile[]): string[][] {
  const imports = new Map(files.map((file) => [file.path, file.imports]));
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  const visit = (path: string): void => {
    index.set(path, index.size);
    low.set(path, index.get(path) ?? 0);
    stack.push(path);
    for (const next of imports.get(path) ?? []) {
      if (!index.has(next)) visit(next);
      if (stack.includes(next)) low.set(path, Math.min(low.get(path) ?? 0, low.get(next) ?? 0));
    }
    if (low.get(path) !== index.get(path)) return;
    const circle = stack.splice(stack.indexOf(path));
    if (circle.length > 1 || imports.get(path)?.includes(path)) found.push(circle.sort());
  };
  for (const path of imports.keys()) if (!index.has(path)) visit(path);
  return found;
}
