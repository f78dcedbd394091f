import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { postgresqlSql } from "../../src/dialect/postgresql/sql-rules.js";
import type { Connection, Driver } from "../../src/driver/driver.js";
import { DriverError } from "../../src/driver/driver-error.js";
import { MysqlDriver } from "../../src/driver/mysql-driver.js";
import { PostgresqlDriver } from "../../src/driver/postgresql-driver.js";
import { findProgram, freePort, PrivateProgram } from "../private-program.js";
import { MARIADB_PROGRAMS, startMariadb } from "./private-mariadb.js";
import { makeTlsFiles, type TlsFiles } from "./tls-files.js";

/** A server with a certificate for `localhost` that talks to no client without TLS. */
interface TlsServer {
  readonly program: PrivateProgram;
  readonly port: number;
}

/** How a kind of server is started, and what its URLs say. */
interface Kind {
  readonly driver: Driver;
  readonly needs: readonly (readonly [program: string, place: string | undefined])[];
  start(files: TlsFiles): Promise<TlsServer>;
  url(host: string, port: number, parameters: Readonly<Record<string, string>>): string;
  /** The URL's words: without TLS, where there is TLS, unverified, the authority verified, the host name as well. */
  readonly modes: Readonly<Record<"off" | "either" | "on" | "authority" | "name", string>>;
  readonly parameters: Readonly<Record<"mode" | "root" | "certificate" | "key", string>>;
  /** What a session without TLS is told. */
  readonly refusal: string;
  readonly encrypted: string;
}

/** Linux has all of 127.*; the second one is in the certificate. */
const ADDRESSES = process.platform === "linux" ? "127.0.0.1,127.0.0.2" : "127.0.0.1";
const RELEASES = "/usr/lib/postgresql";
const binaries = folders(RELEASES).map((version) => join(RELEASES, version, "bin"));
const initdb = findProgram("initdb", ...binaries);
const postgres = findProgram("postgres", ...binaries);
const openssl = findProgram("openssl");

