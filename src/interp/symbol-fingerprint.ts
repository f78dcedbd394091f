import { createHash } from "node:crypto";
import { SymbolTable } from "./host/symbol-table.js";
import type { Limits } from "./limits.js";
import type { SymbolMap } from "./symbol-map.js";

/**
 * What a guest can tell of a symbol map and its limits, as one number: two maps with the same one
 * differ at most in what their host functions do.
 */
export function symbolFingerprint(map: SymbolMap, limits: Limits): string {
  const { payload, modules } = new SymbolTable(map, limits);
  return createHash("sha256")
    .update(JSON.stringify([payload, modules, limits]))
    .digest("hex");
}
