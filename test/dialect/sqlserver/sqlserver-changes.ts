import type { SchemaEditor } from "../../../src/dialect/dialect.js";
import type { TableChange } from "../../../src/dialect/schema-change.js";
import type { Statement } from "../../../src/dialect/statement.js";
import type { Table } from "../../../src/schema/table.js";
import { authors, books, library, libraryWith } from "../../conformance/bench-tables.js";
import { editorOf, type Sample } from "./sqlserver-creations.js";

/** There and back. */
export function both(
  name: string,
  change: TableChange,
  up: (editor: SchemaEditor, change: TableChange) => readonly Statement[],
  down: (editor: SchemaEditor, change: TableChange) => readonly Statement[],
): Sample {
  const back: TableChange = {
    before: change.after,
    after: change.before,
    from: change.to,
    to: change.from,
  };
  return {
    name,
    statements: () => [
      ...up(editorOf(change.after), change),
      ...down(editorOf(change.before), back),
    ],
  };
}

/** A change of one table of the library. */
export function inLibrary(
  to: Table,
  from: Table = to.name === "books" ? books : authors,
): TableChange {
  return { before: library, after: libraryWith(to), from, to };
}
