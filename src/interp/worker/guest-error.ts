import { isRecord } from "../../text/record.js";
import type { GuestErrorInfo, SourcePosition } from "../interp-error.js";
import type { LimitName, Limits } from "../limits.js";
import { ErrorKind, Generated, Space } from "../protocol.js";
import { importable } from "./denial.js";
import { missingMember } from "./missing-member.js";
import type { ModuleGraph } from "./module-graph.js";
import type { Positions } from "./positions.js";
import type { Trap } from "./trap.js";
import { limitReached, WorkerError } from "./worker-error.js";

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
