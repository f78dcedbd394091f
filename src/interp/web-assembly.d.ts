// The part of WebAssembly that we use; Node's types only name the namespace, and the DOM's library
// would bring a browser along.
declare namespace WebAssembly {
  type Imports = Record<string, Record<string, unknown>>;

  class Memory {
    constructor(descriptor: { readonly initial: number; readonly maximum: number });
    readonly buffer: ArrayBuffer;
    grow(pages: number): number;
  }

  class Module {
    constructor(bytes: Uint8Array);
  }

  class Instance {
    constructor(module: Module, imports: Imports);
    readonly exports: Record<string, unknown>;
  }
}
