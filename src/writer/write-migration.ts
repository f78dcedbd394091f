import type { Migration } from "../migration/migration.js";
import { isOtherType } from "../operation/field-data.js";
import { operationTypes } from "../operation/index.js";
import type { Operation } from "../operation/operation.js";
import { WriterError } from "./migration-file-name.js";
import { printSource } from "./print-source.js";
import {
  atom,
  call,
  list,
  numberAtom,
  object,
  type SourceEntry,
  type SourceItem,
  type SourceValue,
  textAtom,
} from "./source-value.js";

export interface WriteOptions {
  /** Lines of comment before operations, by the place of the operation. */
  readonly comments?: ReadonlyMap<number, readonly string[]> | undefined;
  /** The user writes the operations by hand: an example says what goes where. */
  readonly blank?: boolean | undefined;
}

/** Where a field stands: in operations, also those of a `mutate`, but not in rows; in a schema. */
const OPERATION_FIELD =
  /^operations\[\d+\](?:\.mutate\[\d+\])*\.(?:field|oldField|newField|fields\[\d+\])$/;
const SCHEMA_FIELD = /^schema\.tables\[\d+\]\.fields\[\d+\]$/;

/** What stands in a migration that the user is going to write. */
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
  const all = options.blank
    ? head
    : [...head, { key: "operations", value: { kind: "list" as const, items } }];
  const source = printSource(call("m.register", object(all, true)), 1);
  const whole = options.blank ? source.replace(/\}\)$/, `${BLANK.trimEnd()}\n})`) : source;
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

/** The source of a value of an operation's data. @throws WriterError for what is no data. */
export function dataSource(value: unknown, path: string): SourceValue {
  switch (typeof value) {
    case "string":
      return textAtom(value);
    case "number":
      return numberAtom(value);
    case "bigint":
      return atom(`${value}n`);
    case "boolean":
      return atom(String(value));
    case "object":
      return value === null ? atom("null") : objectSource(value, path);
    default:
      throw new WriterError({
        code: "WRITER_CANNOT_WRITE",
        message: `a ${typeof value} cannot be written (${path})`,
        hint: "Code of an author's own stays in the file it was written in.",
      });
  }
}

function objectSource(value: object, path: string): SourceValue {
  if (Array.isArray(value)) return list(value.map((one, at) => dataSource(one, `${path}[${at}]`)));
  if (value instanceof Date) return call("new Date", textAtom(value.toISOString()));
  if (value instanceof Uint8Array) return bytes(Buffer.from(value).toString("base64"));
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  const [[key, inner] = [], ...more] = entries;
  if (more.length === 0) {
    if (key === "$noop") return atom("m.noop");
    if (key === "$ref" && typeof inner === "string") return call("m.ref", textAtom(inner));
    if (key === "$verbatim" && typeof inner === "string") {
      return call("m.verbatim", textAtom(inner));
    }
    if (key === "$bytes" && typeof inner === "string") return bytes(inner);
  }
  const data = Object.fromEntries(entries);
  const other = isOtherType(data) ? otherTypeIn(path) : undefined;
  return object(
    entries.map(([name, one]) => ({
      key: name,
      value:
        other !== undefined && name === "type"
          ? atom(`${JSON.stringify(one)} as ${other}`)
          : dataSource(one, `${path}.${name}`),
    })),
  );
}

/** What a type is called there that TypeScript does not know; undefined where no field stands. */
function otherTypeIn(path: string): string | undefined {
  if (SCHEMA_FIELD.test(path)) return "OtherType";
  return OPERATION_FIELD.test(path) ? "m.OtherType" : undefined;
}

function bytes(base64: string): SourceValue {
  return call("m.bytes", textAtom(base64));
}
