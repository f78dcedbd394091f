import { expect } from "chai";
import { type KeptValues, TableMap } from "../../src/schema/table-map.js";

/** A generator of numbers with a seed, so that a failure comes again. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state;
  };
}

/** Values that are kept elsewhere, and a list of the keys whose values were asked for. */
function kept(
  entries: readonly (readonly [string, number])[],
): KeptValues<number> & { readonly asked: string[] } {
  const all = new Map([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
  const asked: string[] = [];
  return {
    asked,
    size: all.size,
    has: (key) => all.has(key),
    keys: () => all.keys(),
    get: (key) => {
      if (all.has(key)) asked.push(key);
      return all.get(key);
    },
  };
}

describe("TableMap", () => {
  it("does what a Map does, sorted by key, through 20,000 random changes", () => {
    const next = numbers(7);
    const model = new Map<string, number>();
    let map = TableMap.from<number>([]);
    for (let step = 0; step < 20_000; step++) {
      const key = `k${next() % 500}`;
      if (next() % 3 === 0) {
        model.delete(key);
        map = map.without(key);
      } else {
        model.set(key, step);
        map = map.with(key, step);
      }
      expect(map.get(key)).to.equal(model.get(key));
    }
    const sorted = [...model].sort(([a], [b]) => (a < b ? -1 : 1));
    expect([...map]).to.deep.equal(sorted);
    expect([...map.keys()]).to.deep.equal(sorted.map(([key]) => key));
    expect([...map.values()]).to.deep.equal(sorted.map(([, value]) => value));
    expect(map.size).to.equal(model.size);
  });

  it("a change leaves the map that it came from alone", () => {
    const one = TableMap.from([["a", 1]]);
    const two = one.with("b", 2).with("a", 3);
    const none = two.without("a").without("b");
    expect([[...one], [...two], [...none]]).to.deep.equal([
      [["a", 1]],
      [
        ["a", 3],
        ["b", 2],
      ],
      [],
    ]);
  });

  it("is the same map when there is nothing to take out", () => {
    const map = TableMap.from([["a", 1]]);
    expect(map.without("b")).to.equal(map);
    expect(map.get("constructor")).to.equal(undefined);
  });

  it("tells through 5,000 random changes what another map does not have", () => {
    const next = numbers(11);
    let maps = [TableMap.from<number>([])];
    for (let step = 0; step < 5000; step++) {
      const last = maps.at(-1) ?? TableMap.from<number>([]);
      const key = `k${next() % 200}`;
      maps = [...maps.slice(-20), next() % 3 === 0 ? last.without(key) : last.with(key, step)];
      const [first = last] = maps;
      const missing = [...last.keys()].filter((one) => last.get(one) !== first.get(one));
      const gone = [...first.keys()].filter((one) => last.get(one) !== first.get(one));
      expect([...last.keysNotIn(first)]).to.deep.equal(missing);
      expect([...first.keysNotIn(last)]).to.deep.equal(gone);
    }
  });

  it("stays shallow when keys come in order", () => {
    let map = TableMap.from<number>([]);
    for (let n = 0; n < 100_000; n++) map = map.with(String(n).padStart(6, "0"), n);
    expect(map.get("099999")).to.equal(99_999);
    expect(map.size).to.equal(100_000);
  });

  it("does the same over values that are kept elsewhere, of which none is asked for that is not looked at", () => {
    const next = numbers(13);
    const entries = Array.from({ length: 300 }, (_, at) => [`k${2 * at}`, -at] as const);
    const base = kept(entries);
    const model = new Map<string, number>(entries);
    let map = TableMap.over(base);
    for (let step = 0; step < 5000; step++) {
      const key = `k${next() % 600}`;
      if (next() % 2 === 0) {
        model.delete(key);
        map = map.without(key);
      } else {
        model.set(key, step);
        map = map.with(key, step);
      }
      expect(map.has(key)).to.equal(model.has(key));
      expect(map.size).to.equal(model.size);
      if (step === 100) {
        const sorted = [...model].sort(([a], [b]) => (a < b ? -1 : 1));
        expect([...map.keys()]).to.deep.equal(sorted.map(([one]) => one));
        expect(base.asked).to.deep.equal([]);
      }
    }
    const sorted = [...model].sort(([a], [b]) => (a < b ? -1 : 1));
    expect([...map]).to.deep.equal(sorted);
    expect([...map.keys()]).to.deep.equal(sorted.map(([key]) => key));
    expect([...map.values()]).to.deep.equal(sorted.map(([, value]) => value));
    for (const [key, value] of entries)
      expect(map.get(key) === value).to.equal(model.get(key) === value);
    const known = new Map(map.changes());
    for (const [key, value] of entries) {
      if (known.has(key)) expect(known.get(key)).to.equal(model.get(key));
      else expect(model.get(key)).to.equal(value);
    }
  });

  it("tells what another map over the same values does not have, and of what none has changed nothing", () => {
    const next = numbers(17);
    const base = kept(Array.from({ length: 100 }, (_, at) => [`k${2 * at}`, -at] as const));
    let maps = [TableMap.over(base)];
    const end = TableMap.over(
      kept([
        ["k0", 0],
        ["k5", 5],
      ]),
    );
    for (let step = 0; step < 2000; step++) {
      const last = maps.at(-1) ?? end;
      const key = `k${next() % 200}`;
      const changed = next() % 3 === 0 ? last.without(key) : last.with(key, step);
      maps = [...maps.slice(-20), changed];
      const [first = last] = maps;
      for (const [one, other] of [
        [changed, first],
        [first, changed],
        [changed, end],
        [end, changed],
      ] as const) {
        const missing = [...one.keys()].filter((name) => one.get(name) !== other.get(name));
        expect([...one.keysNotIn(other)]).to.deep.equal(missing);
      }
    }
    const fresh = TableMap.over(base);
    base.asked.length = 0;
    expect(fresh.with("k3", 1).without("k4").keysNotIn(fresh)).to.deep.equal(["k3"]);
    expect(fresh.keysNotIn(fresh.without("k4"))).to.deep.equal(["k4"]);
    expect(new Set(base.asked)).to.deep.equal(new Set(["k4"]));
  });
});
