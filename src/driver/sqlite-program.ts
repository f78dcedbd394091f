import { parentPort, Worker } from "node:worker_threads";
import type { Connection } from "./driver.js";
import { DriverError } from "./driver-error.js";
import { SqliteDriver } from "./sqlite-driver.js";
import type { Answer, Call } from "./sqlite-station.js";

// What runs in a thread or in a process of its own, see SqliteStation: one session.
const send = parentPort === null ? serveParent() : serveThread(parentPort);

let connection: Connection | undefined;
let last: Promise<void> = Promise.resolve();

function serveThread(port: NonNullable<typeof parentPort>): (answer: Answer) => void {
  port.on("message", take);
  return (answer) => port.postMessage(answer);
}

/** Its parent ends it; Ctrl-C reaches the whole group, and what becomes of it is the parent's to say. */
function serveParent(): (answer: Answer) => void {
  process.on("SIGINT", () => {});
  process.on("disconnect", () => process.exit());
  process.on("message", take);
  return (answer) => void process.send?.(answer);
}

// A parent that was killed cannot end it, and a statement that runs hears of nothing: a thread looks.
// Its number comes from itself: it may be gone before the thread has begun.
const WATCH =
  "const { workerData: parent } = require('node:worker_threads');" +
  "setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL'); }, 100);";
function watchParent(): void {
  new Worker(WATCH, { eval: true, workerData: Number(process.argv[2]) }).unref();
}

function take(call: Call): void {
  last = last.then(() => (isOrphan() ? process.exit() : answer(call)));
}

/** What a parent asked that is gone by now is not begun: its lock may be another's. */
function isOrphan(): boolean {
  return parentPort === null && process.ppid !== Number(process.argv[2]);
}

async function answer(call: Call): Promise<void> {
  const answer = await run(call).then(
    (value): Answer => ({ value }),
    (error: unknown): Answer => ({ failure: failureOf(error) }),
  );
  send(answer);
}

async function run(call: Call): Promise<unknown> {
  if (call.kind === "connect") {
    connection = await new SqliteDriver().connect(call.options);
    // The parent goes on with the answer while the thread starts.
    if (parentPort === null) setImmediate(watchParent);
    return connection.label;
  }
  if (connection === undefined) throw new Error("nothing is connected");
  switch (call.kind) {
    case "query":
      return await connection.query(call.sql, call.parameters);
    case "execute":
      return await connection.execute(call.sql, call.parameters);
    case "begin":
    case "commit":
      return await connection[call.kind](call.options);
    default:
      return await connection[call.kind]();
  }
}

function failureOf(error: unknown): Answer["failure"] {
  if (!(error instanceof DriverError)) return { code: "", message: String(error) };
  const { code, message, hint, serverCode, position, detail, connectionLost } = error;
  return { code, message, hint, serverCode, position, detail, connectionLost };
}
