import { createRequire } from "node:module";
import type * as TraceMapping from "@jridgewell/trace-mapping";
import { codeFrame, lineAt, positionAt } from "../../text/code-frame.js";
import type { GuestFrame, SourcePosition } from "../interp-error.js";
import { Space } from "../protocol.js";
import { type Loop, loopsAround, loopsIn, stuckIn } from "./loops.js";
import type { ModuleGraph } from "./module-graph.js";
import type { Sucrase } from "./sucrase.js";

const PLACE = String.raw`${Space.file}:(\d{1,9}):(\d{1,9}):(\d{1,9})`;
const FRAME = new RegExp(String.raw`^\s*at (?:(.{0,200}?) \()?${PLACE}\)?$`);
const SITE = new RegExp(`^${PLACE}`);
const FRAMES = 20;

/**
 * Translates the engine's places to places in the original files. A stack is text that a guest may
 * have written: only files of this load count, lines are clamped, nothing is opened.
 */
export class Positions {
  readonly #graph: ModuleGraph;
  readonly #sucrase: Sucrase;
  readonly #maps = new Map<number, TraceMapping.TraceMap>();

  constructor(graph: ModuleGraph, sucrase: Sucrase) {
    this.#graph = graph;
    this.#sucrase = sucrase;
  }

  /** The frames of user files in a stack, innermost first. */
  frames(stack: string): readonly GuestFrame[] {
    const frames: GuestFrame[] = [];
    for (const line of stack.split("\n", 200)) {
      const match = FRAME.exec(line);
      if (match === null) continue;
      const place = this.#place(Number(match[2]), Number(match[3]), Number(match[4]));
      if (place === undefined) continue;
      const name = match[1];
      frames.push({ function: name === "<anonymous>" ? undefined : name, ...place });
      if (frames.length >= FRAMES) break;
    }
    return frames;
  }

  /** The loop in which a program was when it was stopped, by its frames; undefined outside of any. */
  loop(frames: readonly GuestFrame[]): SourcePosition | undefined {
    const read = new Map<string, readonly Loop[]>();
    const around = frames.flatMap(({ file, line = 1, column = 1 }) => {
      const text = this.#graph.prepared(this.#graph.fileIndex(file))?.text ?? "";
      const loops =
        read.get(file) ?? loopsIn(text, this.#sucrase.strip(text).tokens, this.#sucrase);
      read.set(file, loops);
      const offset = offsetOf(text, line) + column - 1;
      return loopsAround(loops, offset).map((loop) => ({ ...loop, file, text }));
    });
    const found = stuckIn(around);
    return found && { file: found.file, ...positionAt(found.text, found.start) };
  }

  /** The place at the start of a text such as `mig:3:14:5`. */
  site(text: string): SourcePosition | undefined {
    const match = SITE.exec(text);
    if (match === null) return undefined;
    return this.#place(Number(match[1]), Number(match[2]), Number(match[3]));
  }

  /** The code frame of a place. */
  frame(position: SourcePosition | undefined): string | undefined {
    if (position?.line === undefined || position.column === undefined) return undefined;
    const source = this.#graph.prepared(this.#graph.fileIndex(position.file));
    return source && codeFrame(source.text, position.line, position.column);
  }

  #place(
    index: number,
    line: number,
    codePoints: number,
  ): { file: string; line: number; column: number } | undefined {
    const source = this.#graph.prepared(index);
    if (source === undefined) return undefined;
    const { path: file, text } = source;
    const generated = lineAt(source.code, line);
    const original = lineAt(text, line);
    const column = utf16Column(generated, codePoints);
    // Sucrase keeps every line; where it left one alone, columns are as they were.
    if (generated === original) return { file, line, column };
    const mapped = this.#originalColumn(index, line, column);
    return { file, line, column: Math.min(mapped ?? 1, original.length + 1) };
  }

  #originalColumn(index: number, line: number, column: number): number | undefined {
    try {
      const { GREATEST_LOWER_BOUND, LEAST_UPPER_BOUND, originalPositionFor, traceSegment } =
        traceMapping();
      const map = this.#map(index);
      // Where types were dropped, several originals share a place; the last one is what is left.
      const exact = traceSegment(map, line - 1, column - 1)?.[0] === column - 1;
      const bias = exact ? LEAST_UPPER_BOUND : GREATEST_LOWER_BOUND;
      const found = originalPositionFor(map, { line, column: column - 1, bias });
      return found.line === line && found.column !== null ? found.column + 1 : undefined;
    } catch {
      return undefined;
    }
  }

  #map(index: number): TraceMapping.TraceMap {
    let map = this.#maps.get(index);
    if (map === undefined) {
      const { TraceMap } = traceMapping();
      const text = this.#graph.prepared(index)?.text ?? "";
      map = new TraceMap(JSON.stringify(this.#sucrase.sourceMap(text)));
      this.#maps.set(index, map);
    }
    return map;
  }
}

/** Of the beginning of a line. */
function offsetOf(text: string, line: number): number {
  let start = 0;
  for (let at = 1; at < line; at += 1) {
    const end = text.indexOf("\n", start);
    if (end < 0) return text.length;
    start = end + 1;
  }
  return start;
}

/** Loaded on the first error that needs it, in the middle of synchronous code. */
function traceMapping(): typeof TraceMapping {
  return createRequire(import.meta.url)("@jridgewell/trace-mapping");
}

/** The engine counts code points; editors and source maps count UTF-16 units. */
function utf16Column(line: string, codePoints: number): number {
  let column = 1;
  let count = 1;
  for (const character of line) {
    if (count >= codePoints) break;
    count++;
    column += character.length;
  }
  return column;
}
