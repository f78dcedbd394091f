import type { SourcePosition } from "../interp-error.js";
import { type PostsPayload, Space } from "../protocol.js";
import { clockReads } from "./clock.js";
import type { Positions } from "./positions.js";

/** A file by its number. */
const FILE = new RegExp(String.raw`${Space.file}:\d`);

/**
 * Characters that are worth a message; the main thread reads them while the next files run. It has
 * nothing else to do at first and its code is cold, so the first messages are small.
 */
const BATCHES = [1, 4096, 16_384] as const;

/** Calls of one-way functions on their way to the main thread; their arguments are not read here. */
export class PostQueue {
  #posts: PostsPayload[] = [];
  #sites: readonly SourcePosition[] = [];
  #total = 0;
  #waiting = 0;
  #taken = 0;
  /** Why another evaluation of the current file may come to other calls. */
  readonly #variance = new Set<string>();
  #clockReads = 0;

  /** Characters of all calls since the start: the main thread keeps every one of them. */
  get total(): number {
    return this.#total;
  }

  get isFull(): boolean {
    return this.#waiting >= (BATCHES[this.#taken] ?? BATCHES[2]);
  }

  /** The places of the calls that come next, as JSON text of `mig:3:14:5`. */
  addSites(text: string, positions: Positions, entry: string): void {
    const sites: unknown = JSON.parse(text);
    const list: readonly unknown[] = Array.isArray(sites) ? sites : [];
    this.#sites = list.map((site) => positions.site(String(site)) ?? { file: entry });
  }

  /** The calls to which the places belong. */
  addCalls(text: string, entry: string): void {
    this.#total += text.length;
    this.#waiting += text.length;
    this.#posts.push({ entry, sites: this.#sites, text, imports: undefined });
    this.#sites = [];
  }

  beginFile(): void {
    this.#variance.clear();
    this.#clockReads = clockReads();
  }

  /** Notes a reason why the calls of the current file may differ the next time; empty is none. */
  variesBy(reason: string): void {
    if (reason !== "") this.#variance.add(reason);
  }

  /**
   * The file is done. Unless there is a reason against it, its calls are marked with the modules it
   * imports, which alone decided them.
   *
   * @param imports undefined when it reached more than modules of the map.
   */
  endFile(entry: string, imports: readonly string[] | undefined): void {
    const last = this.#posts.at(-1);
    // Calls that went ahead, before one that waited, are not here any more; but then it did wait.
    if (last?.entry !== entry) return;
    if (clockReads() !== this.#clockReads) this.#variance.add("the clock");
    // A file's number, as it stands in stacks, depends on which other files there are.
    if (FILE.test(last.text)) this.#variance.add("its number");
    if (this.#variance.size === 0) this.#posts[this.#posts.length - 1] = { ...last, imports };
  }

  /** Everything since the last time. */
  take(): readonly PostsPayload[] {
    const posts = this.#posts;
    this.#posts = [];
    this.#waiting = 0;
    this.#taken++;
    return posts;
  }
}
