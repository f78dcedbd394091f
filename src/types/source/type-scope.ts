import type { DeclaredTypes, Shape } from "./declared-types.js";

/** What a name stands for, and in which file it is declared. */
export type Meaning =
  | { readonly kind: "shape"; readonly shape: Shape; readonly file: DeclaredTypes }
  | { readonly kind: "alias"; readonly name: string; readonly file: DeclaredTypes }
  | { readonly kind: "enum"; readonly name: string; readonly file: DeclaredTypes };

/** The types of several files, by name. */
export class TypeScope {
  readonly files: readonly DeclaredTypes[];
  readonly #byName = new Map<string, DeclaredTypes[]>();

  constructor(files: readonly DeclaredTypes[]) {
    this.files = files;
    for (const file of files) {
      for (const name of [...file.shapes.keys(), ...file.aliases.keys(), ...file.enums.keys()]) {
        const others = this.#byName.get(name);
        if (others === undefined) this.#byName.set(name, [file]);
        else others.push(file);
      }
    }
  }

  /**
   * What the name means in the file: what that declares, else what another one does under the name by
   * which it is imported; undefined where no file declares it, or several do.
   */
  find(name: string, from: DeclaredTypes): Meaning | undefined {
    const own = meaningIn(name, from);
    if (own !== undefined) return own;
    const imported = from.imports.get(name) ?? name;
    const [file, ...others] = this.#byName.get(imported) ?? [];
    return file === undefined || others.length > 0 ? undefined : meaningIn(imported, file);
  }
}

function meaningIn(name: string, file: DeclaredTypes): Meaning | undefined {
  const shape = file.shapes.get(name);
  if (shape !== undefined) return { kind: "shape", shape, file };
  if (file.aliases.has(name)) return { kind: "alias", name, file };
  return file.enums.has(name) ? { kind: "enum", name, file } : undefined;
}
