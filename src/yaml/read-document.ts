import { isRecord } from "../text/record.js";
import { documentShape, type SchemaDocument } from "./document-shape.js";
import type { Problem } from "./problem.js";
import type { Path } from "./shape.js";
import { YamlSource } from "./yaml-source.js";

/** Where something of a document was written. */
interface Origin {
  readonly source: YamlSource;
  readonly path: Path;
}

/** One file that was read; what is in it is known by where it stands. */
export interface ReadDocument {
  readonly source: YamlSource;
  /** undefined: there are problems. */
  readonly document: SchemaDocument | undefined;
  readonly problems: readonly Problem[];
}

/** Objects of documents -> where they were written. */
export type Origins = WeakMap<object, Origin>;

/** Reads and checks one schema file; problems are collected, not thrown. */
export function readDocument(file: string, text: string, origins: Origins): ReadDocument {
  const source = new YamlSource(file, text);
  const problems = [...source.problems];
  if (problems.length > 0) return { source, document: undefined, problems };
  if (source.data === null) {
    const message = "the file is empty";
    const hint = "Write tables: and the tables below it, or remove the file.";
    problems.push(source.problemAt([], { code: "YAML_EMPTY", message, hint }));
    return { source, document: undefined, problems };
  }
  const document = documentShape.read(withoutNotes(source.data), {
    path: [],
    report: ({ path, atKey, ...text }) => problems.push(source.problemAt(path, text, atKey)),
    keep: (made, path) => origins.set(made, { source, path }),
  });
  return { source, document, problems };
}

/** Keys of the top that begin with `x-` hold anchors. */
function withoutNotes(data: unknown): unknown {
  if (!isRecord(data)) return data;
  return Object.fromEntries(Object.entries(data).filter(([key]) => !key.startsWith("x-")));
}
