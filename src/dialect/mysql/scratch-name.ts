import { randomBytes } from "node:crypto";

/** The name of something that is made to be compared, and is dropped then. */
export function scratchName(): string {
  return `mm_scratch_${randomBytes(6).toString("hex")}`;
}

/** Is it that of something that a comparison was making when it was killed? */
export function isScratchName(name: string): boolean {
  return /^mm_scratch_[0-9a-f]{12}$/.test(name);
}
