import { execFileSync, spawnSync } from "node:child_process";

/** How one database's own tool writes a dump of what a URL leads to. */
export interface DumpTool {
  readonly command: string;
  /** Name of a way to dump -> flags. */
  readonly ways: Readonly<Record<string, readonly string[]>>;
  readonly words: (url: URL) => readonly string[];
}

/** The tables of `mm` itself are no part of a dump that becomes a baseline. */
const OWN = ["makemigrations_history", "makemigrations_journal", "makemigrations_snapshot"];

const TOOLS: Readonly<Record<string, DumpTool>> = {
  mysql: {
    command: "mysqldump",
    ways: {
      default: [],
      "no data": ["--no-data", "--routines", "--triggers", "--events"],
    },
    words: ({ hostname, port, username, password, pathname }) => {
      const database = pathname.slice(1);
      return [
        `--host=${hostname}`,
        `--port=${port || "3306"}`,
        `--user=${username}`,
        ...(password === "" ? [] : [`--password=${decodeURIComponent(password)}`]),
        "--default-character-set=utf8mb4",
        "--hex-blob",
        ...OWN.map((table) => `--ignore-table=${database}.${table}`),
        database,
      ];
    },
  },
  postgresql: {
    command: "pg_dump",
    ways: { default: [], inserts: ["--inserts"], "schema only": ["--schema-only"] },
    words: ({ href }) => [...OWN.map((table) => `--exclude-table=${table}`), `--dbname=${href}`],
  },
};

/** The tool of a database, when this machine has it. */
export function dumpTool(database: string): DumpTool | undefined {
  const tool = TOOLS[database];
  if (tool === undefined || spawnSync(tool.command, ["--version"]).status !== 0) return undefined;
  return tool;
}

export function dump(tool: DumpTool, url: string, flags: readonly string[]): string {
  const words = [...flags, ...tool.words(new URL(url))];
  return execFileSync(tool.command, words, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

/** A dump without what is never the same twice: comments, the mark of a session. */
export function lasting(text: string): string {
  return text
    .split("\n")
    .filter((line) => !/^(?:--|\\(?:un)?restrict )/.test(line))
    .join("\n");
}
