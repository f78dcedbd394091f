import type { Driver } from "../../driver/driver.js";
import { SqliteDriver } from "../../driver/sqlite-driver.js";
import type { Field } from "../../schema/field.js";
import type { Claim, Naming } from "../../schema/naming.js";
import type { FieldPlace } from "../../schema/resolve-field-type.js";
import { tableKey } from "../../schema/schema.js";
import type { Table } from "../../schema/table.js";
import type { EditorContext, Features, SchemaEditor } from "../dialect.js";
import { badValue } from "../literals.js";
import { besides } from "../names.js";
import { FLOATS, RowReader } from "../row-reader.js";
import { StandardDialect } from "../standard-dialect.js";
import { autoUpdateTrigger } from "./auto-update-trigger.js";
import { hasOption } from "./columns.js";
import { sqliteDatabases } from "./databases.js";
import { SqliteSchemaEditor } from "./editor.js";
import { SqliteExpected } from "./expected.js";
import { SqliteSession } from "./session.js";
import { sqliteSql } from "./sql-rules.js";
import { arrayType, sqliteClient, sqliteTypes, strictType } from "./types.js";

/** In a file of SQLite tables and indexes have one name, triggers theirs, whatever the case. */
const sqliteNaming: Naming = Object.freeze({
  id: "sqlite",
  table: (table) => [claim("relations", tableKey(table))],
  member: (kind, { name }) => (kind === "index" ? claim("relations", name) : undefined),
  sides: (field, table) =>
    besides(field.autoUpdate, "auto_update", () =>
      claim("triggers", autoUpdateTrigger(tableKey(table), field)),
    ),
} satisfies Naming);

/** A random UUID (version 4), in lower case with dashes. */
const NEW_UUID =
  "lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-' || " +
  "substr('89AB', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))";

/** SQL of SQLite 3.37 or later, see `docs/databases/sqlite.md`. */
export class SqliteDialect extends StandardDialect {
  override readonly session: SqliteSession;
  override readonly databases = sqliteDatabases;

  /** @param patience milliseconds that a transaction waits for other programs. */
  constructor(patience?: number) {
    super();
    this.session = new SqliteSession(this, patience);
  }

  readonly name = "sqlite";
  readonly schemes = ["sqlite", "sqlite3", "file"];
  readonly naming = sqliteNaming;

  readonly features: Features = {
    embedded: true,
    transactionalDdl: true,
    partialIndexes: true,
    expressionIndexes: true,
    namespaces: false,
    caselessNames: "all",
    cutsNamesAt: undefined,
  };

  protected override readonly types = sqliteTypes;
  readonly client = sqliteClient;
  readonly sqlRules = sqliteSql;

  protected override booleanLiteral(value: boolean): string {
    return value ? "1" : "0";
  }

  protected override nativeType(native: string): string {
    return native;
  }

  protected override scalarType(column: Field, table: Table): string {
    const standard = super.scalarType(column, table);
    return hasOption(table, "strict") ? strictType(column.type) : standard;
  }

  /** JSON text; `json_each` takes it apart. */
  protected override arrayType(column: Field, { table }: FieldPlace): string {
    return hasOption(table, "strict") ? "TEXT" : arrayType(column.type.slice(0, -2));
  }

  protected override standardDefault(name: string, field: Field): string | undefined {
    return name === "new_uuid" ? NEW_UUID : super.standardDefault(name, field);
  }

  protected override readonly expectation = SqliteExpected;

  createSchemaEditor(context: EditorContext): SchemaEditor {
    return new SqliteSchemaEditor(this, context);
  }

  protected override readonly rowReader = SqliteRowReader;

  createDriver(): Driver {
    return new SqliteDriver();
  }
}

function claim(scope: string, name: string): Claim {
  return { scope, name: name.toLowerCase() };
}

/** What the client has in place of bytes that are no UTF-8, and what a text begins with that holds that sign itself. */
const REPLACED = "\uFFFD";
const HAS_SIGN = "\uFFFD\uE000";

class SqliteRowReader extends RowReader {
  /** A text that looks like a moment is a text: an expression has no declared type that says otherwise. */
  protected override exactly(column: string): string {
    const hasSign = `typeof(${column}) = 'text' AND instr(${column}, ${this.dialect.literal(REPLACED)}) > 0`;
    return `CASE WHEN ${hasSign} THEN ${this.dialect.literal(HAS_SIGN)} || ${column} ELSE +${column} END`;
  }

  override written(value: unknown, name: string): unknown {
    if (typeof value === "string" && value.includes(REPLACED)) {
      if (value.startsWith(HAS_SIGN)) return super.written(value.slice(HAS_SIGN.length), name);
      throw badValue(`the text in field "${name}", which holds bytes that are not UTF-8,`);
    }
    const isFloat = FLOATS.has(this.fields.get(name)?.type ?? "");
    // Only a column for such numbers would read the text of it as one.
    return super.written(Object.is(value, -0) && !isFloat ? 0 : value, name);
  }
}
