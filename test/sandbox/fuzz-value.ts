import type { Random } from "../property/random.js";

const KEYS = [
  "a",
  "b",
  "1",
  "0",
  "",
  "then",
  "constructor",
  "toString",
  "x y",
  "ünï",
  "\u0000",
  "$",
];
const TEXTS = [
  "",
  "a",
  "\u0000",
  "\ud800",
  "\udfff\ud800",
  "\u2028",
  "\u001b[31m",
  "[1,2]",
  "Jnull",
];
const NUMBERS = [0, -0, 1, -1, 0.1, 1e308, 5e-324, 2 ** 53, -(2 ** 31), 1e21, 1e-7];

/** A value that the documentation says can cross, nested up to five deep. */
export function randomValue(random: Random, depth = 0): unknown {
  switch (random.int(depth < 5 ? 12 : 8)) {
    case 0:
      return null;
    case 1:
      return undefined;
    case 2:
      return random.chance(0.5);
    case 3:
      return random.chance(0.5) ? random.pick(NUMBERS) : random.int(1e9) / 7;
    case 4:
      return random.chance(0.5) ? random.pick(TEXTS) : randomText(random);
    case 5:
      return (random.chance(0.5) ? -1n : 1n) * BigInt(random.int(1e9)) ** BigInt(random.int(20));
    case 6:
      return new Date(random.int(2 ** 40) - 2 ** 39);
    case 7:
      return Uint8Array.from({ length: random.int(20) }, () => random.int(256));
    case 8:
    case 9:
      return Array.from({ length: random.int(5) }, () => randomValue(random, depth + 1));
    default:
      return randomRecord(random, depth);
  }
}

function randomRecord(random: Random, depth: number): object {
  const record: Record<string, unknown> = Object.create(null);
  for (let left = random.int(5); left > 0; left -= 1) {
    record[random.pick(KEYS)] = randomValue(random, depth + 1);
  }
  return record;
}

function randomText(random: Random): string {
  return Array.from({ length: random.int(12) }, () => String.fromCharCode(random.int(65_536))).join(
    "",
  );
}
