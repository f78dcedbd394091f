import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { root } from "./cli/run-cli.js";

/**
 * Words that only this project would use, and words that do not say who is meant. Say untrusted code,
 * the caller, the user, the operator, another session, a module of the source, a scope of names.
 */
const WORDS =
  /\b(?:nobody|somebody|whoever|anybody|everybody|strangers?|vouch\w*|rooms|this room|a room of|the book|desk)\b/i;

/** What was written down at its time keeps its words. */
const KEPT = /^docs\/(?:decisions\/|changelog\.md|weaknesses\.md|\.vitepress\/)/;

function filesBelow(path: string): readonly string[] {
  if (!statSync(join(root, path)).isDirectory()) return [path];
  return readdirSync(join(root, path)).flatMap((name) => filesBelow(`${path}/${name}`));
}

function found(paths: readonly string[], extension: RegExp): readonly string[] {
  return paths
    .flatMap(filesBelow)
    .filter((path) => extension.test(path) && !KEPT.test(path))
    .flatMap((path) =>
      readFileSync(join(root, path), "utf8")
        .split("\n")
        .flatMap((line, at) => (WORDS.test(line) ? [`${path}:${at + 1}: ${line.trim()}`] : [])),
    );
}

describe("plain words", () => {
  it("stand in every page", () => {
    expect(found(["README.md", "docs"], /\.md$/)).to.deep.equal([]);
  });

  it("stand in the sources: in messages and comments", () => {
    const all = found(["src", "symbols", "plugins", "bin"], /\.[cm]?[jt]s$/);
    expect(all).to.deep.equal([]);
  });
});
