import { connectTo } from "../../driver/postgresql-database.js";
import { findProgram, freePort, PrivateProgram } from "../../private-program.js";

/** Where the program is; undefined where there is none. */
export const PGBOUNCER = findProgram("pgbouncer", "/usr/sbin");

/** A PgBouncer of the test's own in front of a database. */
export class Pooler {
  readonly #program: PrivateProgram;
  readonly url: string;

  private constructor(program: PrivateProgram, url: string) {
    this.#program = program;
    this.url = url;
  }

  static async start(
    target: string,
    mode: "transaction" | "session" | "statement",
  ): Promise<Pooler> {
    const url = new URL(target);
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
    url.hostname = "127.0.0.1";
    url.port = String(port);
    const program = new PrivateProgram("nobody");
    const words = ["-q", program.write("pgbouncer.ini", lines.join("\n"))];
    await program.start(PGBOUNCER ?? "", words, async () => {
      await (await connectTo(url.href)).close();
    });
    return new Pooler(program, url.href);
  }

  async stop(): Promise<void> {
    await this.#program.stop();
  }
}
