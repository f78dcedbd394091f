import { command, type Hint, hint } from "../../errors.js";
import { lineAt } from "../../text/code-frame.js";
import { nearestName } from "../../text/nearest-name.js";
import { isRecord } from "../../text/record.js";
import type { GuestErrorInfo, SourcePosition } from "../interp-error.js";
import type { LimitName, Limits } from "../limits.js";
import { ErrorKind, Generated, Space } from "../protocol.js";
import { importable } from "./denial.js";
import type { ModuleGraph } from "./module-graph.js";
import type { Positions } from "./positions.js";
import type { SourceFile } from "./source-file.js";
import { limitReached, type Trap, WorkerError } from "./worker-error.js";

/** No name that an author meant is longer, nor what stands before `from` in an import of everything. */
const LONGEST = 200;

/** What the engine says of `m.createTabel()` and `new m.CreateTabel()`. */
const NOT_THERE: ReadonlySet<string> = new Set(["not a function", "not a constructor"]);

/** What the translation needs to know about the load. */
export interface ErrorContext {
  readonly graph: ModuleGraph;
  readonly positions: Positions;
  readonly limits: Limits;
  /** The file that was being evaluated, for errors without a stack. */
  readonly file: string | undefined;
}

interface Classified {
  readonly code: string;
  readonly hint: string | ((graph: ModuleGraph) => string);
}

const KINDS: Readonly<Record<string, Classified>> = {
  [ErrorKind.value]: {
    code: "INTERP_VALUE",
    hint: "Pass null, booleans, finite numbers, strings, bigint, Date, bytes, dense arrays and plain objects.",
  },
  [ErrorKind.import]: {
    code: "INTERP_FORBIDDEN_IMPORT",
    hint: ({ folder }) => importable(folder),
  },
  [ErrorKind.expired]: {
    code: "INTERP_EXPIRED",
    hint: "Use the object only until the function that received it returns, and await every call.",
  },
  [ErrorKind.timeout]: {
    code: "INTERP_HOST_TIMEOUT",
    hint: 'The host function did not answer in time; raise the limit "hostCallMs" if it needs longer.',
  },
};

function hintOf(known: Classified | undefined, graph: ModuleGraph): string {
  if (known === undefined) return "Correct the file at the place shown.";
  return typeof known.hint === "string" ? known.hint : known.hint(graph);
}

const HOST_ERROR = new RegExp(String.raw`^${ErrorKind.host}(\d{1,9})$`);
/** Modules that messages of the engine may name. */
const IDENTITY = new RegExp(
  String.raw`\b(${Space.file}:|${Space.source}:|${Generated.map}|${Generated.host})(\d{1,9})\b`,
  "g",
);

const LIMIT_KINDS: Readonly<Record<string, LimitName>> = {
  [ErrorKind.stack]: "guestStackBytes",
  [ErrorKind.memory]: "memoryBytes",
};

/** Turns the guest's record of an error into an error of the worker with its place in the original file. */
export function guestError(recordText: string, context: ErrorContext): WorkerError {
  const record = parseRecord(recordText);
  const stack = context.positions.frames(record.stack);
  const first = stack[0];
  const position: SourcePosition | undefined =
    first ?? (context.file === undefined ? undefined : { file: context.file });
  const frame = context.positions.frame(first);
  const limit = Object.hasOwn(LIMIT_KINDS, record.kind) ? LIMIT_KINDS[record.kind] : undefined;
  if (limit !== undefined) {
    return limitReached({ limit, limits: context.limits, position, frame, fatal: false });
  }
  const message = readableIds(record.message, context.graph);
  const guest: GuestErrorInfo = { name: record.name, message, code: record.code, stack };
  const hostError = HOST_ERROR.exec(record.kind)?.[1];
  const known = Object.hasOwn(KINDS, record.kind) ? KINDS[record.kind] : undefined;
  const missing =
    known === undefined ? missingMember(record.message, first, context.graph) : undefined;
  return new WorkerError({
    code: known?.code ?? (hostError !== undefined ? "INTERP_HOST_ERROR" : "INTERP_GUEST_ERROR"),
    message: known === undefined && record.name !== "" ? `${record.name}: ${message}` : message,
    hint: missing ?? hintOf(known, context.graph),
    position,
    frame,
    guest,
    hostError: hostError === undefined ? undefined : Number(hostError),
  });
}

