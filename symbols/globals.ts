import { fn, type SymbolModule, source } from "../src/interp/symbol-map.js";
import type { UrlParts } from "./guest/url.js";
import { guestCode } from "./guest-code.js";

const LONGEST_URL = 64 * 1024;
/** Encoding a host name takes quadratic time in this thread; a domain has at most 253 characters. */
const LONGEST_PART = 512;
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
      parseUrl: fn((url: unknown, base: unknown) => parse(address(url), optional(base))),
      changeUrl: fn((url: unknown, part: unknown, changed: unknown) => {
        const parsed = new URL(address(url));
        const name = PARTS.find((candidate) => candidate === part);
        if (name === undefined) throw new TypeError("unknown part of a URL");
        if (name === "href") return parse(address(changed), undefined);
        parsed[name] = name.startsWith("host") ? address(changed) : text(changed);
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
  return value === undefined ? undefined : address(value);
}

function text(value: unknown): string {
  if (typeof value !== "string") throw new TypeError("a URL must be a string");
  if (value.length > LONGEST_URL) throw new RangeError("a URL must not be longer than 64 KiB");
  return value;
}

/** The text of what may hold a host name. */
function address(given: unknown): string {
  const value = text(given);
  // Where the host stands depends on more than the text, so that any part may be one.
  if (!/^\s*data:/i.test(value) && hostLike(value).some((part) => part.length > LONGEST_PART)) {
    throw new RangeError(`a part of a URL must not be longer than ${LONGEST_PART} characters`);
  }
  return value;
}

/** The parts before the query and the fragment. */
function hostLike(url: string): readonly string[] {
  return (url.split(/[?#]/, 1)[0] ?? "").split(/[/\\]/);
}
