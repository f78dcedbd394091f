import { deflateRawSync, inflateRawSync } from "node:zlib";

/** Of nine. The texts of tables are alike: another level costs three times as much and gains a tenth. */
const LEVEL = 1;
/** Bytes of one part, as a bound of what is unpacked. */
const LARGEST = 512 * 1024 * 1024;

/** Compressed, in base64. */
export function pack(text: string): string {
  return deflateRawSync(text, { level: LEVEL }).toString("base64");
}

/** What {@link pack} made. @throws when it is anything else. */
export function unpack(packed: string): string {
  const bytes = Buffer.from(packed, "base64");
  return inflateRawSync(bytes, { maxOutputLength: LARGEST }).toString("utf8");
}
