import { readFileSync } from "node:fs";
import * as uuid from "uuid";
import { type SymbolMap, type Symbols, symbols } from "../../symbols/index.js";

const { fn, value } = symbols;

const map: SymbolMap = {
  uuid: symbols.source(readFileSync(new URL("./guest.js", import.meta.url), "utf8"), {
    doc: "RFC 9562 identifiers: the package uuid, computed on the host.",
    exports: [
      "MAX",
      "NIL",
      "parse",
      "stringify",
      "v1",
      "v1ToV6",
      "v3",
      "v4",
      "v5",
      "v6",
      "v6ToV1",
      "v7",
      "validate",
      "version",
    ],
    host: {
      NIL: value(uuid.NIL),
      MAX: value(uuid.MAX),
      namespaces: value({
        v3: { DNS: uuid.v3.DNS, URL: uuid.v3.URL },
        v5: { DNS: uuid.v5.DNS, URL: uuid.v5.URL },
      }),
      v1: fn((options?: uuid.Version1Options) => uuid.v1(options)),
      v3: fn((name: string, namespace: string) => uuid.v3(text(name), text(namespace))),
      v4: fn((options?: uuid.Version4Options) => uuid.v4(options)),
      v5: fn((name: string, namespace: string) => uuid.v5(text(name), text(namespace))),
      v6: fn((options?: uuid.Version6Options) => uuid.v6(options)),
      v7: fn((options?: uuid.Version7Options) => uuid.v7(options)),
      v1ToV6: fn((id: string | Uint8Array) =>
        typeof id === "string" ? uuid.v1ToV6(id) : uuid.v1ToV6(id),
      ),
      v6ToV1: fn((id: string | Uint8Array) =>
        typeof id === "string" ? uuid.v6ToV1(id) : uuid.v6ToV1(id),
      ),
      parse: fn((id: string) => uuid.parse(text(id))),
      stringify: fn((bytes: Uint8Array) => uuid.stringify(bytes)),
      validate: fn((id: unknown) => uuid.validate(id)),
      version: fn((id: string) => uuid.version(text(id))),
    },
  }),
};

/** The guest may pass anything. */
function text(input: unknown): string {
  if (typeof input !== "string") throw new TypeError("a string is expected");
  return input;
}

symbols.register(map);

/**
 * The plugin `uuid`: migrations import it as `import * as uuid from "uuid"`. Importing this module
 * registers it with the process; the default export registers it with a symbol map of one's own.
 */
export default function register(mm: { readonly symbols: Symbols }): void {
  if (mm.symbols !== symbols) mm.symbols.register(map);
}
