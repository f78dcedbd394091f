import { isDeepStrictEqual } from "node:util";
import type { SchemaDocument, TableEntry } from "./document-shape.js";
import type { Problem } from "./problem.js";
import type { Origins } from "./read-document.js";
import type { DocumentTree, ReadFiles } from "./schema-files.js";

/** A table of the merged schema: its parts may come of several files. */
export interface MergedTable {
  readonly entry: TableEntry;
  /** Fields of included files that the including one does not have come behind its own. */
  readonly fields: TableEntry["fields"];
  readonly indexes: NonNullable<TableEntry["indexes"]>;
  readonly unique: NonNullable<TableEntry["unique"]>;
  readonly checks: NonNullable<TableEntry["checks"]>;
  readonly exclusions: NonNullable<TableEntry["exclusions"]>;
  readonly foreignKeys: NonNullable<TableEntry["foreign_keys"]>;
  readonly primaryKey: TableEntry["primary_key"];
  readonly comment: string | undefined;
  readonly options: NonNullable<TableEntry["options"]>;
  /** Keys of which it is not known all that they say, because something in them is wrong. */
  readonly lacks: ReadonlySet<string>;
}

/** Keys of documents that others refer to. */
const SAID = ["tables", "enums", "opaque", "defaults", "type_mappings"];

type Maps = Record<string, Record<string, string>>;

/** Everything that the files say, each thing once. */
export interface Merged {
  readonly tables: readonly MergedTable[];
  readonly defaults: Maps;
  readonly typeMappings: Maps;
  readonly enums: readonly NonNullable<SchemaDocument["enums"]>[number][];
  readonly extensions: readonly string[];
  readonly opaque: readonly NonNullable<SchemaDocument["opaque"]>[number][];
  readonly problems: readonly Problem[];
  /** Keys of documents of which it is not known all that they say. */
  readonly lacks: ReadonlySet<string>;
}

/**
 * Brings files together. What stands in a file wins over what it includes, field by field, index by
 * index, entry by entry. Between files that do not include one another none wins: the same thing
 * said differently is a problem at the second place.
 */
export function mergeDocuments({
  trees,
  origins,
  isWhole,
}: Pick<ReadFiles, "trees" | "origins" | "isWhole">): Merged {
  const merge = new Merge(origins, isWhole);
  for (const tree of trees) merge.add(flatten(tree));
  return merge.result();
}

/** A file and what it includes, the winner first. */
function flatten({ document, included }: DocumentTree): readonly SchemaDocument[] {
  return [document, ...included.flatMap(flatten)];
}

class Merge {
  readonly #origins: Origins;
  readonly #tables = new Map<string, MergedTable>();
  readonly #defaults: Maps = Object.create(null);
  readonly #typeMappings: Maps = Object.create(null);
  readonly #enums = new Map<string, Merged["enums"][number]>();
  readonly #opaque = new Map<string, Merged["opaque"][number]>();
  readonly #extensions = new Set<string>();
  readonly #problems: Problem[] = [];
  readonly #lacks = new Set<string>();

  constructor(origins: Origins, isWhole: boolean) {
    this.#origins = origins;
    if (!isWhole) this.#lacks.add("include");
  }

