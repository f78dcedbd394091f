import { execFileSync } from "node:child_process";
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type CliResult, node, root } from "./run-cli.js";

/** What `npm pack` says about the one package that it made. */
interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

/** The packed package. */
export interface Tarball {
  readonly path: string;
  /** Paths inside it. */
  readonly files: readonly string[];
}

let made: Tarball | undefined;

/** What `npm pack` makes takes seconds, and is the same for every file of tests that a process runs. */
export function tarball(): Tarball {
  made ??= pack();
  return made;
}

function pack(): Tarball {
  const place = mkdtempSync(join(tmpdir(), "mm-tarball-"));
  process.once("exit", () => rmSync(place, { recursive: true, force: true }));
  const words = ["pack", "--json", "--ignore-scripts", "--pack-destination", place];
  const said = execFileSync("npm", words, { cwd: root, encoding: "utf8", stdio: "pipe" });
  const [packed] = JSON.parse(said) as Packed[];
  if (packed === undefined) throw new Error("npm pack made nothing");
  return {
    path: join(place, packed.filename),
    files: packed.files.map(({ path }) => path),
  };
}

/** `package-lock.json`: packages by path, and which of them an install may leave out. */
interface Lock {
  readonly packages: Readonly<
    Record<string, { readonly [kind in "dev" | "optional" | "devOptional"]?: boolean }>
  >;
}

/** Bytes in the files of a folder, without the packages that are nested in it. */
function sizeOf(folder: string): number {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== "node_modules")
    .map((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? sizeOf(path) : lstatSync(path).size;
    })
    .reduce((a, b) => a + b, 0);
}

/**
 * A project outside the repository with the packed package in it. The package itself is unpacked
 * there, so that what is not in the tarball is missing; what it depends on is linked from the
 * repository, so that no registry is asked. Only what `dependencies` and `optionalDependencies` name is there.
 */
export class PackedTool {
  readonly folder: string;
  /** Paths inside the tarball. */
  readonly files: readonly string[];
  /** Packages that an install may leave out. */
  readonly optional: readonly string[];
  readonly #place: string;
  readonly #program: string;

  /** @param program the Node that runs it. */
  constructor(program: string = process.execPath) {
    this.#program = program;
    this.#place = realpathSync(mkdtempSync(join(tmpdir(), "mm-packed-")));
    this.folder = join(this.#place, "project");
    const { path, files } = tarball();
    this.files = files;
    const installed = join(this.folder, "node_modules", "makemigrations");
    mkdirSync(installed, { recursive: true });
    execFileSync("tar", ["-xzf", path, "--strip-components=1"], { cwd: installed });
    this.write("package.json", '{ "type": "module", "private": true }\n');
    const { dependencies, optionalDependencies } = JSON.parse(
      readFileSync(join(installed, "package.json"), "utf8"),
    ) as Readonly<
      Record<"dependencies" | "optionalDependencies", Readonly<Record<string, string>>>
    >;
    this.optional = Object.keys(optionalDependencies);
    for (const name of [...Object.keys(dependencies), ...this.optional]) this.link(name);
  }

  /** How much an install without the optional packages brings, this package included. */
  needed(): { readonly packages: number; readonly bytes: number } {
    const lock: Lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
    const needed = Object.entries(lock.packages).filter(
      ([path, { dev, optional, devOptional }]) => path !== "" && !dev && !optional && !devOptional,
    );
    const folders = [
      join(this.folder, "node_modules", "makemigrations"),
      ...needed.map(([path]) => join(root, path)),
    ];
    return { packages: folders.length, bytes: folders.map(sizeOf).reduce((a, b) => a + b, 0) };
  }

  /** Uninstalls a package. */
  unlink(name: string): void {
    rmSync(join(this.folder, "node_modules", name));
  }

  /** Installs a package that the repository, or another folder of packages, has. */
  link(name: string, packages: string = join(root, "node_modules")): void {
    const target = join(this.folder, "node_modules", name);
    mkdirSync(dirname(target), { recursive: true });
    symlinkSync(join(packages, name), target);
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), "utf8");
  }

  /** The installed `mm`. */
  mm(...words: readonly string[]): Promise<CliResult> {
    return this.node("node_modules/makemigrations/bin/mm.cjs", ...words);
  }

  node(...words: readonly string[]): Promise<CliResult> {
    return node(words, { cwd: this.folder }, this.#program);
  }

  /** What TypeScript, as strict as it gets, says about these files; nothing = "". */
  typeErrors(...files: readonly string[]): string {
    const strict = ["--strict", "--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess"];
    const modules = ["--module", "nodenext", "--target", "es2023", "--noEmit", "--types", "node"];
    const words = [join(root, "node_modules/typescript/bin/tsc"), ...strict, ...modules];
    try {
      execFileSync(process.execPath, [...words, ...files], { cwd: this.folder, stdio: "pipe" });
      return "";
    } catch (error) {
      return String((error as { readonly stdout?: unknown }).stdout);
    }
  }

  remove(): void {
    rmSync(this.#place, { recursive: true, force: true });
  }
}
