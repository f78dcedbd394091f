/** A command of the tool as data; only the command line knows by which name the program runs. */
export interface Command {
  /** Without the program's name: `migrate unfake`. */
  readonly command: string;
  /** Arguments and flags, a word each. */
  readonly args: readonly string[];
}

/** What to do, in whole sentences; a list where commands of the tool stand between the words. */
export type Hint = string | readonly (string | Command)[];

/** The name of the program where none is given. */
export const PROGRAM = "mm";

/** A {@link Command} from its words. */
export function command(name: string, ...args: readonly string[]): Command {
  return Object.freeze({ command: name, args: Object.freeze(args) });
}

/** The hint of a template literal; a {@link Command} or another hint in `${}` stays data. */
export function hint(texts: TemplateStringsArray, ...values: readonly (Hint | Command)[]): Hint {
  const all = texts.flatMap((text, at) => [text, values[at] ?? ""]).flat();
  const parts = all.filter((part) => part !== "");
  return parts.every((part) => typeof part === "string") ? parts.join("") : Object.freeze(parts);
}

/** A hint to read. @param program the name by which its commands are called. */
export function hintText(said: Hint = "", program: string = PROGRAM): string {
  if (typeof said === "string") return said;
  return said
    .map((part) => (typeof part === "string" ? part : `\`${commandText(part, program)}\``))
    .join("");
}

/** A command as it is typed. */
export function commandText(said: Command, program: string = PROGRAM): string {
  return [program, said.command, ...said.args].join(" ");
}

/** What an error of this project is made of; see {@link MigrationError}. */
export interface MigrationErrorInit {
  /** Stable, `ROOM_CONDITION`, never reused; a heading in `docs/errors/`. */
  readonly code: string;
  /** One factual line; names are in double quotes. */
  readonly message: string;
  /** Whole sentences that say what to do. */
  readonly hint?: Hint | undefined;
  readonly cause?: unknown;
}

/**
 * The base of every error that this project throws on purpose. Modules subclass it when a caller
 * needs facts beyond the text: facts are fields, never something to be parsed out of `message`.
 * {@link hintText} makes its hint readable.
 */
export class MigrationError extends Error {
  readonly code: string;
  readonly hint: Hint | undefined;

  constructor(init: MigrationErrorInit) {
    super(init.message, init.cause === undefined ? undefined : { cause: init.cause });
    this.name = new.target.name;
    this.code = init.code;
    this.hint = init.hint;
  }
}

/** Was it this package, and not something that it needs, that could not be found? */
export function isMissingPackage(error: unknown, name: string): boolean {
  if (!(error instanceof Error) || !("code" in error)) return false;
  const missing = error.code === "ERR_MODULE_NOT_FOUND" || error.code === "MODULE_NOT_FOUND";
  return missing && error.message.includes(`'${name}'`);
}

/** Where in a text of the user's something is. */
export interface ErrorPlace {
  /** As the user knows it; of a migration, its path inside the folder with forward slashes. */
  readonly file?: string | undefined;
  /** 1-based. */
  readonly line?: number | undefined;
  /** 1-based, in UTF-16 code units as editors count. */
  readonly column?: number | undefined;
  /** Where in data, `$.operations[0].table`. */
  readonly path?: string | undefined;
  /** The lines around the place, with a caret under it. */
  readonly frame?: string | undefined;
}

/** An error about a place in a text of the user's, as far as it is known. */
export class PlacedError extends MigrationError implements ErrorPlace {
  readonly file: string | undefined;
  readonly line: number | undefined;
  readonly column: number | undefined;
  readonly path: string | undefined;
  readonly frame: string | undefined;

  constructor(init: MigrationErrorInit & ErrorPlace) {
    super(init);
    this.file = init.file;
    this.line = init.line;
    this.column = init.column;
    this.path = init.path;
    this.frame = init.frame;
  }
}
