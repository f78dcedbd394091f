import { expect } from "chai";
import { engineModule } from "../../src/interp/host/engine-module.js";
import { defaultLimits, type Profile } from "../../src/interp/limits.js";
import type { EngineConfig } from "../../src/interp/protocol.js";
import { source } from "../../src/interp/symbol-map.js";
import { bootstrapImage } from "../../src/interp/worker/bootstrap.js";
import { packImage, unpackImage } from "../../src/interp/worker/engine-image.js";
import { posted } from "./setup.js";

const profiles: readonly Profile[] = ["open", "locked"];

/** Everything that can be reached from the global object, with what may be done to it. */
const WALK = `import { post } from "api";
const seen = new Map<unknown, string>();
const lines: string[] = [];
const queue: [string, unknown][] = [["globalThis", globalThis]];
for (const item of queue) {
  const [path, value] = item;
  if ((typeof value !== "object" || value === null) && typeof value !== "function") continue;
  const known = seen.get(value);
  if (known !== undefined) { lines.push(path + " = " + known); continue; }
  seen.set(value, path);
  lines.push(path + " " + typeof value + " " + Object.isFrozen(value));
  queue.push([path + ".^", Object.getPrototypeOf(value)]);
  for (const key of Reflect.ownKeys(value)) {
    const d = Object.getOwnPropertyDescriptor(value, key)!;
    const at = path + "." + String(key);
    lines.push(at + " " + [d.writable, d.enumerable, d.configurable, typeof d.value].join(" "));
    queue.push([at, d.value], [at + "<get>", d.get], [at + "<set>", d.set]);
  }
}
post(lines);`;

/** A map that adds to the global object gets an engine that is started from nothing. */
const fresh = { map: { globalThis: source("export {};", { exports: [] }) } };

async function configOf(profile: Profile): Promise<EngineConfig> {
  const engine = await engineModule("release");
  return { profile, limits: defaultLimits(profile), variant: "release", ...engine };
}

describe("the engine's image", () => {
  for (const profile of profiles) {
    it(`makes the same realm as a start from nothing, ${profile}`, async () => {
      const [image] = (await posted(WALK, { profile })) as [readonly string[]];
      const [nothing] = (await posted(WALK, { profile, ...fresh })) as [readonly string[]];
      expect(image).to.have.length.above(1000);
      expect(image).to.deep.equal(nothing);
      expect(image.filter((line) => / (?:object|function) false$/.test(line))).to.deep.equal([]);
    });

    it(`is the same each time it is made, ${profile}`, async () => {
      const config = await configOf(profile);
      const [a, b] = [await bootstrapImage(config), await bootstrapImage(config)];
      expect(packImage(a, "k").equals(packImage(b, "k"))).to.equal(true);
    });
  }

  it("leaves no way in to what a plugin adds to an open realm", async () => {
    const code = "export const names = Object.getOwnPropertyNames(globalThis);";
    const map = { globalThis: source(code, { exports: ["names"] }) };
    const text = `import { post } from "api";
      post(names.filter((name) => name.startsWith("_")));`;
    expect(await posted(text, { map })).to.deep.equal([[]]);
  });

  it("is read back as it was packed, and only for what it was made of", async () => {
    const image = await bootstrapImage(await configOf("open"));
    const packed = packImage(image, "key");
    const { roots, runs } = unpackImage(packed, "key") ?? { roots: undefined, runs: [] };
    expect(roots).to.deep.equal(image.roots);
    expect(runs.map(({ at }) => at)).to.deep.equal(image.runs.map(({ at }) => at));
    expect(runs.map(({ bytes }) => Buffer.from(bytes))).to.deep.equal(
      image.runs.map(({ bytes }) => Buffer.from(bytes)),
    );
    expect(unpackImage(packed, "another")).to.equal(undefined);
  });

  it("is not used when a byte of it was damaged", async () => {
    const packed = packImage(await bootstrapImage(await configOf("open")), "key");
    for (const at of [packed.length - 1, Math.floor(packed.length / 2)]) {
      const damaged = Buffer.from(packed);
      damaged.writeUInt8(damaged.readUInt8(at) ^ 1, at);
      expect(unpackImage(damaged, "key")).to.equal(undefined);
    }
  });

  it("is not used when it was cut off", async () => {
    const packed = packImage(await bootstrapImage(await configOf("open")), "key");
    expect(unpackImage(packed.subarray(0, packed.length - 1), "key")).to.equal(undefined);
    expect(() => unpackImage(packed.subarray(0, 40), "key")).to.throw(SyntaxError);
  });

  it("gives every load random numbers of its own, but not in the locked profile", async () => {
    const text = `import { post } from "api";
      const numbers = Array.from({ length: 2000 }, () => Math.random());
      post([numbers.slice(0, 3), Math.min(...numbers), Math.max(...numbers),
        numbers.reduce((sum, one) => sum + one, 0) / 2000, new Set(numbers).size]);`;
    const runs = [await posted(text), await posted(text)].map(
      ([value]) => value as [number[], number, number, number, number],
    );
    expect(runs[0]?.[0]).to.not.deep.equal(runs[1]?.[0]);
    for (const [, least, most, mean, different] of runs) {
      expect(least).to.be.within(0, 0.01);
      expect(most).to.be.within(0.99, 1).and.below(1);
      expect(mean).to.be.within(0.45, 0.55);
      expect(different).to.equal(2000);
    }
  });
});
