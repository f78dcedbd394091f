import { randomBytes } from "node:crypto";
import { type EngineConfig, Tell } from "../protocol.js";
import { withCheapJumps } from "../tiering.js";
import { bootstrapId, bootstrapSource, sealRealm, startBootstrap } from "./bootstrap.js";
import { Engine, type EngineHost } from "./engine.js";
import { Evaluator, type EvaluatorParts } from "./evaluator.js";
import { imageOf } from "./image-store.js";
import { limitReached, Trap } from "./worker-error.js";

/** What a evaluator is started with. */
export interface EvaluatorStart extends Omit<EvaluatorParts, "engine"> {
  /** The map adds to the global object, so the realm stays open until the load. */
  readonly globals: boolean;
}

/** Starts an engine with the bootstrap in it, from an image where the realm needs nothing more. */
export async function startEvaluator(start: EvaluatorStart): Promise<Evaluator> {
  try {
    return await startedEvaluator(start);
  } catch (error) {
    // A limit too low for the sandbox itself, for example 64 where 64 MB were meant.
    if (!(error instanceof Trap) || error.limit === undefined) throw error;
    throw limitReached({ limit: error.limit, limits: start.config.limits, fatal: true });
  }
}

async function startedEvaluator(start: EvaluatorStart): Promise<Evaluator> {
  const { config, main, heartbeat, store, globals } = start;
  let evaluator: Evaluator | undefined;
  const host: EngineHost = {
    ask: (op, id, text) => evaluator?.onAsk(op, id, text) ?? "",
    normalize: (base, name) => evaluator?.normalize(base, name) ?? bootstrapId(name),
    source: (id) => evaluator?.source(id) ?? bootstrapSource(id.slice(3)),
  };
  const image = globals ? undefined : await imageOf(config);
  const engine =
    image === undefined
      ? await startBootstrap(config, host)
      : await Engine.start({ ...config, host }, image);
  evaluator = new Evaluator({ engine, config, store, main, heartbeat });
  const configure = (): void => void engine.enter(Tell.configure, 0, 0, configText(config));
  // A flag of the process is not touched while other threads may load their code.
  if (config.called) configure();
  else withCheapJumps(configure);
  if (image === undefined && !globals) sealRealm(engine);
  return evaluator;
}

/** Where nothing may differ between two runs, random numbers do not either. */
function configText({ profile, limits }: EngineConfig): string {
  const { valueNodes, valueDepth, valueText, callables, posts } = limits;
  const seed = profile === "locked" ? [1, 2, 3, 4] : randomSeed();
  return JSON.stringify({ limits: { valueNodes, valueDepth, valueText, callables, posts }, seed });
}

/** A guest can tell its seed from its numbers; that must say nothing of the next one's. */
function randomSeed(): readonly number[] {
  const bytes = randomBytes(16);
  return [0, 4, 8, 12].map((at) => bytes.readUInt32LE(at) | (at === 0 ? 1 : 0));
}
