import { Buffer } from "node:buffer";
import { codeFrame, positionAt } from "../../text/code-frame.js";
import type { Limits } from "../limits.js";
import type { VirtualFile } from "../load-result.js";
import { Generated, type LoadPayload, type ModulePayload, Space } from "../protocol.js";
import { BOOTSTRAP, bootstrapId } from "./bootstrap.js";
import { readData } from "./data-file.js";
import {
  cut,
  type Denial,
  entryImport,
  missingFile,
  twoThings,
  unknownAttribute,
  unknownModule,
  unknownName,
} from "./denial.js";
import type { FoundImport } from "./import-scan.js";
import { isCode, isRelative, resolveFile } from "./resolve.js";
import type { SourceFile } from "./source-file.js";
import type { SourceStore } from "./source-store.js";
import { limitReached, WorkerError } from "./worker-error.js";

/** What a specifier leads to: an identity for the engine, or the reason why there is none. */
type Target =
  | {
      readonly id: string;
      readonly file: number | undefined;
      readonly module?: number;
      readonly source: number | undefined;
    }
  | { readonly denied: Denial };

/** No files, no symbols: what a guest has before its load. */
export const nothing: LoadPayload = {
  symbols: [],
  modules: [],
  files: [],
  entries: [],
  evaluate: [],
  folder: "",
};

interface GraphParts {
  readonly limits: Limits;
  readonly store: SourceStore;
  /** How far a file was prepared, for the report when that never ends. */
  readonly onFile: (index: number) => void;
}

/** Modules of the symbol map. */
const OF_MAP = new RegExp(`^(?:${Generated.map}|${Space.source}:)`);

/**
 * The files of one load and the symbol map's modules. Identities are generated (`mig:3`), so names
 * that tenants choose never reach the engine.
 */
export class ModuleGraph {
  readonly files: readonly VirtualFile[];
  readonly modules: readonly ModulePayload[];
  /** What people call the folder of the files. */
  readonly folder: string;
  readonly #paths: ReadonlyMap<string, number>;
  readonly #specifiers: ReadonlyMap<string, number>;
  readonly #entries: ReadonlySet<number>;
  readonly #sources = new Map<number, SourceFile>();
  readonly #data: string[] = [];
  readonly #dataNumbers = new Map<string, number>();
  readonly #denied: string[] = [];
  /** Files of which the engine asked for more than modules of the map. */
  readonly #reachedFurther = new Set<number>();
  /** Sources that were evaluated and frozen, so that files may have them. */
  readonly #released = new Set<number>();
  readonly #parts: GraphParts;

  constructor({ files, modules, folder, entries }: LoadPayload, parts: GraphParts) {
    this.files = files;
    this.modules = modules;
    this.folder = folder;
    this.#parts = parts;
    this.#checkSizes();
    this.#paths = new Map(files.map((file, index) => [file.path, index]));
    this.#specifiers = new Map(modules.map((module, index) => [module.specifier, index]));
    this.#entries = new Set(entries.map((path) => this.fileIndex(path)));
  }

  /** The number of a file of the load. */
  fileIndex(path: string): number {
    const index = this.#paths.get(path);
    if (index !== undefined) return index;
    throw new WorkerError({
      code: "INTERP_MISSING_FILE",
      message: `the entry "${path}" is not among the files`,
      hint: "Pass every entry's text in the list of files.",
    });
  }

  /** A stripped file; undefined when it was never asked for or is data. */
  prepared(index: number): SourceFile | undefined {
    return this.#sources.get(index);
  }

  /**
   * Strips a file and everything it reaches by static imports, checks every import, and returns the
   * numbers of the sources of the symbol map that are needed.
   * @throws WorkerError
   */
  prepare(entry: number): ReadonlySet<number> {
    const needed = new Set<number>();
    const seen = new Set<number>([entry]);
    const queue = [entry];
    for (let i = 0; i < queue.length; i++) {
      const file = this.#read(queue[i] ?? 0);
      const targets = new Map<string, string>();
      for (const found of file.imports) {
        if (found.specifier === undefined) {
          this.modules.forEach((module, index) => {
            if (module.code !== undefined) needed.add(index);
          });
          continue;
        }
        const target = this.#target(file.path, found);
        if ("denied" in target) throw this.#deniedAt(file, found.offset, target.denied);
        // Engines, Node's among them, link by the specifier alone.
        const other = found.dynamic ? target.id : (targets.get(found.specifier) ?? target.id);
        if (other !== target.id)
          throw this.#deniedAt(file, found.offset, twoThings(found.specifier));
        if (!found.dynamic) targets.set(found.specifier, target.id);
        if (target.module !== undefined) this.#checkNames(file, found, target.module);
        if (target.source !== undefined) needed.add(target.source);
        if (target.file === undefined || seen.has(target.file)) continue;
        seen.add(target.file);
        queue.push(target.file);
      }
    }
    return needed;
  }

