import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { root } from "../cli/run-cli.js";

/** A fenced block of a page. */
export interface Block {
  readonly kind: string;
  readonly text: string;
  /** Why it is not run; undefined = it is. */
  readonly notRun: string | undefined;
}

/** All fenced blocks of a page, in order. */
export function blocksIn(page: string): readonly Block[] {
  const blocks = page.matchAll(/(?:<!-- not run: (.*) -->\n)?^```(\w+)\n([\s\S]*?)^```$/gm);
  return [...blocks].map(([, notRun, kind = "", text = ""]) => ({ kind, text, notRun }));
}

/** The text of a guide. */
export function guideText(guide: string): string {
  return readFileSync(join(root, "docs", "guides", guide), "utf8");
}

/** The fenced blocks of one language in a guide. */
export function blocksOf(guide: string, language: string): readonly string[] {
  const blocks = blocksIn(guideText(guide));
  return blocks.filter(({ kind }) => kind === language).map(({ text }) => text);
}

/** The YAML block that says in its first line which file it is. */
export function fileOf(guide: string, name: string): string {
  const found = blocksOf(guide, "yaml").find((text) => text.startsWith(`# ${name}`));
  if (found === undefined) throw new TypeError(`${guide} shows no ${name}`);
  return found;
}

/** YAML as data. @throws when it is not valid, warnings included. */
export function yaml(text: string): unknown {
  const documents = parseAllDocuments(text, { version: "1.2", uniqueKeys: true });
  const [only, ...more] = Array.isArray(documents) ? documents : [];
  if (only === undefined || more.length > 0) throw new TypeError("one document is expected");
  const [problem] = [...only.errors, ...only.warnings];
  if (problem !== undefined) throw problem;
  return only.toJS();
}
