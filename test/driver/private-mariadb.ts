import { findProgram, freePort, PrivateProgram } from "../private-program.js";

/** More than one address only where asked for. */
export interface MariadbSettings {
  readonly addresses?: string;
  /** More words for the command line, `--name=value`. */
  readonly words: (program: PrivateProgram) => readonly string[];
  /** Tells whether the server answers on the port. */
  readonly reach: (port: number) => Promise<unknown>;
}

const installDb = findProgram("mariadb-install-db");
const mariadbd = findProgram("mariadbd", "/usr/sbin");

/** What a MariaDB of the test's own needs, and where it is. */
export const MARIADB_PROGRAMS = [
  ["mariadb-install-db", installDb],
  ["mariadbd", mariadbd],
] as const;

/** A new MariaDB whose user `root` has no password. */
export async function startMariadb(
  settings: MariadbSettings,
): Promise<{ readonly program: PrivateProgram; readonly port: number }> {
  const { addresses = "127.0.0.1", words, reach } = settings;
  const program = new PrivateProgram("mysql");
  const data = `--datadir=${program.path("data")}`;
  program.run(installDb ?? "", [
    ...["--no-defaults", data, "--skip-test-db", "--auth-root-authentication-method=normal"],
  ]);
  const port = await freePort();
  const line = [
    ...["--no-defaults", data, `--port=${port}`, `--bind-address=${addresses}`],
    ...[`--socket=${program.path("socket")}`, `--pid-file=${program.path("pid")}`],
    "--innodb-flush-log-at-trx-commit=0",
    ...words(program),
  ];
  await program.start(mariadbd ?? "", line, () => reach(port));
  return { program, port };
}
