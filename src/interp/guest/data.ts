import { Ask } from "../protocol.js";
import { decodeValue } from "./calls.js";
import { harden } from "./harden.js";
import { host } from "./host.js";

/** The content of an imported data file; frozen, because files share it. */
export function data(index: number): unknown {
  const value = decodeValue(host(Ask.data, index, "") ?? "");
  harden([value]);
  return value;
}
