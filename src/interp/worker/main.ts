import { type MessagePort, workerData } from "node:worker_threads";
import { Heartbeat } from "../heartbeat.js";
import {
  type EngineConfig,
  type ErrorPayload,
  type FromWorker,
  type LoadPayload,
  type PostsPayload,
  type ToWorker,
  Word,
} from "../protocol.js";
import { receiveAsleep, sendAndWake } from "../sleeping-port.js";
import { setClock } from "./clock.js";
import type { Evaluator } from "./evaluator.js";
import { loadBuild } from "./ffi.js";
import type { GuestOutput, Reply } from "./main-thread.js";
import { globalsOf } from "./module-graph.js";
import { SourceStore } from "./source-store.js";
import { startEvaluator } from "./start-evaluator.js";
import { loadSucrase } from "./sucrase.js";
import { WorkerError } from "./worker-error.js";

const port: MessagePort = workerData.port;
const words = new Int32Array(workerData.memory);
const heartbeat = new Heartbeat(words);
heartbeat.tellClock();
let config: EngineConfig | undefined;
let evaluator: Promise<Evaluator> | undefined;
let current: Evaluator | undefined;
/** Messages that came while the guest waited for an answer and that have to wait for their turn. */
let postponed: ToWorker[] = [];

port.on("message", (message: ToWorker) => void handle(message));
const store = new SourceStore(loadSucrase());
loadBuild("release");
const parts = { main: { ask, askAsync, post }, heartbeat, store };

async function handle(message: ToWorker): Promise<void> {
  switch (message.kind) {
    case "begin":
      config = message.config;
      setClock(config.profile === "locked");
      evaluator = startEvaluator({ ...parts, config, globals: false });
      // A failure to start is reported by the load that follows.
      evaluator.catch(() => undefined);
      return;
    case "load":
      await load(message);
      return;
    case "call":
      await call(message);
      return;
    case "settle":
      current?.settle(message.op, message.text);
      return;
    case "end":
      send({ kind: "ended", leak: current?.checkLeaks() });
      evaluator = undefined;
      current = undefined;
      return;
    case "reply":
      return;
    default:
      message satisfies never;
  }
}

async function load(message: Extract<ToWorker, { kind: "load" }>): Promise<void> {
  let error: ErrorPayload | undefined;
  try {
    current = await evaluatorFor(message.load);
    if (current === undefined) throw new TypeError("load came before begin");
    await current.load(message.load);
  } catch (thrown) {
    error = toPayload(thrown);
  }
  const output = current?.takeOutput() ?? { console: [], posts: [] };
  send({ kind: "loaded", ...output, error });
}

/** The started evaluator, or one whose realm is open, for the few loads that add to it. */
async function evaluatorFor(payload: LoadPayload): Promise<Evaluator | undefined> {
  const started = await evaluator;
  if (config === undefined || globalsOf(payload) < 0) return started;
  // The one that is not used must not stay beside it.
  evaluator = startEvaluator({ ...parts, config, globals: true });
  return await evaluator;
}

async function call(message: Extract<ToWorker, { kind: "call" }>): Promise<void> {
  const { slot, callable, text, sync } = message;
  let result = "";
  let error: ErrorPayload | undefined;
  const target = current;
  try {
    if (target === undefined) throw new TypeError("call came before load");
    result = sync ? target.callSync(slot, callable, text) : await target.call(slot, callable, text);
  } catch (thrown) {
    error = toPayload(thrown);
  }
  const output = target?.takeOutput() ?? { console: [], posts: [] };
  send({ kind: "result", slot, ...output, text: result, error });
}

function send(message: FromWorker): void {
  sendAndWake({ port, words, word: Word.toMain }, message);
}

function post(posts: readonly PostsPayload[]): void {
  send({ kind: "posts", posts });
}

function askAsync(op: number, text: string, output: GuestOutput): void {
  send({ kind: "askAsync", op, text, ...output });
}

/** Asks the main thread and sleeps until it answers; synchronous calls are served meanwhile. */
function ask(text: string, output: GuestOutput): Reply {
  send({ kind: "ask", text, ...output });
  for (;;) {
    const message = receiveAsleep<ToWorker>({ port, words, word: Word.toWorker });
    if (message.kind === "reply") return finishAsk(message);
    if (message.kind === "settle" || (message.kind === "call" && message.sync)) {
      // Both run synchronously up to their answer.
      void handle(message);
    } else postponed.push(message);
  }
}

function finishAsk(reply: Reply): Reply {
  const waiting = postponed;
  postponed = [];
  for (const message of waiting) setImmediate(() => void handle(message));
  return reply;
}

function toPayload(thrown: unknown): ErrorPayload {
  if (thrown instanceof WorkerError) return thrown.payload;
  const message = thrown instanceof Error ? thrown.message : "unknown";
  return new WorkerError({
    code: "INTERP_ENGINE_FAILED",
    message: `the interpreter failed: ${message.slice(0, 500)}`,
    hint: "Report it with the files that cause it.",
    fatal: true,
  }).payload;
}
