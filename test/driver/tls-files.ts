import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** An authority, one that signed nothing here, and what the first signed; paths of PEM files. */
export interface TlsFiles {
  readonly authority: string;
  readonly stranger: string;
  /** For the host name `localhost` and the address 127.0.0.2. */
  readonly server: { readonly certificate: string; readonly key: string };
  readonly client: { readonly certificate: string; readonly key: string };
  read(path: string): string;
  remove(): void;
}

const KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];

/** Makes them with the program `openssl`, for a day. */
export function makeTlsFiles(clientName: string): TlsFiles {
  const folder = mkdtempSync(join(tmpdir(), "mm-tls-"));
  const at = (name: string) => join(folder, name);
  const openssl = (...words: readonly string[]) =>
    execFileSync("openssl", words, { stdio: "pipe", cwd: folder });
  const authority = (name: string) =>
    openssl(
      ...["req", "-x509", ...KEY, "-subj", `/CN=${name}`, "-days", "1"],
      ...["-keyout", `${name}.key`, "-out", `${name}.pem`],
    );
  const signed = (name: string, subject: string, extensions: string) => {
    writeFileSync(at(`${name}.ext`), extensions);
    openssl(
      ...["req", "-new", ...KEY, "-subj", `/CN=${subject}`],
      ...["-keyout", `${name}.key`, "-out", `${name}.csr`],
    );
    openssl(
      ...["x509", "-req", "-in", `${name}.csr`, "-CA", "authority.pem", "-CAkey", "authority.key"],
      ...["-CAcreateserial", "-days", "1", "-extfile", `${name}.ext`, "-out", `${name}.pem`],
    );
    return { certificate: at(`${name}.pem`), key: at(`${name}.key`) };
  };
  authority("authority");
  authority("stranger");
  return {
    authority: at("authority.pem"),
    stranger: at("stranger.pem"),
    server: signed("server", "localhost", "subjectAltName=DNS:localhost,IP:127.0.0.2"),
    client: signed("client", clientName, "extendedKeyUsage=clientAuth"),
    read: (path) => readFileSync(path, "utf8"),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
