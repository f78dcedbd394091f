import { codeFrame, positionAt } from "../../text/code-frame.js";
import { encodeForGuest } from "../host/encode.js";
import { InterpError } from "../interp-error.js";
import type { Limits } from "../limits.js";
import { limitReached, WorkerError } from "./worker-error.js";

/**
 * The content of a data file as text for the guest. JSON is parsed here, after a look at its
 * nesting: a file of brackets must not build a million arrays first.
 * @throws WorkerError INTERP_SYNTAX, INTERP_VALUE, INTERP_LIMIT
 */
export function readData(init: {
  readonly path: string;
  readonly text: string;
  readonly type: "json" | "text";
  readonly limits: Limits;
}): string {
  const { path, type, limits } = init;
  const text = init.text.startsWith("\uFEFF") ? init.text.slice(1) : init.text;
  const value = type === "text" ? text : parse(path, text, limits);
  try {
    return encodeForGuest(value, { limits, handle: () => undefined, facade: () => undefined });
  } catch (error) {
    if (!(error instanceof InterpError)) throw error;
    throw new WorkerError({
      code: error.code,
      message: error.message,
      hint: error.hint,
      limit: error.limit,
      position: { file: path },
    });
  }
}

function parse(path: string, text: string, limits: Limits): unknown {
  if (depthOf(text) > limits.valueDepth) {
    throw limitReached({ limit: "valueDepth", limits, position: { file: path }, fatal: false });
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : "";
    const offset = Number(/at position (\d+)/.exec(message)?.[1] ?? text.length);
    const at = positionAt(text, offset);
    throw new WorkerError({
      code: "INTERP_SYNTAX",
      message: "the file is not valid JSON",
      hint: 'Correct it at the place shown, or import it with { type: "text" }.',
      position: { file: path, ...at },
      frame: codeFrame(text, at.line, at.column),
    });
  }
}

function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 34) i = endOfString(text, i);
    else if (c === 91 || c === 123) deepest = Math.max(deepest, ++depth);
    else if (c === 93 || c === 125) depth--;
  }
  return deepest;
}

function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 92) i++;
    else if (c === 34) return i;
  }
  return text.length;
}
