// Guest source, a part of the globals. The host parses: its answers are the standard's, and they
// are plain texts.
import { changeUrl, parseUrl } from "host";
import { linkToUrl, URLSearchParams } from "./url-search-params.js";

/** Everything that a URL shows, as the host computed it. */
export interface UrlParts {
  readonly href: string;
  readonly origin: string;
  readonly protocol: string;
  readonly username: string;
  readonly password: string;
  readonly host: string;
  readonly hostname: string;
  readonly port: string;
  readonly pathname: string;
  readonly search: string;
  readonly hash: string;
}

/** The standard's URL. */
export class URL {
  #parts: UrlParts;
  #params: URLSearchParams | undefined;
  #resetParams: (text: string) => void = () => {};

  constructor(url: string | URL, base?: string | URL) {
    const input = String(url);
    const parts = parseUrl(input, base === undefined ? undefined : String(base));
    if (parts === undefined) {
      const error = Object.assign(new TypeError("Invalid URL"), { code: "ERR_INVALID_URL", input });
      throw base === undefined ? error : Object.assign(error, { base: String(base) });
    }
    this.#parts = parts;
  }

  static canParse(url: string | URL, base?: string | URL): boolean {
    return parseUrl(String(url), base === undefined ? undefined : String(base)) !== undefined;
  }

  get origin(): string {
    return this.#parts.origin;
  }

  get searchParams(): URLSearchParams {
    if (this.#params === undefined) {
      this.#params = new URLSearchParams(this.#parts.search);
      this.#resetParams = linkToUrl(this.#params, (text) => {
        this.#parts = changeUrl(this.#parts.href, "search", text) ?? this.#parts;
      });
    }
    return this.#params;
  }

  toString(): string {
    return this.#parts.href;
  }

  toJSON(): string {
    return this.#parts.href;
  }

  get [Symbol.toStringTag](): string {
    return "URL";
  }

  static {
    for (const name of [
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
    ] as const) {
      Object.defineProperty(URL.prototype, name, {
        enumerable: true,
        configurable: true,
        get(this: URL) {
          return this.#parts[name];
        },
        set(this: URL, value: unknown) {
          this.#change(name, String(value));
        },
      });
    }
  }

  #change(name: keyof UrlParts, value: string): void {
    const parts = changeUrl(this.#parts.href, name, value);
    if (parts === undefined) {
      const error = new TypeError("Invalid URL");
      throw Object.assign(error, { code: "ERR_INVALID_URL", input: value });
    }
    this.#parts = parts;
    this.#resetParams(parts.search);
  }
}
