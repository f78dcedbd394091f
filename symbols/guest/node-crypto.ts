// Guest source: hashes, HMAC and UUIDs of Node's "crypto". The host computes, in one call.
import { algorithms, hash, hmac, uuid } from "host";

type Bytes = Uint8Array | { readonly base64: string };
type Chunk = readonly [data: string | Bytes, encoding: string];
type Finish = (chunks: readonly Chunk[], output: string) => string & Bytes;

const INPUTS = ["utf8", "utf-8", "hex", "base64", "base64url", "latin1", "binary", "ascii"];
const OUTPUTS = ["hex", "base64", "base64url", "latin1", "binary"];

/** Collects what is hashed; used once, as in Node. */
class Hash {
  readonly #finish: Finish;
  readonly #chunks: Chunk[] = [];
  #done = false;

  constructor(finish: Finish) {
    this.#finish = finish;
  }

  update(data: string | Bytes, encoding = "utf8"): this {
    this.#checkOpen();
    if (typeof data === "string" && !INPUTS.includes(encoding)) throw unknownEncoding(encoding);
    if (typeof data !== "string" && !isBytes(data)) throw notBytes("data");
    this.#chunks.push([data, encoding]);
    return this;
  }

  digest(): Bytes;
  digest(encoding: string): string;
  digest(encoding?: string): string | Bytes {
    this.#checkOpen();
    if (encoding !== undefined && !OUTPUTS.includes(encoding)) throw unknownEncoding(encoding);
    this.#done = true;
    return this.#finish(this.#chunks, encoding ?? "bytes");
  }

  copy(): Hash {
    this.#checkOpen();
    const other = new Hash(this.#finish);
    other.#chunks.push(...this.#chunks);
    return other;
  }

  #checkOpen(): void {
    if (!this.#done) return;
    throw withCode(new Error("Digest already called"), "ERR_CRYPTO_HASH_FINALIZED");
  }
}

export function getHashes(): string[] {
  return [...algorithms];
}

export function createHash(algorithm: string): Hash {
  const name = known(algorithm);
  return new Hash((chunks, output) => hash(name, chunks, output));
}

export function createHmac(algorithm: string, key: string | Bytes): Omit<Hash, "copy"> {
  const name = known(algorithm);
  if (typeof key !== "string" && !isBytes(key)) throw notBytes("key");
  return new Hash((chunks, output) => hmac(name, key, chunks, output));
}

/** Refused in the locked profile, where loading twice has to give the same result. */
export function randomUUID(): string {
  if (typeof Proxy === "undefined") {
    throw new Error("randomUUID() is not available here: this load must not depend on chance");
  }
  return uuid();
}

function known(algorithm: string): string {
  const name = String(algorithm).toLowerCase();
  if (algorithms.includes(name)) return name;
  throw new Error(`Digest method not supported: use one of ${algorithms.join(", ")}`);
}

function isBytes(value: unknown): value is Bytes {
  if (typeof value !== "object" || value === null) return false;
  if (typeof Uint8Array !== "undefined" && value instanceof Uint8Array) return true;
  return "base64" in value && typeof value.base64 === "string";
}

function unknownEncoding(encoding: string): Error {
  return withCode(new TypeError(`Unknown encoding: ${encoding}`), "ERR_UNKNOWN_ENCODING");
}

function notBytes(name: string): Error {
  const text = `The "${name}" argument must be of type string or bytes.`;
  return withCode(new TypeError(text), "ERR_INVALID_ARG_TYPE");
}

function withCode(error: Error, code: string): Error {
  return Object.assign(error, { code });
}

export default { createHash, createHmac, getHashes, randomUUID };
