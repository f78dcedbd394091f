import {
  Console,
  type ConsoleOptions,
  type OutputStream,
} from "../../../src/cli/render/console.js";

/** A stream that remembers. */
class Memory implements OutputStream {
  text = "";
  readonly isTTY: boolean;
  readonly columns: number;
  #onError: (error: Error) => void = () => undefined;

  constructor(isTTY: boolean, columns: number) {
    this.isTTY = isTTY;
    this.columns = columns;
  }

  write(text: string): boolean {
    this.text += text;
    return true;
  }

  on(_event: "error", listener: (error: Error) => void): void {
    this.#onError = listener;
  }

  fail(code: string): void {
    this.#onError(Object.assign(new Error(code), { code }));
  }
}

/** A console of which everything can be read that it wrote. */
export function memoryConsole(
  options: Partial<ConsoleOptions> & { readonly tty?: boolean; readonly columns?: number } = {},
) {
  const stdout = new Memory(options.tty ?? false, options.columns ?? 40);
  const stderr = new Memory(options.tty ?? false, options.columns ?? 40);
  const base = { json: false, quiet: false, verbose: false, color: "auto" } as const;
  return { stdout, stderr, console: new Console({ ...base, ...options, stdout, stderr }) };
}
