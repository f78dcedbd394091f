import type { Migration } from "../migration/migration.js";
import { operationTypes } from "../operation/index.js";
import type { Operation } from "../operation/operation.js";
import { dataSource } from "./data-source.js";
import { printSource } from "./print-source.js";
import { call, list, object, type SourceEntry, type SourceItem, textAtom } from "./source-value.js";
import { WriterError } from "./writer-error.js";

export interface WriteOptions {
  /** Lines of comment before operations, by the place of the operation. */
  readonly comments?: ReadonlyMap<number, readonly string[]> | undefined;
}

/** What stands in a migration that somebody is going to write. */
const BLANK = `  operations: [
    // Write the operations here, for example:
    // new m.RunSQL({ forwardSQL: "...", backwardSQL: "..." }),
  ],
`;

/**
 * The `.ts` source of a migration: what a loader reads back as the same migration, laid out as
 * formatters do. The same migration gives the same bytes.
 *
 * @throws WriterError for operations whose code only their file has (scripts, classes of one's own).
 */
export function writeMigration(migration: Migration, options: WriteOptions = {}): string {
  const { name, dependencies, replaces, transaction, operations } = migration;
  const items = operations.map(
    (operation, at): SourceItem => ({
      value: operationSource(operation, `operations[${at}]`),
      comments: options.comments?.get(at) ?? [],
    }),
  );
  const head: SourceEntry[] = [
    { key: "name", value: textAtom(name) },
    { key: "dependencies", value: list(dependencies.map(textAtom)) },
  ];
  if (replaces.length > 0) head.push({ key: "replaces", value: list(replaces.map(textAtom)) });
  if (!transaction) head.push({ key: "transaction", value: dataSource(false, "transaction") });
  const all =
    items.length === 0
      ? head
      : [...head, { key: "operations", value: { kind: "list" as const, items } }];
  const source = printSource(call("m.register", object(all, true)), 1);
  const whole = items.length === 0 ? source.replace(/\}\)$/, `${BLANK.trimEnd()}\n})`) : source;
  return `import * as m from "makemigrations";\n\n${whole};\n`;
}

function operationSource(operation: Operation, path: string) {
  const { type, ...data } = operation.toData();
  const className = operationTypes.find(({ kind }) => kind === type)?.className;
  if (className === undefined || type === "run_script") {
    throw new WriterError({
      code: "WRITER_CANNOT_WRITE",
      message: `an operation of the kind "${type}" cannot be written (${path})`,
      hint: "Its code stays in the file it was written in; copy it by hand.",
    });
  }
  return call(`new m.${className}`, dataSource(data, path));
}
