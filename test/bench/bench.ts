// `npm run bench`: what the tool costs as a ratio to the raw driver loop, measured in the same run,
// beside what other tools cost.
// Options: --rounds N (5), --databases sqlite,postgresql,mysql, --sizes 10,100,1000 (SQLite; 10000 takes
// long), --server-sizes 1000, --away 10 (milliseconds one way; 0 leaves it out), --no-peers
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Field, MM } from "./contestants.js";
import type { Contestant } from "./measure.js";
import { installPeers } from "./peers.js";
import { type Places, placesOf } from "./place.js";
import { report } from "./report.js";

const { values } = parseArgs({
  allowNegative: true,
  options: {
    rounds: { type: "string", default: "5" },
    databases: { type: "string", default: "sqlite,postgresql,mysql" },
    sizes: { type: "string", default: "10,100,1000" },
    "server-sizes": { type: "string", default: "1000" },
    away: { type: "string", default: "10" },
    peers: { type: "boolean", default: true },
  },
});
const rounds = Number(values.rounds);
const peers = values.peers ? installPeers() : undefined;

await benchStartUp();
for (const database of values.databases.split(",")) {
  const places = placesOf(database);
  if (typeof places === "string") process.stdout.write(`without ${database}: ${places}\n`);
  else if (database === "sqlite") await benchFile(places);
  else await benchServer(database, places);
}

async function benchStartUp(): Promise<void> {
  const contestant = (name: string, ...parameters: string[]): Contestant => ({
    name,
    parameters,
    cwd: tmpdir(),
    prepare: () => {},
  });
  const contestants = [
    contestant("node -e 0", "-e", "0"),
    contestant("mm --version", MM, "--version"),
    contestant("mm --help", MM, "--help"),
  ];
  await report("start-up", contestants, rounds);
}

async function benchFile(places: Places): Promise<void> {
  for (const size of numbers(values.sizes)) {
    await withField({ database: "sqlite", places, size, delay: 0, atomic: true }, async (field) => {
      await report(`sqlite, cold up of ${size}`, field.cold(), rounds);
      await benchApplied("sqlite", field);
    });
  }
}

/** What a server costs: the runs on many migrations here, and all of them with a line in between. */
async function benchServer(database: string, places: Places): Promise<void> {
  for (const size of numbers(values["server-sizes"])) {
    await withField({ database, places, size, delay: 0, atomic: false }, async (field) => {
      await report(`${database}, cold up of ${size}`, field.cold(), 1);
      await benchApplied(database, field);
    });
  }
  const delay = Number(values.away);
  if (delay === 0) return;
  const title = `${database}, ${2 * delay} ms away`;
  await withField({ database, places, size: 10, delay, atomic: false }, async (field) => {
    await report(`${title}, cold up of 10`, field.cold(), rounds);
    await benchApplied(title, field);
  });
}

async function benchApplied(title: string, field: Field): Promise<void> {
  await report(`${title}, no-op up, ${field.size} applied`, field.idle(), rounds);
  await report(`${title}, one new on ${field.size}`, field.growing(), rounds);
}

async function withField(
  options: Omit<Parameters<typeof Field.create>[0], "folder" | "peers">,
  work: (field: Field) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "mm-bench-"));
  try {
    const field = await Field.create({ ...options, folder, peers });
    try {
      await work(field);
    } finally {
      await field.remove();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function numbers(list: string): readonly number[] {
  return list.split(",").map(Number);
}
