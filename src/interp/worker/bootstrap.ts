import { readFileSync } from "node:fs";
import { type EngineConfig, Space, Tell } from "../protocol.js";
import { setClock } from "./clock.js";
import { Engine, type EngineHost } from "./engine.js";
import { differingRuns, type EngineImage } from "./engine-image.js";
import { instantiate } from "./instance.js";

/** In front of the name of a module of the bootstrap. */
export const BOOTSTRAP = `${Space.bootstrap}:`;
/** The one module of the bootstrap that the guest has in common with worker and host. */
const PROTOCOL = "protocol";
/** Room for the engine's own data and stack, and for the bootstrap. */
const IMAGE_MEMORY = 16 * 1024 * 1024;

/** An engine that meets nothing but the bootstrap. */
const TRUSTED_ONLY: EngineHost = {
  ask: () => "",
  normalize: (_base, name) => bootstrapId(name),
  source: (id) => bootstrapSource(id.slice(BOOTSTRAP.length)),
};

const texts = new Map<string, string>();

/** The source of a module of the bootstrap, by the name behind its space; names never come from guests. */
export function bootstrapSource(name: string): string {
  let text = texts.get(name);
  if (text === undefined) {
    if (!/^[a-z-]{1,40}$/.test(name)) return "throw new TypeError('no such module');";
    text = readFileSync(
      new URL(name === PROTOCOL ? `../${name}.js` : `../guest/${name}.js`, import.meta.url),
      "utf8",
    );
    texts.set(name, text);
  }
  return text;
}

/** The identity of a module of the bootstrap that another one imports as `./name.js`, or `../protocol.js`. */
export function bootstrapId(specifier: string): string {
  return `${BOOTSTRAP}${specifier.replace(/^\.\.?\//, "").replace(/\.js$/, "")}`;
}

/** An engine with the guest's half of the membrane in it; the realm can still be added to. */
export async function startBootstrap(config: EngineConfig, host: EngineHost): Promise<Engine> {
  const engine = await Engine.start({ ...config, host });
  engine.handOver();
  engine.evaluateTrusted(`${BOOTSTRAP}main`, bootstrapSource("main"));
  engine.takeEntry();
  return engine;
}

/** Closes the realm: what can be reached is frozen, and foreign code may run from here. */
export function sealRealm(engine: Engine): void {
  engine.enter(Tell.seal, 0, 0, "");
}

/**
 * What the memory of an engine with a sealed realm has. It is taken of an engine made for that, in
 * the smallest memory, in which no file has ever run.
 */
export async function bootstrapImage(config: EngineConfig): Promise<EngineImage> {
  const small = { ...config, limits: { ...config.limits, memoryBytes: IMAGE_MEMORY } };
  // The engine reads the clock when it starts; an image should be the same each time.
  setClock(true);
  try {
    const engine = await startBootstrap(small, TRUSTED_ONLY);
    sealRealm(engine);
    const none = () => undefined;
    const blank = await instantiate(small, none, none);
    return { roots: engine.roots, runs: differingRuns(blank.memory, engine.memory) };
  } finally {
    setClock(config.profile === "locked");
  }
}
