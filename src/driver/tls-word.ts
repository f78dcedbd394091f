/** How much of a server's identity is checked; libpq's words, and one of node-postgres for nothing. */
export type TlsWord = "disable" | "prefer" | "require" | "no-verify" | "verify-ca" | "verify-full";

/** The spellings of libpq, MySQL, JDBC, Go and Prisma, in lower case with dashes. */
const WORDS: Readonly<Record<string, TlsWord>> = {
  "0": "disable",
  disable: "disable",
  disabled: "disable",
  false: "disable",
  no: "disable",
  off: "disable",
  allow: "prefer",
  prefer: "prefer",
  preferred: "prefer",
  require: "require",
  required: "require",
  "accept-invalid-certs": "no-verify",
  "no-verify": "no-verify",
  "skip-verify": "no-verify",
  "verify-ca": "verify-ca",
  "1": "verify-full",
  on: "verify-full",
  strict: "verify-full",
  true: "verify-full",
  "verify-full": "verify-full",
  "verify-identity": "verify-full",
  yes: "verify-full",
};

/** What a parameter such as `sslmode`, `ssl` or `sslaccept` says. @throws `refused` for what is not known. */
export function tlsWordOf(
  settings: ReadonlyMap<string, string>,
  name: string,
  refused: (value: string) => Error,
): TlsWord | undefined {
  const value = settings.get(name);
  const known = value === undefined ? undefined : tlsWord(value);
  if (value === undefined || known !== undefined) return known;
  throw refused(value);
}

function tlsWord(value: string): TlsWord | undefined {
  const word = value.toLowerCase().replaceAll("_", "-");
  return Object.hasOwn(WORDS, word) ? WORDS[word] : fromJson(value);
}

/** mysql2 and its friends write `ssl={"rejectUnauthorized":true}`; anything more is not understood. */
function fromJson(value: string): TlsWord | undefined {
  const found = /^\{\s*(?:"rejectUnauthorized"\s*:\s*(true|false)\s*)?\}$/.exec(value);
  if (found === null) return undefined;
  return found[1] === "false" ? "no-verify" : "verify-full";
}

/**
 * A mode together with Prisma's `sslaccept`, which says whether certificates count: `strict` checks
 * them, the other takes the check away and leaves the encryption.
 */
export function withAcceptance(mode: TlsWord, accept: TlsWord | undefined): TlsWord {
  if (accept === undefined || mode === "disable") return mode;
  if (accept === "verify-full") return mode === "verify-ca" ? mode : "verify-full";
  return mode === "prefer" ? mode : "no-verify";
}
