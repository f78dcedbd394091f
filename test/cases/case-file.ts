/** One command of a case and what must come of it. */
export interface CaseRun {
  /** The command line, split at blanks; `mm` is the binary. */
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: number;
}

/** Something that is there before or between the runs. */
export type CaseStep =
  | { readonly kind: "file"; readonly path: string; readonly text: string }
  | { readonly kind: "append"; readonly path: string; readonly text: string }
  | { readonly kind: "remove"; readonly path: string }
  | { readonly kind: "link"; readonly path: string; readonly target: string }
  | { readonly kind: "fill"; readonly path: string; readonly bytes: number }
  | { readonly kind: "check"; readonly path: string; readonly text: string }
  | { readonly kind: "run"; readonly run: CaseRun };

/** A case: what it shows, and its steps. */
export interface CaseFile {
  readonly title: string;
  readonly steps: readonly CaseStep[];
}

interface Block {
  readonly words: readonly string[];
  readonly body: string;
}

/**
 * Reads a case. The first line is its title, the rest are blocks that begin with `=== `:
 *
 * - `file <path>`, `append <path>`: the text that follows;
 * - `remove <path>`, `link <path> <target>`, `fill <path> <bytes>`;
 * - `run [NAME=value ...] [-NAME ...] mm ...`, `-NAME` for a variable that is not set, then `stdout`, `stderr` (both empty when left out) and
 *   `exit <code>` (0 when left out);
 * - `check <path>`: the file must hold exactly this text.
 *
 * In expected text `[...]` stands for anything on a line, and alone on a line for any lines.
 */
export function parseCase(text: string): CaseFile {
  const [title = "", ...rest] = text.split("\n");
  const steps: CaseStep[] = [];
  const open = blocksOf(rest);
  for (let block = open.shift(); block !== undefined; block = open.shift()) {
    if (block.words[0] === "run") steps.push({ kind: "run", run: takeRun(block, open) });
    else steps.push(stepOf(block));
  }
  return { title: title.trim(), steps };
}

/** Writes a case back, with other expectations. */
export function formatCase({ title, steps }: CaseFile): string {
  const blocks = steps.map((step) => {
    switch (step.kind) {
      case "file":
      case "append":
      case "check":
        return `=== ${step.kind} ${step.path}\n${step.text}`;
      case "remove":
        return `=== remove ${step.path}\n`;
      case "link":
        return `=== link ${step.path} ${step.target}\n`;
      case "fill":
        return `=== fill ${step.path} ${step.bytes}\n`;
      case "run":
        return formatRun(step.run);
      default:
        return step satisfies never;
    }
  });
  return `${title}\n\n${blocks.join("\n")}`;
}

function formatRun({ words, env, stdout, stderr, exit }: CaseRun): string {
  const variables = Object.entries(env).map(([name, value]) =>
    value === undefined ? `-${name}` : `${name}=${value}`,
  );
  const parts = [`=== run ${[...variables, ...words].join(" ")}\n`];
  if (stdout !== "") parts.push(`=== stdout\n${stdout}`);
  if (stderr !== "") parts.push(`=== stderr\n${stderr}`);
  if (exit !== 0) parts.push(`=== exit ${exit}\n`);
  return parts.join("");
}

function blocksOf(lines: readonly string[]): Block[] {
  const blocks: { words: string[]; lines: string[] }[] = [];
  for (const line of lines) {
    if (line.startsWith("=== ")) blocks.push({ words: line.slice(4).split(" "), lines: [] });
    else blocks.at(-1)?.lines.push(line);
  }
  return blocks.map(({ words, lines: own }) => {
    const body = own.join("\n").replace(/\n+$/, "");
    return { words, body: body === "" ? "" : `${body}\n` };
  });
}

function takeRun(block: Block, open: Block[]): CaseRun {
  const env: Record<string, string | undefined> = {};
  const words = block.words.slice(1);
  for (
    let word = words[0];
    word !== undefined && /^(?:[A-Z_]+=|-[A-Z_]+$)/.test(word);
    word = words[0]
  ) {
    const [name = "", ...value] = word.split("=");
    if (word.startsWith("-")) env[word.slice(1)] = undefined;
    else env[name] = value.join("=");
    words.shift();
  }
  const expected = { stdout: "", stderr: "", exit: 0 };
  for (let next = open[0]; next !== undefined; next = open[0]) {
    const [kind, argument] = next.words;
    if (kind === "stdout" || kind === "stderr") expected[kind] = next.body;
    else if (kind === "exit") expected.exit = Number(argument);
    else break;
    open.shift();
  }
  return { words, env, ...expected };
}

function stepOf({ words, body }: Block): CaseStep {
  const [kind, path = "", argument = ""] = words;
  switch (kind) {
    case "file":
    case "append":
    case "check":
      return { kind, path, text: body };
    case "remove":
      return { kind, path };
    case "link":
      return { kind, path, target: argument };
    case "fill":
      return { kind, path, bytes: Number(argument) };
    default:
      throw new Error(`A case has an unknown block "${words.join(" ")}"`);
  }
}
