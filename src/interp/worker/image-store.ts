import { createHash } from "node:crypto";
import { readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Profile } from "../limits.js";
import type { EngineConfig } from "../protocol.js";
import { bootstrapImage } from "./bootstrap.js";
import { type EngineImage, packImage, unpackImage } from "./engine-image.js";

/** What decides what an image has, beside the bootstrap itself. */
const PARTS = ["engine.js", "engine-image.js", "instance.js", "bootstrap.js"];

const images = new Map<Profile, Promise<EngineImage>>();

/**
 * The image for a profile, once per thread: the one that the build has stored, or a new one where
 * there is none or it was made of something else. undefined for the debug build, whose memory is
 * far larger and whose leak check must see everything.
 */
export async function imageOf(config: EngineConfig): Promise<EngineImage | undefined> {
  if (config.variant === "debug") return undefined;
  let image = images.get(config.profile);
  if (image === undefined) {
    image = Promise.resolve(readImage(config) ?? bootstrapImage(config));
    images.set(config.profile, image);
  }
  return await image;
}

/** Stores the image of a profile beside the tool. @public the build calls it. */
export async function storeImage(config: EngineConfig): Promise<void> {
  const file = fileOf(config.profile);
  // Two builds at the same time must not take each other's half of a file away.
  const made = `${file}.${process.pid}`;
  writeFileSync(made, packImage(await bootstrapImage(config), keyOf(config)));
  renameSync(made, file);
}

function readImage(config: EngineConfig): EngineImage | undefined {
  try {
    return unpackImage(readFileSync(fileOf(config.profile)), keyOf(config));
  } catch {
    // There is none, or it was cut off.
    return undefined;
  }
}

function fileOf(profile: Profile): string {
  return fileURLToPath(new URL(`./${profile}.image`, import.meta.url));
}

function keyOf({ profile, wasmHash }: EngineConfig): string {
  const here = fileURLToPath(new URL(".", import.meta.url));
  const guest = join(here, "../guest");
  const files = [
    ...PARTS.map((name) => join(here, name)),
    ...readdirSync(guest)
      .filter((name) => name.endsWith(".js"))
      .sort()
      .map((name) => join(guest, name)),
  ];
  const hash = createHash("sha256").update(`${profile}\n${wasmHash}\n`);
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest("hex");
}
