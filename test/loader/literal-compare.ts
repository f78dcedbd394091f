import { expect } from "chai";
import { Interpreter } from "../../src/interp/interpreter.js";
import { defaultLimits, withLimits } from "../../src/interp/limits.js";
import type { Post } from "../../src/interp/load-result.js";
import { literalPosts } from "../../src/loader/literal-posts.js";
import { builtIn } from "../../symbols/index.js";

/** Time is not what is looked at here. */
export const LIMITS = withLimits(defaultLimits("open"), { loadMs: 3_600_000, folderMs: 3_600_000 });
/** Files of one load. */
const TOGETHER = 1000;

/**
 * Of those that are read as literals, what the engine makes of them must be the same.
 *
 * @returns how many are.
 */
export async function compare(texts: readonly string[]): Promise<number> {
  let count = 0;
  for (let from = 0; from < texts.length; from += TOGETHER) {
    const files = texts.slice(from, from + TOGETHER).flatMap((text, at) => {
      const path = `${String(from + at).padStart(7, "0")}.ts`;
      const posts = literalPosts(path, text, LIMITS);
      return posts === undefined ? [] : [{ path, text, posts }];
    });
    count += files.length;
    const expected = await evaluated(files);
    for (const { path, text, posts } of files) {
      const found = expected.filter(({ entry }) => entry === path);
      expect(posts, text).to.deep.equal(found);
      expect(written(posts), text).to.equal(written(found));
    }
  }
  return count;
}

async function evaluated(
  files: readonly { readonly path: string; readonly text: string }[],
): Promise<readonly Post[]> {
  const interpreter = new Interpreter({ profile: "open", limits: LIMITS });
  interpreter.use(builtIn().snapshot());
  try {
    const { posts } = await interpreter.load(files, { entries: files.map(({ path }) => path) });
    return posts;
  } catch (error) {
    const { file } = error as { readonly file?: string };
    const text = files.find(({ path }) => path === file)?.text;
    throw new Error(`read as literals, refused by the engine: ${String(error)}\n${text}`);
  } finally {
    await interpreter.dispose();
  }
}

/** The order of keys, what deep equality leaves open. */
function written(posts: readonly Post[]): string {
  return JSON.stringify(posts, (_, value) => {
    if (typeof value === "bigint") return `${value}n`;
    if (Object.is(value, -0)) return "-0";
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    return Object.entries(value).map(([key, one]) => [key, one === undefined ? "undefined" : one]);
  });
}

/** A file with the value in an operation. */
export function fileWith(value: string): string {
  return `import * as m from "makemigrations";\nm.register({ name: "a", operations: [{ value: ${value} }] });\n`;
}
