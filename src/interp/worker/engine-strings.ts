import type { EngineModule, Ffi } from "./ffi.js";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Text in and out of the engine's memory. */
export class EngineStrings {
  readonly #module: EngineModule;
  readonly #ffi: Ffi;
  readonly #context: number;

  constructor(module: EngineModule, ffi: Ffi, context: number) {
    this.#module = module;
    this.#ffi = ffi;
    this.#context = context;
  }

  /** Copies text to the heap, NUL-terminated; the caller, or the engine, frees it. */
  toHeap(text: string): { readonly pointer: number; readonly length: number } {
    const room = text.length * 3 + 1;
    // Long text is measured first, so that it does not take three times its size.
    const bytes = room > 65_536 ? encoder.encode(text) : undefined;
    const pointer = this.#module._malloc(bytes === undefined ? room : bytes.length + 1);
    const heap = this.#module.HEAPU8;
    let length: number;
    if (bytes === undefined) {
      length = encoder.encodeInto(text, heap.subarray(pointer, pointer + room)).written;
    } else {
      heap.set(bytes, pointer);
      length = bytes.length;
    }
    heap[pointer + length] = 0;
    return { pointer, length };
  }

  /** A string value of the engine. Must not contain NUL: JSON text does not. */
  newString(text: string): number {
    const { pointer } = this.toHeap(text);
    const value = this.#ffi.QTS_NewString(this.#context, pointer);
    this.#module._free(pointer);
    return value;
  }

  /** The text of a value. */
  read(value: number): string {
    const pointer = this.#ffi.QTS_GetString(this.#context, value);
    const heap = this.#module.HEAPU8;
    const end = heap.indexOf(0, pointer);
    const text = decoder.decode(heap.subarray(pointer, end));
    this.#ffi.QTS_FreeCString(this.#context, pointer);
    return text;
  }
}
