import { readFileSync } from "node:fs";
import type { Limits } from "../limits.js";
import type { Engine } from "./engine.js";
import { Tell } from "./tell.js";

const texts = new Map<string, string>();

/** The source of a module of the bootstrap, by the name behind `mm:`; names never come from guests. */
export function bootstrapSource(name: string): string {
  let text = texts.get(name);
  if (text === undefined) {
    if (!/^[a-z-]{1,40}$/.test(name)) return "throw new TypeError('no such module');";
    text = readFileSync(new URL(`../guest/${name}.js`, import.meta.url), "utf8");
    texts.set(name, text);
  }
  return text;
}

/** The identity of a module of the bootstrap that another one imports as `./name.js`. */
export function bootstrapId(specifier: string): string {
  return `mm:${specifier.replace(/^\.\//, "").replace(/\.js$/, "")}`;
}

/** Evaluates the guest's half of the membrane; nothing foreign has run before. */
export function startBootstrap(engine: Engine, limits: Limits): void {
  const { valueNodes, valueDepth, valueText, callables, posts } = limits;
  engine.handOver(
    JSON.stringify({ limits: { valueNodes, valueDepth, valueText, callables, posts } }),
  );
  engine.evaluateTrusted("mm:main", bootstrapSource("main"));
  engine.takeEntry(Tell.stack);
}
