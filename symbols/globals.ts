import { fn, type SymbolModule, source } from "../src/interp/symbol-map.js";
import type { UrlParts } from "./guest/url.js";
import { guestCode } from "./guest-code.js";

const LONGEST_URL = 64 * 1024;
const PARTS = [
  "href",
  "protocol",
  "username",
  "password",
  "host",
  "hostname",
  "port",
  "pathname",
  "search",
  "hash",
] as const;

/** The globals that Node adds to the language, as far as they need no system. */
export const globals: SymbolModule = source(
  guestCode(
    "utf8",
    "dom-error",
    "base64",
    "text-coding",
    "structured-clone",
    "url-search-params",
    "url",
    "globals",
  ),
  {
    doc: "Globals beyond the language; the text classes need typed arrays, which locked loads lack.",
    exports: [
      "TextDecoder",
      "TextEncoder",
      "URL",
      "URLSearchParams",
      "atob",
      "btoa",
      "structuredClone",
    ],
    host: {
      parseUrl: fn((url: unknown, base: unknown) => parse(text(url), optional(base))),
      changeUrl: fn((url: unknown, part: unknown, changed: unknown) => {
        const parsed = new URL(text(url));
        const name = PARTS.find((candidate) => candidate === part);
        if (name === undefined) throw new TypeError("unknown part of a URL");
        if (name === "href") return parse(text(changed), undefined);
        parsed[name] = text(changed);
        return partsOf(parsed);
      }),
    },
  },
);

function parse(url: string, base: string | undefined): UrlParts | undefined {
  return URL.canParse(url, base) ? partsOf(new URL(url, base)) : undefined;
}

function partsOf(url: URL): UrlParts {
  const { href, origin, protocol, username, password, host, hostname } = url;
  const { port, pathname, search, hash } = url;
  return {
    href,
    origin,
    protocol,
    username,
    password,
    host,
    hostname,
    port,
    pathname,
    search,
    hash,
  };
}

function optional(value: unknown): string | undefined {
  return value === undefined ? undefined : text(value);
}

function text(value: unknown): string {
  if (typeof value !== "string") throw new TypeError("a URL must be a string");
  if (value.length > LONGEST_URL) throw new RangeError("a URL must not be longer than 64 KiB");
  return value;
}
