/** xoshiro128**: four words of state, of which at least one is not zero. */
const state = [1, 2, 3, 4];
let used = false;

/** Whether a number was taken since the last time this was asked. */
export function randomWasUsed(): boolean {
  const answer = used;
  used = false;
  return answer;
}

/** Starts the sequence anew. */
export function seedRandom(seed: readonly number[]): void {
  for (let i = 0; i < 4; i++) state[i] = (seed[i] ?? 0) | 0;
}

/**
 * Takes the place of the engine's own `Math.random`, whose seed would be the same in every engine
 * that is made of one image.
 */
export function installRandom(): void {
  const random = (): number => (next() * 0x200000 + (next() >>> 11)) / 0x20000000000000;
  Object.defineProperty(random, "name", { value: "random" });
  Object.defineProperty(Math, "random", { value: random });
}

function next(): number {
  used = true;
  const [a = 0, b = 0, c = 0, d = 0] = state;
  const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
  const third = c ^ a;
  const fourth = d ^ b;
  state[1] = b ^ third;
  state[0] = a ^ fourth;
  state[2] = third ^ (b << 9);
  state[3] = rotate(fourth, 11);
  return result;
}

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}
