import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./run-cli.js";

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly result?: unknown;
}

/** TypeScript's language server, asked what an editor asks it. */
export class LanguageServer {
  readonly #folder: string;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #waiting = new Map<number, (message: Message) => void>();
  #received = Buffer.alloc(0);
  #last = 0;

  private constructor(folder: string) {
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    this.#folder = folder;
    this.#child = spawn(process.execPath, [tsc, "--lsp", "--stdio"], { cwd: folder });
    this.#child.stdout.on("data", (bytes: Buffer) => this.#receive(bytes));
  }

  static async start(folder: string): Promise<LanguageServer> {
    const server = new LanguageServer(folder);
    const rootUri = pathToFileURL(folder).href;
    await server.#ask("initialize", { processId: process.pid, rootUri, capabilities: {} });
    server.#send({ method: "initialized", params: {} });
    return server;
  }

  /** What an editor would offer in the first place of the file where `|` stands in `text`. */
  async completions(path: string, text: string): Promise<readonly string[]> {
    const file = join(this.#folder, path);
    const [before = "", ...behind] = text.split("|");
    const source = readFileSync(file, "utf8").replace("/* here */", before + behind.join("|"));
    const uri = pathToFileURL(file).href;
    const document = { uri, languageId: "typescript", version: 1, text: source };
    this.#send({ method: "textDocument/didOpen", params: { textDocument: document } });
    const at = source.indexOf(before + behind.join("|")) + before.length;
    const lines = source.slice(0, at).split("\n");
    const { result } = await this.#ask("textDocument/completion", {
      textDocument: { uri },
      position: { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 },
    });
    this.#send({ method: "textDocument/didClose", params: { textDocument: { uri } } });
    const { items } = (Array.isArray(result) ? { items: result } : (result ?? { items: [] })) as {
      readonly items: readonly { readonly label: string }[];
    };
    return items.map(({ label }) => label);
  }

  stop(): void {
    this.#child.kill();
  }

  #ask(method: string, params: object): Promise<Message> {
    this.#last += 1;
    const id = this.#last;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#send({ id, method, params });
    });
  }

  #send(message: object): void {
    const text = JSON.stringify({ jsonrpc: "2.0", ...message });
    this.#child.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  }

  #receive(bytes: Buffer): void {
    this.#received = Buffer.concat([this.#received, bytes]);
    for (;;) {
      const head = this.#received.indexOf("\r\n\r\n");
      const length = Number(/Content-Length: (\d+)/i.exec(this.#received.toString("latin1"))?.[1]);
      const end = head + 4 + length;
      if (head < 0 || this.#received.length < end) return;
      const message: Message = JSON.parse(this.#received.subarray(head + 4, end).toString("utf8"));
      this.#received = this.#received.subarray(end);
      // It asks for settings, of which there are none.
      if (message.method !== undefined && message.id !== undefined) {
        this.#send({ id: message.id, result: null });
      } else if (message.id !== undefined) this.#waiting.get(message.id)?.(message);
    }
  }
}
