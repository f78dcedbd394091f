import { type BinaryToTextEncoding, createHash, createHmac, randomUUID } from "node:crypto";
import { fn, type SymbolModule, source, value } from "../src/interp/symbol-map.js";
import { guestCode } from "./guest-code.js";

const ALGORITHMS = ["md5", "sha1", "sha224", "sha256", "sha384", "sha512"];
const ENCODINGS = ["hex", "base64", "base64url", "latin1", "binary"];

/** Hashes, HMAC and UUIDs of `node:crypto`; keys, ciphers and random bytes are not in it. */
export const nodeCrypto: SymbolModule = source(guestCode("node-crypto"), {
  doc: "Hashes, HMAC and UUIDs of Node's crypto module.",
  exports: ["createHash", "createHmac", "default", "getHashes", "randomUUID"],
  host: {
    algorithms: value(ALGORITHMS),
    hash: fn((algorithm: unknown, chunks: unknown, output: unknown) =>
      finish(createHash(known(algorithm)), chunks, output),
    ),
    hmac: fn((algorithm: unknown, key: unknown, chunks: unknown, output: unknown) => {
      const secret = typeof key === "string" ? key : bytes(key);
      return finish(createHmac(known(algorithm), secret), chunks, output);
    }),
    uuid: fn(() => randomUUID()),
  },
});

interface Digest {
  update(data: Uint8Array): unknown;
  digest(): Buffer;
}

function finish(hash: Digest, chunks: unknown, output: unknown): unknown {
  if (!Array.isArray(chunks)) throw new TypeError("the chunks must be an array");
  for (const chunk of chunks as readonly unknown[]) {
    if (!Array.isArray(chunk)) throw new TypeError("a chunk must be an array");
    const [data, encoding] = chunk as readonly unknown[];
    hash.update(typeof data === "string" ? Buffer.from(data, encodingOf(encoding)) : bytes(data));
  }
  const digest = hash.digest();
  if (output === "bytes") return new Uint8Array(digest);
  if (typeof output !== "string" || !ENCODINGS.includes(output)) {
    throw new TypeError("unknown encoding");
  }
  return digest.toString(output as BinaryToTextEncoding);
}

function known(algorithm: unknown): string {
  if (typeof algorithm === "string" && ALGORITHMS.includes(algorithm)) return algorithm;
  throw new Error("Digest method not supported");
}

function encodingOf(encoding: unknown): BufferEncoding {
  if (typeof encoding === "string" && Buffer.isEncoding(encoding)) return encoding;
  throw new TypeError("unknown encoding");
}

function bytes(data: unknown): Uint8Array {
  if (data instanceof Uint8Array) return data;
  throw new TypeError("data must be a string or bytes");
}