  /**
   * The modules of the map that a prepared file imports; undefined when it reaches for more: other
   * files, or what an import computes.
   */
  mapImports(index: number): readonly string[] | undefined {
    // What the engine was asked for counts, whatever the scan of the tokens may miss.
    if (this.#reachedFurther.has(index)) return undefined;
    const specifiers: string[] = [];
    for (const { specifier, dynamic } of this.#sources.get(index)?.imports ?? []) {
      if (specifier === undefined || dynamic || isRelative(specifier)) return undefined;
      specifiers.push(specifier);
    }
    return specifiers;
  }

  /** A source of the map has been frozen; from now on files can import it. */
  release(source: number): void {
    this.#released.add(source);
  }

  /** The identity for an import that the engine asks for; never throws. */
  normalize(base: string, requested: string): string {
    const [space, index] = base.split(":");
    if (space === Space.bootstrap) {
      return /^\.\.?\//.test(requested) ? bootstrapId(requested) : requested;
    }
    if (space === Space.generated)
      return requested.startsWith(BOOTSTRAP) ? requested : this.#deny("no such module");
    if (space === Space.source) {
      if (requested === "host") return `${Generated.host}${index}`;
      if (requested === "membrane") return `${BOOTSTRAP}membrane`;
      const target = this.#specifiers.get(requested);
      return target === undefined
        ? this.#deny(`no module "${cut(requested)}"`)
        : this.#moduleId(target);
    }
    if (space !== Space.file) return this.#deny("no such module");
    const id = this.#importedBy(Number(index), requested);
    if (!OF_MAP.test(id)) this.#reachedFurther.add(Number(index));
    return id;
  }

  #importedBy(index: number, requested: string): string {
    try {
      const from = this.files[index]?.path ?? "";
      const found = this.#sources
        .get(index)
        ?.imports.find((one) => one.specifier === requested && !one.dynamic);
      const target = this.#target(from, { specifier: requested, attribute: found?.attribute });
      if ("denied" in target) return this.#deny(target.denied.message);
      // Whatever the scan of the tokens may miss: no file gets a source before it is frozen.
      if (target.source !== undefined && !this.#released.has(target.source)) {
        return this.#deny(`"${cut(requested)}" is imported where no import was found`);
      }
      if (target.file !== undefined) this.#read(target.file);
      return target.id;
    } catch (error) {
      return this.#deny(
        error instanceof WorkerError ? error.message : "the module can not be loaded",
      );
    }
  }

  /** The source of an identity; never throws. */
  source(id: string): string {
    const [space, kind, index] = id.split(":");
    if (space === Space.file)
      return this.#sources.get(Number(kind))?.code ?? denial("no such module");
    if (space === Space.source) return this.modules[Number(kind)]?.code ?? denial("no such module");
    if (space !== Space.generated) return denial("no such module");
    if (kind === "deny") return denial(this.#denied[Number(index)] ?? "no such module");
    if (kind === "data") {
      return `import { data } from "${BOOTSTRAP}data"; export default data(${Number(index)});`;
    }
    return pickSource(this.modules[Number(index)]?.exports ?? []);
  }

  /** The text of a data file for the guest, by the number in its generated module. */
  data(number: number): string {
    return this.#data[number] ?? "Jnull";
  }

  #read(index: number): SourceFile {
    const known = this.#sources.get(index);
    if (known !== undefined) return known;
    const file = this.files[index];
    if (file === undefined)
      throw new WorkerError({ code: "INTERP_MISSING_FILE", message: "no such file" });
    this.#parts.onFile(index);
    const source = this.#parts.store.read(file.path, file.text);
    this.#sources.set(index, source);
    return source;
  }

  #target(from: string, found: Pick<FoundImport, "specifier" | "attribute">): Target {
    const specifier = found.specifier ?? "";
    if (!isRelative(specifier)) return this.#mapTarget(specifier);
    const file = resolveFile(from, specifier, this.#paths);
    if (file === undefined) return { denied: this.#missing(from, specifier) };
    const path = this.files[file]?.path ?? "";
    if (this.#entries.has(file)) return { denied: entryImport(path) };
    const type =
      found.attribute ?? (isCode(path) ? "code" : path.endsWith(".json") ? "json" : "text");
    if (type === "code") return { id: `${Space.file}:${file}`, file, source: undefined };
    if (type !== "json" && type !== "text") return { denied: unknownAttribute(type) };
    return { id: this.#dataId(file, type), file: undefined, source: undefined };
  }

  #dataId(file: number, type: "json" | "text"): string {
    const key = `${file}:${type}`;
    let number = this.#dataNumbers.get(key);
    if (number === undefined) {
      const { path, text } = this.files[file] ?? { path: "", text: "" };
      number = this.#data.push(readData({ path, text, type, limits: this.#parts.limits })) - 1;
      this.#dataNumbers.set(key, number);
    }
    return `${Generated.data}${number}`;
  }

  #mapTarget(specifier: string): Target {
    const index = specifier === "globalThis" ? undefined : this.#specifiers.get(specifier);
    if (index === undefined) return { denied: this.#unknown(specifier) };
    const isSource = this.modules[index]?.code !== undefined;
    const source = isSource ? index : undefined;
    return { id: this.#moduleId(index), file: undefined, module: index, source };
  }

  #moduleId(index: number): string {
    return this.modules[index]?.code === undefined
      ? `${Generated.map}${index}`
      : `${Space.source}:${index}`;
  }

  #unknown(specifier: string): Denial {
    const known = [...this.#specifiers.keys()].filter((name) => name !== "globalThis");
    return unknownModule(specifier, { known, folder: this.folder });
  }

  #missing(from: string, specifier: string): Denial {
    const files = [...this.#paths].filter(([, index]) => !this.#entries.has(index));
    const known = files.map(([path]) => path);
    return missingFile(from, specifier, { known, folder: this.folder });
  }

  #deny(message: string): string {
    // One text per refusal would let a loop of computed imports grow this list for ever.
    const known = this.#denied.indexOf(message);
    if (known >= 0) return `${Generated.deny}${known}`;
    if (this.#denied.length >= 1000) return `${Generated.deny}0`;
    this.#denied.push(message);
    return `${Generated.deny}${this.#denied.length - 1}`;
  }

  /**
   * Refuses a name that the module does not have, used or not. The map knows no types: a name that
   * the file uses in a type may be one, and does not exist when the file runs.
   * @throws WorkerError
   */
  #checkNames(file: SourceFile, { names }: FoundImport, index: number): void {
    const module = this.modules[index];
    // A source need not say what it exports.
    if (module === undefined || (module.code !== undefined && module.names.length === 0)) return;
    for (const { name, local, offset } of names) {
      if (module.names.includes(name)) continue;
      if (local !== undefined && file.typeNames.has(local)) continue;
      throw this.#deniedAt(file, offset, unknownName(name, module));
    }
  }

  #deniedAt(file: SourceFile, offset: number, denied: Denial): WorkerError {
    const at = positionAt(file.text, offset);
    return new WorkerError({
      ...denied,
      position: { file: file.path, ...at },
      frame: codeFrame(file.text, at.line, at.column),
    });
  }

  #checkSizes(): void {
    const { limits } = this.#parts;
    if (this.files.length > limits.sourceFiles) {
      throw limitReached({ limit: "sourceFiles", limits, fatal: true });
    }
    for (const { path, text } of this.files) {
      const large =
        text.length > limits.sourceBytes || Buffer.byteLength(text) > limits.sourceBytes;
      if (large)
        throw limitReached({ limit: "sourceBytes", limits, position: { file: path }, fatal: true });
    }
  }
}

/** The module that adds to the global object; -1 when the map has none. */
export function globalsOf({ modules }: LoadPayload): number {
  return modules.findIndex(({ specifier }) => specifier === "globalThis");
}

function denial(message: string): string {
  return `import { deny } from "${BOOTSTRAP}symbols"; deny(${JSON.stringify(message)});`;
}

/** A module whose exports are host symbols, picked by number. */
function pickSource(exports: ModulePayload["exports"]): string {
  const lines = [`import { pick } from "${BOOTSTRAP}symbols";`];
  exports.forEach(([name, index], i) => {
    lines.push(`const s${i} = pick(${index}); export { s${i} as ${name} };`);
  });
  return lines.join("\n");
}
