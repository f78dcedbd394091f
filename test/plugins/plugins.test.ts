import { createRequire } from "node:module";
import { expect } from "chai";
import registerCsv from "../../plugins/csv/index.js";
import registerDayjs from "../../plugins/dayjs/index.js";
import registerUuid from "../../plugins/uuid/index.js";
import { builtIn, type Symbols, symbols } from "../../symbols/index.js";
import { loadError, loadOnce } from "../loader/load.js";
import { makeFolder, migration, removeFolders } from "../loader/temp-folder.js";
import { inSandbox } from "../symbols/both-ways.js";

const require = createRequire(import.meta.url);

/** The results of the expressions with the symbols that importing the plugins registered. */
async function inside(imports: string, expressions: readonly string[], profile?: "locked") {
  const program = { imports, expressions, symbols: symbols.snapshot() };
  const results = await inSandbox(profile === undefined ? program : { ...program, profile });
  return results.map((result) =>
    /^[[{"\d]|^(?:true|false|null)$/.test(result) ? JSON.parse(result) : result,
  );
}

describe("a plugin that ships with the tool", () => {
  after(removeFolders);

  it("registers with the process when it is imported, and by its default export elsewhere", () => {
    for (const [register, specifier] of [
      [registerUuid, "uuid"],
      [registerDayjs, "dayjs"],
      [registerCsv, "papaparse"],
    ] as const) {
      expect(Object.hasOwn(symbols.snapshot(), specifier)).to.equal(true);
      const own: Symbols = builtIn();
      register({ symbols: own });
      expect(Object.hasOwn(own.snapshot(), specifier)).to.equal(true);
      expect(() => register({ symbols })).to.not.throw();
      expect(() => register({ symbols: own })).to.throw("registered already");
    }
  });

  it("is needed: without it the import is refused with the way to the guide", async () => {
    for (const specifier of ["uuid", "dayjs", "papaparse"]) {
      const folder = makeFolder({
        "0001_a.ts": migration("0001_a", `import x from "${specifier}";`),
      });
      const error = await loadError(folder);
      expect(error).to.include({ code: "INTERP_FORBIDDEN_IMPORT", line: 2 });
      expect(error.hint).to.include("docs/guides/extending-symbols.md");
    }
  });
});

describe("the plugin uuid", () => {
  it("offers what the package offers, with the same results", async () => {
    const uuid = await import("uuid");
    const found = await inside('import * as uuid from "uuid";', [
      "Object.keys(uuid).sort()",
      'uuid.v5("shop.example.com", uuid.v5.DNS)',
      'uuid.v3("shop.example.com", uuid.v3.URL)',
      "[uuid.v1(), uuid.v4(), uuid.v6(), uuid.v7()].map((id) => uuid.version(id))",
      "[uuid.validate(uuid.NIL), uuid.validate(uuid.MAX), uuid.validate('x'), uuid.validate(5)]",
      "uuid.stringify(uuid.parse(uuid.MAX)) === uuid.MAX",
      "uuid.v4() === uuid.v4()",
      "uuid.version(uuid.v1ToV6(uuid.v1())) + uuid.version(uuid.v6ToV1(uuid.v6()))",
    ]);
    expect(found[0]).to.deep.equal(Object.keys(uuid).sort());
    expect(found.slice(1)).to.deep.equal([
      uuid.v5("shop.example.com", uuid.v5.DNS),
      uuid.v3("shop.example.com", uuid.v3.URL),
      [1, 4, 6, 7],
      [true, true, false, false],
      true,
      false,
      7,
    ]);
  });

  it("throws the package's errors without the host's stack", async () => {
    const [error] = await inside('import * as uuid from "uuid";', [
      '(() => { try { uuid.parse("nope"); } catch (e) { return [e.name, e.message, /file:|node_modules/.test(e.stack)]; } })()',
    ]);
    expect(error).to.deep.equal(["TypeError", "Invalid UUID", false]);
  });

  it("leaves nothing to chance in the locked profile", async () => {
    const found = await inside(
      'import * as uuid from "uuid";',
      ["uuid.v4()", "uuid.v7()", 'uuid.v5("a", uuid.v5.DNS).length'],
      "locked",
    );
    expect(found[0]).to.match(/must not depend on chance/);
    expect(found[1]).to.match(/must not depend on chance/);
    expect(found[2]).to.equal(36);
  });
});

describe("the plugin dayjs", () => {
  it("computes as the package does, in both profiles", async () => {
    const dayjs = require("dayjs");
    dayjs.extend(require("dayjs/plugin/utc.js"));
    const expressions = [
      'dayjs.utc("2024-01-31T10:00:00Z").add(1, "month").format("YYYY-MM-DD HH:mm")',
      'dayjs.utc("2024-03-01").subtract(1, "day").toISOString()',
      'dayjs.utc("2024-12-25").diff(dayjs.utc("2024-01-01"), "day")',
      'dayjs.utc("2024-02-30").isValid()',
      'dayjs.utc("2024-05-05").startOf("week").valueOf()',
    ];
    const imports =
      'import dayjs from "dayjs"; import utc from "dayjs/plugin/utc.js"; dayjs.extend(utc);';
    const native = expressions.map((expression) =>
      new Function("dayjs", `return ${expression}`)(dayjs),
    );
    expect(await inside(imports, expressions)).to.deep.equal(native);
    expect(await inside(imports, expressions, "locked")).to.deep.equal(native);
  });

  it("keeps no state that one file could change for the next", async () => {
    const found = await inside('import dayjs from "dayjs";', [
      'dayjs.locale("de")',
      "dayjs.prototype === undefined || Object.isFrozen(dayjs.prototype)",
      "(() => { dayjs.utc = null; })()",
    ]);
    expect(found[0]).to.equal("en");
    expect(found[1]).to.equal(true);
    expect(found[2]).to.match(/^TypeError/);
  });
});

describe("the plugin csv", () => {
  after(removeFolders);

  it("reads a text import into rows", async () => {
    const folder = makeFolder({
      "0001_a.ts": migration(
        "0001_a",
        'import Papa from "papaparse";',
        'import text from "./data/countries.csv" with { type: "text" };',
        "const { data, errors } = Papa.parse(text, { header: true, dynamicTyping: true, skipEmptyLines: true });",
        "console.log(JSON.stringify([data, errors]));",
      ),
      "data/countries.csv":
        'code,name,people\r\nnz,"New Zealand, Aotearoa",5\r\nde,"a ""b""\nc",84\r\n',
    });
    const { lines } = await loadOnce(folder, { symbols: symbols.snapshot() });
    expect(JSON.parse(lines[0] ?? "")).to.deep.equal([
      [
        { code: "nz", name: "New Zealand, Aotearoa", people: 5 },
        { code: "de", name: 'a "b"\nc', people: 84 },
      ],
      [],
    ]);
  });

  it("writes rows, and knows only text", async () => {
    const found = await inside('import Papa, { parse, unparse } from "papaparse";', [
      'unparse([{ a: 1, b: "x, y" }])',
      "Object.keys(Papa).sort()",
      'parse("a;b\\n1;2", { delimiter: ";" }).data',
      "parse({})",
    ]);
    expect(found[0]).to.equal('a,b\r\n1,"x, y"');
    expect(found[1]).to.deep.equal(["parse", "unparse"]);
    expect(found[2]).to.deep.equal([
      ["a", "b"],
      ["1", "2"],
    ]);
    expect(found[3]).to.match(/^TypeError .*text of a CSV file/);
  });

  it("reads 10,000 lines within the locked limits", async () => {
    const [count] = await inside(
      'import { parse } from "papaparse";',
      [
        'parse("a,b,c\\n" + "1,2,3\\n".repeat(10000), { header: true, skipEmptyLines: true }).data.length',
      ],
      "locked",
    );
    expect(count).to.equal(10_000);
  });
});
