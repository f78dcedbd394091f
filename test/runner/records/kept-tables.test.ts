import { expect } from "chai";
import { dialectByName } from "../../../src/dialect/index.js";
import { AppliedLine } from "../../../src/runner/records/applied-line.js";
import { KeptTables } from "../../../src/runner/records/kept-tables.js";
import { readSnapshotText, snapshotText } from "../../../src/runner/records/snapshot-text.js";
import { claimTexts } from "../../../src/schema/claimed-names.js";
import { makeField } from "../../../src/schema/field.js";
import { referencesTo } from "../../../src/schema/references-to.js";
import { emptySchemaOf, type Schema } from "../../../src/schema/schema.js";
import { makeForeignKey, makeIndex, makeTable, type Table } from "../../../src/schema/table.js";
import { TableMap } from "../../../src/schema/table-map.js";
import { withTables } from "../../../src/schema/with-table.js";

const { naming } = await (await dialectByName("sqlite")).load();

function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % below;
  };
}

function table(name: string, target: string, note: number): Table {
  return makeTable({
    name,
    fields: [
      makeField({ name: "id", type: "integer" }),
      makeField({ name: `n${note}`, type: "text" }),
    ],
    indexes: [makeIndex({ name: `ix_${name}_${note}`, parts: [{ field: "id" }], unique: true })],
    foreignKeys: [
      makeForeignKey({ name: `fk_${name}`, fields: ["id"], table: target, targetFields: ["id"] }),
    ],
  });
}

function again(schema: Schema): { readonly schema: Schema; readonly kept: KeptTables } {
  const text = snapshotText({ applied: AppliedLine.of([]), schema }) ?? "";
  const read = readSnapshotText(text, naming).schema;
  const { base } = TableMap.from(read.tables);
  if (!(base instanceof KeptTables)) throw new Error("not kept");
  return { schema: read, kept: base };
}

function byName(
  tables: Iterable<readonly [string, Table]>,
  namesOf: (table: Table) => Iterable<string>,
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const [key, one] of tables) {
    for (const name of new Set(namesOf(one))) found.set(name, [...(found.get(name) ?? []), key]);
  }
  return found;
}

describe("the tables of a snapshot", () => {
  // Some keys hold what stands between and around the names in the text.
  const nameOf = (n: number): string => (n % 40 === 0 ? `T",["${n}\n.` : `t${n}`);

  it("are those that were kept, through many rounds of changes, and so is who has which name", () => {
    const next = numbers(5);
    const model = new Map<string, Table>();
    let schema = emptySchemaOf(naming);
    for (let round = 0; round < 40; round++) {
      let tables = TableMap.from(schema.tables);
      // Now a few of them, now nearly all.
      for (let left = [1, 3, 40, 900][round % 4] ?? 0; left > 0; left--) {
        const key = nameOf(next(1200));
        if (next(round % 8 < 4 ? 4 : 2) === 0) {
          model.delete(key);
          tables = tables.without(key);
        } else {
          const made = table(key, nameOf(next(1200)), next(1000));
          model.set(key, made);
          tables = tables.with(key, made);
        }
      }
      const read = again(withTables(schema, tables));
      const sorted = [...model].sort(([a], [b]) => (a < b ? -1 : 1));
      expect([...read.schema.tables.keys()]).to.deep.equal(sorted.map(([key]) => key));
      const sizes = read.kept.chunks.map(({ size }) => size);
      expect(Math.max(0, ...sizes)).to.be.at.most(256);
      expect(sizes.filter((size) => size < 32).length).to.be.at.most(1 + sizes.length / 4);
      for (const [kind, names] of [
        ["claims", byName(sorted, (one) => claimTexts(naming, one))],
        ["folded", byName(sorted, (one) => [one.name.toLowerCase()])],
        ["targets", byName(sorted, (one) => one.foreignKeys.map((key) => key.table))],
      ] as const) {
        const found = read.kept.byName(kind);
        for (const [name, keys] of names) expect(found.get(name)).to.deep.equal(keys);
        expect(found.get("nowhere") ?? []).to.deep.equal([]);
      }
      expect(read.kept.made).to.deep.equal([]);
      for (const target of [nameOf(next(1200)), nameOf(40)]) {
        const referring = sorted.flatMap(([key, one]) =>
          one.foreignKeys.some((foreign) => foreign.table === target) ? [key] : [],
        );
        expect([...referencesTo(read.schema, target)].map((one) => one.table)) //
          .to.deep.equal(referring);
      }
      const probe = nameOf(next(1200));
      expect(read.schema.tables.get(probe)).to.deep.equal(model.get(probe));
      if (round % 10 === 9) expect([...read.schema.tables]).to.deep.equal(sorted);
      schema = round % 3 === 0 ? again(read.schema).schema : read.schema;
    }
  });

  it("are not read where their chunks are out of order", () => {
    const tables = TableMap.from(
      Array.from({ length: 600 }, (_, at) => `t${1000 + at}`).map(
        (key) => [key, table(key, "t1000", 1)] as const,
      ),
    );
    const { chunks } = again(withTables(emptySchemaOf(naming), tables)).kept;
    expect(chunks.length).to.be.greaterThan(3);
    expect(() => new KeptTables(chunks.toReversed(), naming.id)).to.throw("not in order");
  });
});
