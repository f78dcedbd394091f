import type { Driver } from "../../driver/driver.js";
import { SqlserverDriver } from "../../driver/sqlserver-driver.js";
import { counts } from "../../schema/counter.js";
import type { Field } from "../../schema/field.js";
import type { Claim, Naming } from "../../schema/naming.js";
import type { ReferentialAction, Table } from "../../schema/table.js";
import type { EditorContext, Features, SchemaEditor } from "../dialect.js";
import { hexText } from "../literals.js";
import { besides } from "../names.js";
import { behindByParts, RowReader } from "../row-reader.js";
import { StandardDialect } from "../standard-dialect.js";
import { isFiltered } from "./columns.js";
import { sqlserverDatabases } from "./databases.js";
import { SqlserverSchemaEditor } from "./editor.js";
import { SqlserverExpected } from "./expected.js";
import { defaultName, enumCheckName, LONGEST_NAME } from "./names.js";
import { SqlserverSession } from "./session.js";
import { sqlserverSql } from "./sql-rules.js";
import { sqlserverText } from "./text-literal.js";
import { sqlserverClient, sqlserverTypes } from "./types.js";

/**
 * Tables, constraints and triggers of a schema are objects of one list. An index counts in its table,
 * and so does a unique that is one because its fields may be NULL.
 */
const sqlserverNaming: Naming = Object.freeze({
  id: "sqlserver",
  table: (table) => [claim(table, table.name)],
  member: (kind, { name, fields }, table) => {
    const index = kind === "index" || (kind === "unique" && isFiltered(fields, table));
    return index ? undefined : claim(table, name);
  },
  sides: (field, table) => [
    ...besides(field.type === "enum" && field.native === undefined, "enum", () =>
      claim(table, enumCheckName(table.name, field)),
    ),
    ...besides((field.default !== undefined || field.autoCreate) && !counts(field), "default", () =>
      claim(table, defaultName(table.name, field)),
    ),
  ],
} satisfies Naming);

/** SQL of SQL Server 2019 and later, Azure SQL. */
export class SqlserverDialect extends StandardDialect {
  override readonly session = new SqlserverSession(this);
  override readonly databases = sqlserverDatabases;
  readonly name = "sqlserver";
  readonly schemes = ["sqlserver", "mssql"];
  readonly naming = sqlserverNaming;

  readonly features: Features = {
    embedded: false,
    transactionalDdl: true,
    // ONLINE = ON is for some editions only, and the plan is made without asking which it is.
    partialIndexes: true,
    expressionIndexes: false,
    namespaces: true,
    caselessNames: "all",
    cutsNamesAt: undefined,
  };

  protected override readonly quotes = ["[", "]"] as const;
  protected override readonly longestName = LONGEST_NAME;
  protected override readonly types = sqlserverTypes;
  readonly client = sqlserverClient;
  readonly sqlRules = sqlserverSql;

  protected override readonly outsideTransactions =
    /^(?:(?:CREATE|ALTER|DROP)\s+(?:DATABASE|FULLTEXT|AVAILABILITY\s+GROUP|ENDPOINT)|BACKUP|RESTORE|RECONFIGURE|KILL|SHUTDOWN)\b/i;

  protected override booleanLiteral(value: boolean): string {
    return value ? "1" : "0";
  }

  protected override stringLiteral(value: string): string {
    return sqlserverText(value);
  }

  protected override bytesLiteral(value: Uint8Array): string {
    return `0x${hexText(value)}`;
  }

  override placeholder(position: number): string {
    return `@p${position}`;
  }

  protected override standardDefault(name: string, field: Field): string | undefined {
    const entries: Readonly<Record<string, string>> = {
      array: "N'[]'",
      // Text does not become bytes by itself (257).
      blank: field.type === "bytes" ? "0x" : "N''",
      current_time: "CAST(SYSUTCDATETIME() AS TIME)",
      new_uuid: "NEWID()",
      now: field.type === "timestamptz" ? "SYSDATETIMEOFFSET()" : "SYSUTCDATETIME()",
      object: "N'{}'",
      today: "CAST(SYSUTCDATETIME() AS DATE)",
    };
    return Object.hasOwn(entries, name) ? entries[name] : super.standardDefault(name, field);
  }

  protected override defaultLiteral(
    value: string | number | bigint | boolean | null,
    field: Field,
  ): string {
    if (field.type === "bytes" && typeof value === "string") {
      return this.bytesLiteral(new TextEncoder().encode(value));
    }
    return super.defaultLiteral(value, field);
  }

  /** There is no RESTRICT: NO ACTION is checked at the end of the statement and refuses the same. */
  override action(action: ReferentialAction): string {
    return super.action(action === "PROTECT" || action === "RESTRICT" ? "NO_ACTION" : action);
  }

  createSchemaEditor(context: EditorContext): SchemaEditor {
    return new SqlserverSchemaEditor(this, context);
  }

  protected override readonly rowReader = SqlserverRowReader;

  createDriver(): Driver {
    return new SqlserverDriver();
  }

  protected override readonly expectation = SqlserverExpected;

  /** `GO` ends a batch: `CREATE TRIGGER` wants one of its own, and so does each `DECLARE`. */
  override scriptBatch(
    sql: string,
    { executeRows }: { readonly executeRows: boolean },
  ): string | undefined {
    if (!executeRows) return `${sql}\nGO`;
    return [
      "DECLARE @statements NVARCHAR(MAX) = N'';",
      `SELECT @statements += made.statement + N';' FROM (${sql}) AS made;`,
      "EXEC sp_executesql @statements",
      "GO",
    ].join("\n");
  }
}

/** A name that differs only in case is the same under the usual collations. */
function claim({ namespace }: Table, name: string): Claim {
  return { scope: `objects of ${namespace ?? ""}`, name: name.toLowerCase() };
}

/** The client reads decimals as floating point, so they come as text; so do moments, to the last digit. */
class SqlserverRowReader extends RowReader {
  protected override exactly(column: string, { type }: Field): string {
    if (type === "decimal") return `CAST(${column} AS VARCHAR(41))`;
    const moment = type === "timestamp" || type === "timestamptz";
    return moment ? `CONVERT(VARCHAR(40), ${column}, 121)` : column;
  }

  protected override range(limit: number, offset: number): string {
    return `OFFSET ${offset} ROWS FETCH NEXT ${limit} ROWS ONLY`;
  }

  /** There are no row values. */
  protected override behind(columns: readonly string[], values: readonly string[]): string {
    return behindByParts(columns, values);
  }
}