/** Turns the end of a guest into an error of the worker; the stack is the guest's own when it is known. */
export function trapError(trap: Trap, context: ErrorContext): WorkerError {
  const frames = context.positions.frames(trap.guestStack);
  const timeIsUp = trap.limit !== undefined && /^cpu/.test(trap.limit);
  const first = (timeIsUp ? context.positions.loop(frames) : undefined) ?? frames[0];
  const position = first ?? (context.file === undefined ? undefined : { file: context.file });
  const frame = context.positions.frame(first);
  if (trap.limit !== undefined) {
    return limitReached({
      limit: trap.limit,
      limits: context.limits,
      position,
      frame,
      fatal: true,
    });
  }
  return new WorkerError({
    code: "INTERP_ENGINE_FAILED",
    message: trap.message,
    hint: "The file made the interpreter itself fail; report it with the file, and treat the file as hostile.",
    position,
    frame,
    fatal: true,
  });
}

interface ErrorRecord {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  readonly code: string | undefined;
  readonly kind: string;
}

function parseRecord(text: string): ErrorRecord {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    parsed = {};
  }
  const fields = isRecord(parsed) ? parsed : {};
  const read = (key: string): string | undefined => {
    const value: unknown = Object.hasOwn(fields, key) ? fields[key] : undefined;
    return typeof value === "string" ? value.slice(0, 5000) : undefined;
  };
  return {
    name: read("name") ?? "Error",
    message: read("message") ?? "",
    stack: read("stack") ?? "",
    code: read("code"),
    kind: read("kind") ?? "",
  };
}

/** The engine names modules by our identities; users know them by their names. */
function readableIds(message: string, graph: ModuleGraph): string {
  return message.replace(IDENTITY, (id, space, index) => {
    const name =
      space === `${Space.file}:`
        ? graph.files[Number(index)]?.path
        : graph.modules[Number(index)]?.specifier;
    return name ?? id;
  });
}

/**
 * The hint for a call of what a module of the symbol map does not have, where the file imports all of
 * it under a name (`import * as m`): the engine says of that only that it is no function.
 */
function missingMember(
  message: string,
  position: SourcePosition | undefined,
  graph: ModuleGraph,
): Hint | undefined {
  const { line, column, file } = position ?? {};
  if (!NOT_THERE.has(message) || line === undefined || column === undefined) return undefined;
  const source = graph.prepared(graph.fileIndex(file ?? ""));
  if (source === undefined) return undefined;
  // The engine's place is the bracket of the call.
  const before = lineAt(source.text, line).slice(0, column - 1);
  const member = nameBefore(before);
  const alias = nameBefore(before.slice(0, -member.length - 1));
  if (member === "" || alias === "" || before.at(-member.length - 1) !== ".") return undefined;
  const specifier = importedAs(alias, source);
  const module = graph.modules.find((one) => one.specifier === specifier);
  if (module === undefined || module.names.includes(member)) return undefined;
  const nearest = nearestName(member, module.names);
  const meant = nearest === undefined ? "" : `Did you mean "${alias}.${nearest}"? `;
  return hint`"${module.specifier}" has no "${member}". ${meant}${command("symbols show", module.specifier)} lists what it has.`;
}

/** The identifier at the end of a text; empty when there is none. */
function nameBefore(text: string): string {
  let start = text.length;
  while (start > 0 && text.length - start <= LONGEST && isPart(text[start - 1] ?? "")) start -= 1;
  return text.slice(start);
}

function isPart(character: string): boolean {
  return /[\w$]/.test(character);
}

/** The specifier of `import * as <alias> from "<specifier>"`. */
function importedAs(alias: string, { text, imports }: SourceFile): string | undefined {
  return imports.find(({ offset, dynamic }) => {
    if (dynamic) return false;
    const words = text.slice(Math.max(0, offset - LONGEST), offset).split(/\s+/);
    return words.filter(Boolean).join(" ").endsWith(`* as ${alias} from`);
  })?.specifier;
}
