import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, chmodSync, constants, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { connectTo } from "../../driver/postgresql-database.js";

/** Where the program is; undefined where there is none. */
export const PGBOUNCER = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin"]
  .map((folder) => join(folder, "pgbouncer"))
  .find(isProgram);

/** A PgBouncer of the test's own in front of a database. */
export class Pooler {
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly url: string;

  private constructor(child: ChildProcess, folder: string, url: string) {
    this.#child = child;
    this.#folder = folder;
    this.url = url;
  }

  static async start(
    target: string,
    mode: "transaction" | "session" | "statement",
  ): Promise<Pooler> {
    const url = new URL(target);
    const folder = mkdtempSync(join(tmpdir(), "mm-pooler-"));
    chmodSync(folder, 0o755);
    const port = await freePort();
    const place = [
      `host=${url.hostname}`,
      `port=${url.port || 5432}`,
      `user=${decodeURIComponent(url.username)}`,
      ...(url.password === "" ? [] : [`password=${decodeURIComponent(url.password)}`]),
    ];
    const lines = [
      "[databases]",
      `* = ${place.join(" ")}`,
      "[pgbouncer]",
      "listen_addr = 127.0.0.1",
      `listen_port = ${port}`,
      "unix_socket_dir =",
      "auth_type = any",
      `pool_mode = ${mode}`,
    ];
    const file = join(folder, "pgbouncer.ini");
    writeFileSync(file, lines.join("\n"));
    // It does not run as root.
    const user = process.getuid?.() === 0 ? ["-u", "nobody"] : [];
    const child = spawn(PGBOUNCER ?? "", ["-q", ...user, file], { stdio: "ignore" });
    url.hostname = "127.0.0.1";
    url.port = String(port);
    const pooler = new Pooler(child, folder, url.href);
    await pooler.#untilReady();
    return pooler;
  }

  async stop(): Promise<void> {
    const end = once(this.#child, "exit");
    this.#child.kill("SIGTERM");
    await end;
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #untilReady(): Promise<void> {
    while (this.#child.exitCode === null) {
      try {
        await (await connectTo(this.url)).close();
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
    throw new Error(`pgbouncer ended with ${this.#child.exitCode}`);
  }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}
