import { isPlainRecord } from "../text/record.js";
import { documentShape, type SchemaDocument } from "./document-shape.js";
import type { DocumentSource, Problem } from "./problem.js";
import type { Path } from "./shape.js";

/** Where something of a document was written. */
interface Origin {
  readonly source: DocumentSource;
  readonly path: Path;
  /** Keys of which it is not known what they say; undefined: nothing in it is wrong. */
  readonly lacks: ReadonlySet<string> | undefined;
}

/** One file that was read; what is in it is known by where it stands. */
export interface ReadDocument {
  readonly source: DocumentSource;
  /** What is well-formed; undefined: the file cannot be read, or it is a helper of other files. */
  readonly document: SchemaDocument | undefined;
  readonly problems: readonly Problem[];
}

/** Objects of documents -> where they were written. */
export type Origins = WeakMap<object, Origin>;

/** Checks what one schema file says; problems are collected, not thrown. */
export function readDocument(source: DocumentSource, origins: Origins): ReadDocument {
  const problems = [...source.problems];
  if (source.data === undefined) return { source, document: undefined, problems };
  if (source.data === null && !source.isBroken) {
    const message = "the file is empty";
    const hint = "Write tables: and the tables below it, or remove the file.";
    problems.push(source.problemAt([], { code: "YAML_EMPTY", message, hint }));
    return { source, document: undefined, problems };
  }
  const document = documentShape.read(withoutNotes(source.data), {
    path: [],
    spell: (key) => source.spell(key),
    report: ({ path, atKey, ...text }) => {
      if (source.isSafe(path, atKey)) problems.push(source.problemAt(path, text, atKey));
    },
    keep: (made, path, lacks) => origins.set(made, { source, path, lacks }),
    lose: () => undefined,
  });
  return { source, document: source.isBroken ? undefined : document, problems };
}

/** Keys of the top that begin with `x-` hold anchors. */
function withoutNotes(data: unknown): unknown {
  if (!isPlainRecord(data)) return data;
  return Object.fromEntries(Object.entries(data).filter(([key]) => !key.startsWith("x-")));
}