function folders(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

const KINDS: Readonly<Record<string, Kind>> = {
  PostgreSQL: {
    driver: new PostgresqlDriver(postgresqlSql),
    needs: [
      ["openssl", openssl],
      ["initdb", initdb],
      ["postgres", postgres],
    ],
    async start(files) {
      const program = new PrivateProgram("postgres");
      const data = program.path("data");
      program.run(initdb ?? "", ["--no-sync", "--auth=trust", "--username=postgres", data]);
      program.write("data/server.pem", files.read(files.server.certificate));
      program.write("data/server.key", files.read(files.server.key));
      program.write("data/authority.pem", files.read(files.authority));
      program.write(
        "data/pg_hba.conf",
        "hostssl template1 all all cert\nhostssl all all all trust\n",
      );
      const port = await freePort();
      const settings = {
        ssl: "on",
        ssl_cert_file: "server.pem",
        ssl_key_file: "server.key",
        ssl_ca_file: "authority.pem",
        unix_socket_directories: "",
        listen_addresses: ADDRESSES,
        fsync: "off",
      };
      const words = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
      const reach = () => reached(this, port);
      await program.start(postgres ?? "", ["-D", data, "-p", String(port), ...words], reach);
      return { program, port };
    },
    url: (host, port, parameters) =>
      urlOf(`postgresql://postgres@${host}:${port}/postgres`, parameters),
    modes: {
      off: "disable",
      either: "prefer",
      on: "require",
      authority: "verify-ca",
      name: "verify-full",
    },
    parameters: { mode: "sslmode", root: "sslrootcert", certificate: "sslcert", key: "sslkey" },
    refusal: "28000",
    encrypted: "SELECT ssl AS yes FROM pg_stat_ssl WHERE pid = pg_backend_pid()",
  },
  MariaDB: {
    driver: new MysqlDriver(),
    needs: [["openssl", openssl], ...MARIADB_PROGRAMS],
    start(files) {
      return startMariadb({
        addresses: ADDRESSES,
        words: (program) => [
          `--ssl-cert=${program.write("server.pem", files.read(files.server.certificate))}`,
          `--ssl-key=${program.write("server.key", files.read(files.server.key))}`,
          `--ssl-ca=${program.write("authority.pem", files.read(files.authority))}`,
          "--require-secure-transport=ON",
        ],
        reach: (port) => reached(this, port),
      });
    },
    url: (host, port, parameters) => urlOf(`mysql://root@${host}:${port}/mysql`, parameters),
    modes: {
      off: "disabled",
      either: "preferred",
      on: "required",
      authority: "verify-ca",
      name: "verify-identity",
    },
    parameters: { mode: "ssl-mode", root: "ssl-ca", certificate: "ssl-cert", key: "ssl-key" },
    // MySQL would say why.
    refusal: "ER_ACCESS_DENIED_ERROR",
    encrypted:
      "SELECT variable_value <> '' AS yes FROM information_schema.session_status WHERE variable_name = 'Ssl_cipher'",
  },
};

function urlOf(base: string, parameters: Readonly<Record<string, string>>): string {
  return `${base}?${new URLSearchParams(parameters)}`;
}

async function reached(kind: Kind, port: number): Promise<void> {
  const url = kind.url("127.0.0.1", port, { [kind.parameters.mode]: kind.modes.on });
  await (await connect(kind, url)).close();
}

function connect({ driver }: Kind, url: string): Promise<Connection> {
  return driver.connect({ url, connectTimeout: 60_000, readOnly: false });
}

for (const [name, kind] of Object.entries(KINDS)) {
  describe(`TLS with ${name} and real certificates`, () => {
    const missing = kind.needs.find(([, place]) => place === undefined);
    if (missing !== undefined) {
      it(`is left out: there is no program ${missing[0]}`);
      return;
    }
    let files: TlsFiles;
    let server: TlsServer;

    before(async () => {
      files = makeTlsFiles("postgres");
      server = await kind.start(files);
    });

    after(async () => {
      await server?.program.stop("SIGQUIT");
      files?.remove();
    });

    type Mode = keyof Kind["modes"];
    const url = (mode: Mode, host: string, root?: string) =>
      kind.url(host, server.port, {
        [kind.parameters.mode]: kind.modes[mode],
        ...(root === undefined ? {} : { [kind.parameters.root]: root }),
      });

    async function works(text: string): Promise<void> {
      const connection = await connect(kind, text);
      const [row] = await connection.query(kind.encrypted);
      expect(Boolean(row?.yes)).to.equal(true);
      await connection.close();
    }

    async function refused(text: string): Promise<DriverError> {
      const error = await connect(kind, text).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      if (!(error instanceof DriverError)) throw new Error(`not refused: ${String(error)}`);
      expect(error.code).to.equal("DRIVER_CONNECT_FAILED");
      expect(error.hint, error.message).to.be.a("string");
      return error;
    }

    it("is wanted by the server: without it there is no session", async () => {
      expect((await refused(url("off", "localhost"))).serverCode).to.equal(kind.refusal);
    });

    it("takes any certificate where only encryption is asked for", async () => {
      await works(url("on", "localhost"));
      await works(url("on", "127.0.0.1"));
    });

    it("is there where it is only preferred", async () => {
      await works(url("either", "localhost"));
      await works(url("either", "127.0.0.1"));
    });

    it("verifies the authority, whatever the host is called", async () => {
      await works(url("authority", "localhost", files.authority));
      await works(url("authority", "127.0.0.1", files.authority));
    });

    it("verifies the host name as well", async () => {
      await works(url("name", "localhost", files.authority));
      const error = await refused(url("name", "127.0.0.1", files.authority));
      expect(error.serverCode).to.equal("ERR_TLS_CERT_ALTNAME_INVALID");
      expect(error.hint).to.contain("another host name");
    });

    if (process.platform === "linux") {
      it("verifies an address as well as a name", async () => {
        await works(url("name", "127.0.0.2", files.authority));
      });
    }

    for (const mode of ["authority", "name"] as const) {
      it(`refuses a stranger's certificate (${kind.modes[mode]})`, async () => {
        const strange = await refused(url(mode, "localhost", files.stranger));
        expect(strange.hint).to.contain("authority");
        // None named: those that come with Node.js.
        expect((await refused(url(mode, "localhost"))).hint).to.contain("authority");
      });
    }

    it("says which file of the URL cannot be read", async () => {
      const error = await connect(kind, url("name", "localhost", "/nowhere/ca.pem")).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(String(error)).to.contain("/nowhere/ca.pem");
    });

    if (name !== "PostgreSQL") return;

    it("shows a certificate of its own where the server asks for one", async () => {
      const { parameters } = kind;
      const text = kind
        .url("localhost", server.port, {
          [parameters.mode]: kind.modes.name,
          [parameters.root]: files.authority,
          [parameters.certificate]: files.client.certificate,
          [parameters.key]: files.client.key,
        })
        .replace("/postgres?", "/template1?");
      await works(text);
      const bare = await refused(
        url("name", "localhost", files.authority).replace("/postgres?", "/template1?"),
      );
      expect(bare.serverCode).to.equal("28000");
    });
  });
}
