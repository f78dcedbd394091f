/** The waits that are under way, the innermost last. */
const waits: object[] = [];

/**
 * What the work comes to. Node.js ends a process in which nothing is left that could settle a promise,
 * in silence and with exit code 0, as if all had been done; here that is an error of the innermost wait.
 */
export async function orDeadEnd<Result>(work: Promise<Result>): Promise<Result> {
  const wait = {};
  let refuse = (): void => undefined;
  const deadEnd = new Promise<never>((_, reject) => {
    refuse = () => {
      if (waits.at(-1) === wait) reject(new Error("it waits for something that never comes"));
    };
  });
  waits.push(wait);
  process.on("beforeExit", refuse);
  try {
    return await Promise.race([work, deadEnd]);
  } finally {
    process.off("beforeExit", refuse);
    waits.splice(waits.indexOf(wait), 1);
  }
}
