import { setImmediate as turn } from "node:timers/promises";
import type { Limits } from "../interp/limits.js";
import type { Post } from "../interp/load-result.js";
import type { MigrationFolder } from "./folder.js";
import { readLiteralFile } from "./literal-file.js";
import { REGISTER } from "./registration.js";

/** What {@link takeLiterals} is told. */
interface Taking {
  readonly limits: Limits;
  /** Takes what the files post, as the sandbox would hand it over. */
  readonly onPost: (post: Post) => void;
  /** Is told of a file that has to be evaluated, as soon as that is known. */
  readonly onOther: () => void;
}

/**
 * Reads those migrations of a folder that hold nothing but data.
 *
 * @returns the others, in their order.
 */
export async function takeLiterals(
  { migrations, files }: MigrationFolder,
  { limits, onPost, onOther }: Taking,
): Promise<readonly string[]> {
  const others: string[] = [];
  for (const [index, path] of migrations.entries()) {
    // The thread that evaluates the others may be waiting for its first message.
    if (index % 64 === 0) await turn();
    const posts = literalPosts(path, files.get(path) ?? "", limits);
    if (posts === undefined) {
      others.push(path);
      onOther();
    } else for (const post of posts) onPost(post);
  }
  return others;
}

/** What a file posts that holds nothing but data; undefined for every other file. */
export function literalPosts(
  path: string,
  text: string,
  limits: Limits,
): readonly Post[] | undefined {
  return readLiteralFile(text, limits)?.map(({ data, line, column }) => ({
    symbol: REGISTER,
    args: [data],
    entry: path,
    file: path,
    line,
    column,
  }));
}
