import { normalize } from "node:path";
import { leftOver } from "../../autodetector/left-over.js";
import type { Config } from "../../config/config.js";
import { sharedOut } from "../../dialect/live-objects.js";
import { toolTablesOf } from "../../plan/tool-tables.js";
import type { Schema } from "../../schema/schema.js";
import { withAllObjects } from "../../schema/with-object.js";
import { type LoadedSchema, loadDocument, loadSchema } from "../../yaml/load-schema.js";
import { SchemaFileError } from "../../yaml/problem.js";
import { type SplitBy, splitDocument } from "../../yaml/split-document.js";
import {
  isOneFile,
  type WrittenDocument,
  writeDocument,
  writtenDocument,
} from "../../yaml/write-document.js";
import { schemaDocument } from "../../yaml/write-schema.js";
import { sourceRoom } from "../source-room.js";
import { openTarget } from "../with-runner.js";
import { documentText, type SchemaFormat } from "./schema-format.js";

const ENDING = ".yaml";
const FILE = `schema${ENDING}`;

/** A database as the text of a schema file. */
export interface LiveSchemaFile {
  readonly text: string;
  /** What the database has. */
  readonly schema: Schema;
  readonly tables: number;
  /** What `generate` will read in it, or why it will not. */
  readonly read: LoadedSchema | SchemaFileError;
  /** What the database has and the file does not say, a line each. */
  readonly unsaid: readonly string[];
}

/** Reads the configured database. Writes nothing. `split`: its text is that of several files. @throws CliError CLI_NO_DATABASE_URL; DriverError */
export async function liveSchemaFile(
  config: Config,
  format: SchemaFormat,
  split?: SplitBy,
): Promise<LiveSchemaFile> {
  const { dialect, database } = await openTarget(config);
  const connection = await database.open({ readOnly: true });
  try {
    const ignore = toolTablesOf(config.migration.historyTable).names;
    const introspector = dialect.session.createIntrospector(connection);
    const whole = await introspector.read({ ignore });
    const { tables, found } = sharedOut(whole, await introspector.objects(whole));
    const live = withAllObjects(
      tables,
      found.objects.map(({ object }) => object),
    );
    const document = schemaDocument(live);
    const { text, read, tooLarge } =
      format === "yaml"
        ? yamlFile(document, split)
        : evaluatedFile(document, split, sourceRoom(config.sandbox).most);
    const unsaid =
      read instanceof SchemaFileError
        ? read.problems.map(({ message }) => message)
        : leftOver(
            withAllObjects(
              await dialect.session.expected(connection, read.schema, { live: whole }),
              read.schema.objects.values(),
            ),
            live,
          ).map((one) => one.text);
    return {
      text,
      schema: live,
      tables: live.tables.size,
      read,
      unsaid: [...tooLarge, ...unsaid, ...found.unsaid],
    };
  } finally {
    await connection.close();
  }
}

type Data = Readonly<Record<string, unknown>>;

/** The text of the whole, and what is known of it. */
interface ReadBack extends Pick<LiveSchemaFile, "text" | "read"> {
  /** A line for each file that is more than one may be, where `read` does not tell. */
  readonly tooLarge: readonly string[];
}

function yamlFile(document: Data, split: SplitBy | undefined): ReadBack {
  const written = writtenDocument(document);
  return { text: written.text, read: readAgain(document, written, split), tooLarge: [] };
}

/** A file in TypeScript is evaluated to the data that it is written from. */
function evaluatedFile(document: Data, split: SplitBy | undefined, most: number): ReadBack {
  const text = documentText(document, "ts");
  const parts =
    split === undefined || Buffer.byteLength(text) <= most
      ? [{ path: undefined, text }]
      : splitDocument(document, { by: split, ending: ".ts" }).map(({ path, document: part }) => ({
          path,
          text: documentText(part, "ts"),
        }));
  const tooLarge = parts.flatMap(({ path = "schema", text: part }) => {
    const size = Buffer.byteLength(part);
    return size <= most
      ? []
      : [`"${path}.ts" as a whole: it has ${size} bytes, the limit is ${most}`];
  });
  return { text, read: reading(() => loadDocument(document, FILE)), tooLarge };
}

/** What `generate` would read. Where the text is known to be of this data, a mistake alone is looked for in the text. */
function readAgain(
  document: Data,
  { text, isSure }: WrittenDocument,
  split: SplitBy | undefined,
): LoadedSchema | SchemaFileError {
  const files = partTexts(document, text, split);
  const isKnown = isSure && [...files.values()].every(isOneFile);
  const read = isKnown ? reading(() => loadDocument(document, FILE)) : undefined;
  if (read !== undefined && !(read instanceof SchemaFileError)) return read;
  const reader = {
    read: (path: string) => files.get(normalize(path)),
    inside: () => true,
    packageFolder: () => undefined,
  };
  return reading(() => loadSchema([FILE], reader));
}

/** The texts of the files by their paths. What fits into one file is looked at as one: in parts it fits as well. */
function partTexts(
  document: Data,
  text: string,
  split: SplitBy | undefined,
): ReadonlyMap<string, string> {
  if (split === undefined || isOneFile(text)) return new Map([[FILE, text]]);
  const parts = splitDocument(document, { by: split, ending: ENDING });
  return new Map(
    parts.map(({ path, document: part }) => [
      path === undefined ? FILE : normalize(`${path}${ENDING}`),
      writeDocument(part),
    ]),
  );
}

function reading(load: () => LoadedSchema): LoadedSchema | SchemaFileError {
  try {
    return load();
  } catch (error) {
    if (error instanceof SchemaFileError) return error;
    throw error;
  }
}
