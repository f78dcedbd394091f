import type { Driver } from "../../driver/driver.js";
import { MysqlDriver } from "../../driver/mysql-driver.js";
import type { Field } from "../../schema/field.js";
import type { Claim, Naming } from "../../schema/naming.js";
import type { EditorContext, Features, SchemaEditor } from "../dialect.js";
import { DialectError } from "../dialect-error.js";
import { isJson } from "../literals.js";
import { besides } from "../names.js";
import { behindByParts, RowReader } from "../row-reader.js";
import { StandardDialect } from "../standard-dialect.js";
import { mysqlDatabases } from "./databases.js";
import { MysqlSchemaEditor } from "./editor.js";
import { MysqlExpected } from "./expected.js";
import type { MysqlServer } from "./server.js";
import { MysqlSession } from "./session.js";
import { mysqlSql } from "./sql-rules.js";
import { mysqlText } from "./text-literal.js";
import { needsTrigger, updateTriggerName } from "./trigger.js";
import { mysqlClient, mysqlTypes } from "./types.js";

/**
 * In a database of MySQL and MariaDB foreign keys have one name, and so have triggers; on MySQL checks
 * as well. Indexes count in their table.
 */
const common: Naming = Object.freeze({
  id: "mysql or mariadb",
  // Their names meet nothing else, and whether they have a case is the file system's affair.
  table: () => [],
  member: (kind, { name }) => (kind === "foreign key" ? claim("foreign keys", name) : undefined),
  sides: (field, table) =>
    besides(needsTrigger(field), "auto_update", () =>
      claim("triggers", updateTriggerName(table, field)),
    ),
} satisfies Naming);

const mysql: Naming = Object.freeze({
  ...common,
  id: "mysql",
  member: (kind, member, table) =>
    kind === "check" ? claim("checks", member.name) : common.member(kind, member, table),
} satisfies Naming);

/** SQL of MySQL from 8.0.19 and MariaDB from 10.5.2 on: one for both. */
export class MysqlDialect extends StandardDialect {
  override readonly session: MysqlSession;
  override readonly databases = mysqlDatabases;
  readonly name = "mysql";
  readonly schemes = ["mysql", "mariadb"];

  readonly features: Features = {
    embedded: false,
    transactionalDdl: false,
    partialIndexes: false,
    // MySQL has them, MariaDB has not; the editor refuses them once it is known which it is.
    expressionIndexes: false,
    namespaces: false,
    caselessNames: "members",
    cutsNamesAt: undefined,
  };

  /** `mariadb`: a plan that is made without a connection may be for that alone. */
  constructor(server?: MysqlServer) {
    super();
    this.session = new MysqlSession(this, server);
  }

  protected override readonly quotes = ["`", "`"] as const;
  protected override readonly longestName = 64;
  protected override readonly types = mysqlTypes;
  readonly client = mysqlClient;
  readonly sqlRules = mysqlSql;

  /** While it is not known which of the two it will be, what holds for both. */
  get naming(): Naming {
    return this.session.server === "mysql" ? mysql : common;
  }

  /** Names are kept in three bytes a character, and a space at the end is refused. */
  override quote(name: string): string {
    if (name.endsWith(" ") || /[\u{10000}-\u{10ffff}]/u.test(name)) {
      throw new DialectError({
        code: "DIALECT_NAME",
        message: `${JSON.stringify(name)} cannot be a name in MySQL`,
        hint: "Leave out spaces at the end and characters beyond U+FFFF, such as emoji.",
      });
    }
    return super.quote(name);
  }

  protected override stringLiteral(value: string): string {
    return mysqlText(value);
  }

  protected override standardDefault(name: string, field: Field): string | undefined {
    return name === "new_uuid" ? "UUID()" : super.standardDefault(name, field);
  }

  createSchemaEditor(context: EditorContext): SchemaEditor {
    return new MysqlSchemaEditor(this, context, this.session.server);
  }

  protected override readonly rowReader = MysqlRowReader;

  createDriver(): Driver {
    return new MysqlDriver();
  }

  protected override readonly expectation = MysqlExpected;
}

function claim(scope: string, name: string): Claim {
  return { scope, name: name.toLowerCase() };
}

/** JSON is read as its text: MariaDB keeps the very letters. */
class MysqlRowReader extends RowReader {
  protected override exactly(column: string, field: Field): string {
    const json = isJson(field) || /\bjson\b/i.test(field.native ?? "");
    return json ? `CAST(${column} AS CHAR)` : column;
  }

  protected override behind(columns: readonly string[], values: readonly string[]): string {
    return behindByParts(columns, values);
  }
}
