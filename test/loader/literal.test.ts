import { expect } from "chai";
import { type LoadRegistryOptions, loadRegistry } from "../../src/embed/load-registry.js";
import { type HostSymbol, isSource, type SymbolMap } from "../../src/interp/symbol-map.js";
import { literalPosts } from "../../src/loader/literal-posts.js";
import { builtIn } from "../../symbols/index.js";
import { Random } from "../property/random.js";
import { mutate } from "../sandbox/fuzz-sources.js";
import { compare, fileWith, LIMITS } from "./literal-compare.js";
import {
  chainSources,
  changeTokens,
  randomSource,
  sourcesOfProject,
  writtenSources,
} from "./literal-sources.js";
import { makeFolder, migration, removeFolders } from "./temp-folder.js";

/** Random files, and as many that were changed at random, twice; more with MM_TEST_LITERALS=100000. */
const ROUNDS = Number(process.env.MM_TEST_LITERALS ?? 1500);
const SEED = 42;
const IMPORT = 'import * as m from "makemigrations";';
const CALL = 'm.register({ name: "a" });';

describe("files that hold nothing but data are read as the engine reads them", function () {
  this.timeout(0);

  it("all that `generate` can write, each of them without the engine", async () => {
    const texts = writtenSources();
    expect(texts.length).to.be.greaterThan(90);
    expect(await compare(texts)).to.equal(texts.length);
  });

  it("the files of the repository, of which most are such", async () => {
    const texts = sourcesOfProject();
    expect(texts.length).to.be.greaterThan(130);
    expect(await compare(texts))
      .to.be.greaterThan(100)
      .and.lessThan(texts.length);
  });

  it("migrations as random chains have them", async () => {
    const texts = Array.from({ length: 40 }, (_, seed) => chainSources(seed)).flat();
    expect(await compare(texts)).to.equal(texts.length);
  });

  it(`${ROUNDS} random files in all ways to write them (seed ${SEED})`, async () => {
    const random = new Random(SEED);
    const texts = Array.from({ length: ROUNDS }, () => randomSource(random));
    expect(await compare(texts)).to.be.greaterThan(ROUNDS / 2);
  });

  it(`${2 * ROUNDS} files with tokens removed, doubled and replaced (seed ${SEED})`, async () => {
    const random = new Random(SEED);
    const corpus = [...writtenSources(), ...sourcesOfProject()];
    const texts = Array.from({ length: 2 * ROUNDS }, (_, at) => {
      if (at % 4 === 0) return mutate(random, corpus);
      const text = random.chance(0.5) ? random.pick(corpus) : randomSource(random);
      return changeTokens(random, text);
    });
    const read = await compare(texts);
    expect(read)
      .to.be.greaterThan(ROUNDS / 10)
      .and.lessThan(ROUNDS);
  });
});

describe("files of data are read where what they import is what ships, and by the owner of the files", () => {
  after(removeFolders);

  const symbols = builtIn().snapshot();
  const code = `import { register as post } from "host";
export const register = (data) => post({ ...data, name: "0001_other" });`;
  const host = { register: symbolOf(symbols, "register") };
  const others = {
    ...symbols,
    makemigrations: builtIn().source(code, { exports: ["register"], host }),
  };

  async function names(options: Omit<LoadRegistryOptions, "directory">): Promise<unknown> {
    const directory = makeFolder({ "0001_a.ts": migration("0001_a") });
    const loaded = await loadRegistry({ directory, ...options });
    await loaded.dispose();
    return [...loaded.registry].map(({ name }) => name);
  }

  it("and not with a map that somebody made of it", async () => {
    expect(await names({ symbols })).to.deep.equal(["0001_a"]);
    expect(await names({ symbols: others })).to.deep.equal(["0001_other"]);
    // That is how it would look: only who knows the map may say that files may be read.
    expect(await names({ symbols: others, literals: true })).to.deep.equal(["0001_a"]);
  });

  it("and never in the locked profile", async () => {
    const found = await names({ symbols: others, literals: true, profile: "locked" });
    expect(found).to.deep.equal(["0001_other"]);
  });

  it("and no plugin can take the module's place", () => {
    expect(() => builtIn().register({ makemigrations: {} }, { override: true })).to.throw(
      "can not be overridden",
    );
  });
});

function symbolOf(map: SymbolMap, name: string): HostSymbol {
  const module = map.makemigrations;
  const found = module !== undefined && isSource(module) ? module.host[name] : undefined;
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
}

describe("a long file of data", () => {
  for (const [title, part] of [
    ["texts with escapes", '"a\\n\\u0041", '],
    ["templates", "`a\\`$\n`, "],
    ["comments", "1, // a\n/* b\n */ "],
    ["quotes in comments", "1, /* \" ' ` */ "],
    ["numbers", "-12.5e3, 12n, "],
    ["lists", "[[], [{}], ], "],
    ["types", '"a" as m.B,\n'],
    ["line ends", "\r\n1,"],
    ["one text", "\\n"],
  ] as const) {
    it(`of ${title} is read from its beginning to its end`, () => {
      const many = part.repeat(Math.floor(1_000_000 / part.length));
      const value = title === "one text" ? `"${many}"` : `[${many}]`;
      const limits = { ...LIMITS, valueNodes: 10_000_000 };
      expect(literalPosts("a.ts", fileWith(value), limits)).to.have.length(1);
    });
  }

  it("of keys, and of registrations far from each other, too", () => {
    const keys = Array.from({ length: 60_000 }, (_, at) => `key${at}: ${at},`).join("\n");
    const limits = { ...LIMITS, valueNodes: 10_000_000 };
    expect(literalPosts("a.ts", fileWith(`{${keys}}`), limits)).to.have.length(1);
    const spread = `${CALL}${"\n".repeat(10_000)}`.repeat(100);
    const posts = literalPosts("a.ts", IMPORT + spread, limits);
    expect(posts?.at(-1)?.line).to.equal(99 * 10_000 + 1);
  });
});
