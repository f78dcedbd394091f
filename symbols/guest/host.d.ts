// What the built-in sources import from the host and from the membrane; see src/interp.
declare module "host" {
  import type { UrlParts } from "./url.js";

  type Bytes = Uint8Array | { readonly base64: string };
  type Chunk = readonly [data: string | Bytes, encoding: string];

  export const algorithms: readonly string[];
  export function hash(algorithm: string, chunks: readonly Chunk[], output: string): string & Bytes;
  export function hmac(
    algorithm: string,
    key: string | Bytes,
    chunks: readonly Chunk[],
    output: string,
  ): string & Bytes;
  export function uuid(): string;

  export function parseUrl(url: string, base: string | undefined): UrlParts | undefined;
  export function changeUrl(url: string, part: string, value: string): UrlParts | undefined;

  export function register(migration: unknown): void;
  export function defineSchema(document: unknown): void;
}

declare module "membrane" {
  export function bytes(base64: string): { readonly base64: string; readonly length: number };
}