  /** A file of the project with what it includes: among these the first wins. */
  add(documents: readonly SchemaDocument[]): void {
    const own = new Set<unknown>();
    for (const document of documents) {
      for (const key of this.#lacking(document) ?? []) this.#lacks.add(key);
      this.#maps(this.#defaults, document.defaults, own);
      this.#maps(this.#typeMappings, document.type_mappings, own);
      for (const table of document.tables ?? []) this.#table(table, own);
      for (const one of document.enums ?? [])
        this.#once(this.#enums, { key: one.name, one, what: `enum "${one.name}"`, own });
      for (const one of document.opaque ?? []) {
        const key = `${one.kind} ${one.name} ${one.database ?? ""}`;
        this.#once(this.#opaque, { key, one, what: `${one.kind} "${one.name}"`, own });
      }
      for (const name of document.extensions ?? []) this.#extensions.add(name);
    }
  }

  result(): Merged {
    return {
      tables: [...this.#tables.values()],
      defaults: this.#defaults,
      typeMappings: this.#typeMappings,
      enums: [...this.#enums.values()],
      extensions: [...this.#extensions],
      opaque: [...this.#opaque.values()],
      problems: this.#problems,
      // A file that is not there could say anything.
      lacks: new Set([...this.#lacks, ...(this.#lacks.has("include") ? SAID : [])]),
    };
  }

  #table(entry: TableEntry, own: Set<unknown>): void {
    const key = entry.schema === undefined ? entry.name : `${entry.schema}.${entry.name}`;
    const known = this.#tables.get(key);
    this.#uniqueInFile(entry);
    if (known !== undefined) this.#onceInFile(entry, known.entry, key);
    const label = (what: string, name: string): string => `${what} "${name}" of table "${key}"`;
    const join = <T extends { readonly name?: string | undefined }>(
      what: string,
      before: readonly T[],
      more: readonly T[] | undefined,
    ): readonly T[] => this.#join(before, more ?? [], { own, label: (name) => label(what, name) });
    this.#tables.set(key, {
      entry: known?.entry ?? entry,
      fields: join("field", known?.fields ?? [], entry.fields),
      indexes: join("index", known?.indexes ?? [], this.#flawless(entry.indexes)),
      unique: join("unique constraint", known?.unique ?? [], this.#flawless(entry.unique)),
      checks: join("check", known?.checks ?? [], this.#flawless(entry.checks)),
      exclusions: join("exclusion", known?.exclusions ?? [], this.#flawless(entry.exclusions)),
      foreignKeys: join(
        "foreign key",
        known?.foreignKeys ?? [],
        this.#flawless(entry.foreign_keys),
      ),
      primaryKey: known?.primaryKey ?? entry.primary_key,
      comment: known?.comment ?? entry.comment,
      options: { ...entry.options, ...known?.options },
      lacks: new Set([
        ...(known?.lacks ?? []),
        ...(this.#lacking(entry) ?? []),
        ...entry.fields.flatMap((field) =>
          this.#lacking(field)?.has("primary_key") ? "primary_key" : [],
        ),
      ]),
    });
  }

  #lacking(one: object): ReadonlySet<string> | undefined {
    return this.#origins.get(one)?.lacks;
  }

  /** Nothing refers to these, so that one with a mistake can be left out. */
  #flawless<T extends object>(list: readonly T[] | undefined): readonly T[] {
    return (list ?? []).filter((one) => this.#lacking(one) === undefined);
  }

  #onceInFile(entry: TableEntry, known: TableEntry, key: string): void {
    const [here, there] = [this.#origins.get(entry), this.#origins.get(known)];
    if (here === undefined || here.source !== there?.source) return;
    this.#problems.push(
      here.source.problemAt([...here.path, "name"], {
        code: "YAML_DUPLICATE_NAME",
        message: `the table "${key}" is in this file twice`,
        hint: "Bring the two together, or give one of them another name.",
      }),
    );
  }

  /** The known ones, and those of the others that are new. */
  #join<T extends { readonly name?: string | undefined }>(
    known: readonly T[],
    more: readonly T[],
    { own, label }: { readonly own: Set<unknown>; readonly label: (name: string) => string },
  ): readonly T[] {
    const joined = [...known];
    for (const one of more) {
      const same = joined.find((other) =>
        one.name === undefined ? isDeepStrictEqual(other, one) : other.name === one.name,
      );
      if (same === undefined) joined.push(one);
      else this.#conflict(same, one, { own, what: label(one.name ?? "") });
      own.add(same ?? one);
    }
    return joined;
  }

  #once<T extends object>(
    map: Map<string, T>,
    {
      key,
      one,
      what,
      own,
    }: { readonly key: string; readonly one: T; readonly what: string; readonly own: Set<unknown> },
  ): void {
    const known = map.get(key);
    if (known === undefined) map.set(key, one);
    else this.#conflict(known, one, { own, what });
    own.add(known ?? one);
  }

  /** What this file's own includes say again is overruled; two files that differ are a problem. */
  #conflict(
    known: object,
    one: object,
    about: { readonly own: Set<unknown>; readonly what: string },
  ): void {
    if (about.own.has(known) || isDeepStrictEqual(known, one)) return;
    const [here, there] = [this.#origins.get(one), this.#origins.get(known)];
    if (here === undefined || there === undefined) return;
    // What is wrong in one of them may be all that differs.
    if (here.lacks !== undefined || there.lacks !== undefined) return;
    const other = there.source.problemAt(there.path, { code: "YAML_CONFLICT", message: "" });
    this.#problems.push(
      here.source.problemAt(here.path, {
        code: "YAML_CONFLICT",
        message: `${about.what} is said otherwise in ${other.file}:${other.line}`,
        hint: "Keep one of the two, or include the one file from the other: the including file wins.",
      }),
    );
  }

  #maps(into: Maps, from: SchemaDocument["defaults"], own: Set<unknown>): void {
    for (const [database, entries] of Object.entries(from ?? {})) {
      into[database] ??= Object.create(null);
      const known = into[database];
      for (const [name, sql] of Object.entries(entries)) {
        const key = `${database}\0${name}`;
        const taken = known !== undefined && Object.hasOwn(known, name);
        if (known !== undefined && !taken) known[name] = sql;
        else if (known?.[name] !== sql && !own.has(key)) {
          const origin = this.#origins.get(entries);
          if (origin === undefined) continue;
          this.#problems.push(
            origin.source.problemAt([...origin.path, name], {
              code: "YAML_CONFLICT",
              message: `the entry "${name}" for ${database} is said otherwise in another file`,
              hint: "Keep one of the two.",
            }),
          );
        }
        own.add(key);
      }
    }
  }

  /** Twice in one file is no merge but a mistake. */
  #uniqueInFile(entry: TableEntry): void {
    const lists: readonly (readonly [string, readonly { readonly name?: string | undefined }[]])[] =
      [
        ["field", entry.fields],
        ["index", entry.indexes ?? []],
        ["check", entry.checks ?? []],
      ];
    for (const [what, items] of lists) {
      const seen = new Set<string>();
      for (const item of items) {
        if (item.name === undefined) continue;
        const origin = this.#origins.get(item);
        if (seen.has(item.name) && origin !== undefined) {
          this.#problems.push(
            origin.source.problemAt([...origin.path, "name"], {
              code: "YAML_DUPLICATE_NAME",
              message: `table "${entry.name}" has the ${what} "${item.name}" twice`,
              hint: "Give one of them another name.",
            }),
          );
        }
        seen.add(item.name);
      }
    }
  }
}
