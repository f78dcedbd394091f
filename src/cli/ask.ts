import type { Writable } from "node:stream";
import type { DestructiveChoice, Question } from "../autodetector/questioner.js";
import type { CommandContext } from "./command.js";
import { cleanLine } from "./render/clean-text.js";
import { type Answer, askedQuestion } from "./schema/schema-answers.js";

/** Puts a question to a person. Does not come back when they press Ctrl-C. */
export type Ask = (question: Question) => Promise<Answer>;

const CHOICES: readonly (readonly [DestructiveChoice, label: string])[] = [
  ["generate", "generate: yes, write it"],
  ["review", "review: write it, with a comment above it"],
  ["omit", "omit: change the state of the migrations, run no SQL"],
  ["ignore_errors", "ignore errors: write it, and go on where the database refuses"],
];

type Surroundings = Pick<CommandContext, "console" | "stop">;

/** Who asks; undefined where no user would see the question. */
export function askIn(context: Surroundings): Ask | undefined {
  const show = terminalIn(context);
  return show && ((question) => show((prompts) => put(question, prompts)));
}

/** Who asks for a yes or a no; Enter alone is a no. undefined where no user would see the question. */
export function confirmIn(context: Surroundings): ((text: string) => Promise<boolean>) | undefined {
  const show = terminalIn(context);
  return (
    show &&
    ((text) =>
      show(async ({ confirm, isCancel, screen }) => {
        const value = await confirm({ ...screen, message: cleanLine(text), initialValue: false });
        return isCancel(value) ? undefined : value;
      }))
  );
}

type Prompts = Pick<typeof import("@clack/prompts"), "confirm" | "select" | "text" | "isCancel"> & {
  /** Where each of them is shown, and what ends it without an answer. */
  readonly screen: { readonly output: Writable; readonly signal: AbortSignal };
};

/** Shows a question; the library is loaded with the first one. */
type Show = <T>(put: (prompts: Prompts) => Promise<T | undefined>) => Promise<T>;

function terminalIn({ console, stop }: Surroundings): Show | undefined {
  if (console.json || !console.interactive || !process.stdin.isTTY) return undefined;
  return async (put) => {
    const prompts = await import("@clack/prompts");
    const { PromptStream } = await import("./prompt-stream.js");
    const output = new PromptStream(console);
    stop.at("nothing was written");
    // A signal ends the process in the middle of a question, which has hidden the cursor.
    const show = (): void => console.draw("\u001b[?25h");
    process.once("exit", show);
    // Behind Ctrl-D the library reads no more: it would wait for ever, or the process end as if all was well.
    const end = new AbortController();
    const onKey = (_text: unknown, key: { name?: string; ctrl?: boolean } | undefined): void => {
      if (key?.ctrl === true && key.name === "d") end.abort();
    };
    process.stdin.on("keypress", onKey);
    try {
      const answer = await put({ ...prompts, screen: { output, signal: end.signal } });
      return answer ?? stop.interrupt();
    } finally {
      process.stdin.off("keypress", onKey);
      process.off("exit", show);
    }
  };
}

/** undefined: the person would rather not answer. */
async function put(question: Question, prompts: Prompts): Promise<Answer | undefined> {
  const { select, text, isCancel, screen } = prompts;
  const { kind, id } = question;
  const message = cleanLine(askedQuestion(question).text);
  switch (kind) {
    case "rename": {
      const value = await select({
        ...screen,
        message: sideBySide(question),
        options: [
          { value: true, label: "Yes, it has a new name and keeps what is in it" },
          { value: false, label: "No, the one goes with what is in it and the other is new" },
        ],
      });
      return isCancel(value) ? undefined : { kind, id, value };
    }
    case "backfill":
    case "using": {
      const value = await text({
        ...screen,
        message,
        placeholder:
          kind === "backfill" ? "SQL, such as 'active' or 0" : "SQL, such as age::integer",
        validate: (typed) => (typed?.trim() ? undefined : "It needs an SQL expression"),
      });
      return isCancel(value) ? undefined : { kind, id, value };
    }
    case "destructive": {
      const options = CHOICES.map(([value, label]) => ({ value, label }));
      const value = await select<DestructiveChoice>({
        ...screen,
        message,
        options,
        initialValue: "review",
      });
      return isCancel(value) ? undefined : { kind, id, value };
    }
    default:
      return question satisfies never;
  }
}

/** What was and what is, in two columns. */
function sideBySide({ id, before, after }: Extract<Question, { kind: "rename" }>): string {
  const rows = [
    ["before", "after"],
    [cleanLine(before), cleanLine(after)],
  ];
  const width = Math.max(...rows.map(([left = ""]) => left.length));
  const columns = rows.map(([left = "", right]) => `  ${left.padEnd(width)} | ${right}`);
  return [`Is it the same under a new name? (${cleanLine(id)})`, ...columns].join("\n");
}
