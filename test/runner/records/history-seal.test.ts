import { expect } from "chai";
import type { MigrationFile } from "../../../src/migration/migration.js";
import { HistorySeal, type SealedRow } from "../../../src/runner/records/history-seal.js";

const NAMES = ["0001_a", "0002_b", "0003_c", "0004_d"];

const texts = (...given: readonly string[]): ReadonlyMap<string, string> =>
  new Map(given.map((text, at) => [NAMES[at] ?? "", text]));

/** Files whose bytes lie beside each other in that order. */
function filesOf(
  given: ReadonlyMap<string, string>,
  order: readonly string[] = [...given.keys()],
): ReadonlyMap<string, MigrationFile> {
  const memory = Buffer.from(order.map((name) => `\0${given.get(name)}`).join(""));
  let next = 0;
  return new Map(
    order.map((name) => {
      const start = next;
      next += 1 + Buffer.byteLength(given.get(name) ?? "");
      const part = { memory, start, end: next };
      return [name, { name, checksum: `sum of ${given.get(name)}`, secret: () => part }];
    }),
  );
}

function rowsOf(files: ReadonlyMap<string, MigrationFile>): readonly SealedRow[] {
  return [...files.values()].map(({ name, checksum }) => ({ name, checksum, ignored: [] }));
}

function sealOf(
  files: ReadonlyMap<string, MigrationFile>,
  { history = rowsOf(files), salt = "1.0" } = {},
): HistorySeal {
  const seal = HistorySeal.of({ salt, history, files });
  if (seal === undefined) throw new Error("no seal");
  return seal;
}

const FOUR = texts("eins", "zwei ä", "drei", "vier");

describe("the seal of a history", () => {
  const files = filesOf(FOUR);
  const whole = sealOf(files);
  const code = whole.seal("text");

  it("is the same however the files lie in memory, and in whichever order the rows are", () => {
    const apart = new Map(
      [...FOUR].flatMap(([name, text]) => [...filesOf(new Map([[name, text]]))]),
    );
    for (const other of [
      sealOf(filesOf(FOUR, NAMES.toReversed())),
      sealOf(filesOf(FOUR, ["0003_c", "0001_a", "0002_b", "0004_d"])),
      sealOf(apart),
      sealOf(files, { history: rowsOf(files).toReversed() }),
    ]) {
      expect(other.standsFor).to.equal(whole.standsFor);
      expect(other.isSealed("text", code)).to.equal(true);
    }
  });

  it("grows into that of a longer history, once or step by step, and stays what it was", () => {
    const rows = rowsOf(files);
    for (let length = 0; length < rows.length; length++) {
      const first = sealOf(files, { history: rows.slice(0, length) });
      const before = first.seal("text");
      const once = first.with(rows.slice(length), files);
      const steps = rows
        .slice(length)
        .reduce<HistorySeal | undefined>((seal, row) => seal?.with([row], files), first);
      for (const grown of [once, steps]) {
        expect(grown?.standsFor).to.equal(whole.standsFor);
        expect(grown?.seal("text")).to.equal(code);
      }
      expect(first.seal("text")).to.equal(before);
    }
  });

  it("does not grow by what comes before its end, or by a file that is another one", () => {
    const rows = rowsOf(files);
    const third = sealOf(files, { history: rows.slice(0, 3) });
    expect(third.with(rows.slice(2), files)).to.equal(undefined);
    expect(third.with(rows.slice(0, 1), files)).to.equal(undefined);
    const changed = [{ ...(rows[3] as SealedRow), checksum: "other" }];
    expect(third.with(changed, files)).to.equal(undefined);
    expect(third.with([{ ...(rows[3] as SealedRow), checksum: undefined }], files)).to.equal(
      undefined,
    );
    expect(third.with([{ name: "0005_gone", checksum: "x", ignored: [] }], files)?.withoutFile)
      .to //
      .deep.equal(["0005_gone"]);
  });

  it("cannot be made by who knows the history and has not all of the files", () => {
    for (const [at, name] of NAMES.entries()) {
      const guess = new Map(FOUR).set(name, "guess");
      // What is in the history is no secret.
      const theirs = new Map(
        [...filesOf(guess)].map(([key, file]) => [
          key,
          { ...file, checksum: files.get(key)?.checksum ?? "" },
        ]),
      );
      const forged = sealOf(theirs);
      expect(forged.standsFor).to.equal(whole.standsFor);
      expect(whole.isSealed("text", forged.seal("text")), name).to.equal(false);
      const rest = rowsOf(theirs).slice(at);
      const grown = sealOf(theirs, { history: rowsOf(theirs).slice(0, at) }).with(rest, theirs);
      expect(whole.isSealed("text", grown?.seal("text") ?? ""), name).to.equal(false);
    }
  });

  it("stands for names, checksums, what was ignored and what it was made for, and for one text", () => {
    const rows = rowsOf(files);
    const [first, second, ...more] = rows as readonly [SealedRow, SealedRow, ...SealedRow[]];
    const ignored = [{ operation: 1, error: "", present: false }];
    const others = [
      sealOf(files, { salt: "1.1" }),
      sealOf(files, { history: rows.slice(1) }),
      sealOf(files, { history: [{ ...first, ignored }, second, ...more] }),
      sealOf(files, { history: [first, { ...second, ignored }, ...more] }),
      sealOf(files, {
        history: [{ ...first, ignored: [{ operation: 1, error: "", present: true }] }, ...more],
      }),
    ];
    const digests = new Set([whole, ...others].map(({ standsFor }) => standsFor));
    expect(digests.size).to.equal(1 + others.length);
    for (const other of others) expect(whole.isSealed("text", other.seal("text"))).to.equal(false);
    expect(whole.isSealed("texts", code)).to.equal(false);
  });
});
