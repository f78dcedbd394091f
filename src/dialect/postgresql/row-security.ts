import { tableKey } from "../../schema/schema.js";
import type { SchemaObject } from "../../schema/schema-object.js";
import { splitSql } from "../split-sql.js";
import { NamedStatement, type Written } from "./named-statement.js";
import { postgresqlSql } from "./sql-rules.js";

const SWITCHES = ["enable", "force"] as const;

/** `ENABLE ROW LEVEL SECURITY` or `FORCE ROW LEVEL SECURITY` of a table. */
interface Switched {
  readonly what: (typeof SWITCHES)[number];
  readonly table: Written;
}

/**
 * What migrations say of the row security of tables: the definition of a table may, those of its policies, and an object that says
 * nothing else. What one of them says is not missing in the others.
 */
export class RowSecurity {
  readonly #here: string;
  /** By table and switch: who says it. */
  readonly #said = new Map<string, Set<SchemaObject>>();

  /** @param here the schema of a table that is named without one */
  constructor(made: readonly SchemaObject[], here: string) {
    this.#here = here;
    for (const object of made) {
      for (const { what, table } of switchesIn(object.definition)) {
        const key = `${what} ${this.#keyOf(object, table)}`;
        const who = this.#said.get(key) ?? new Set();
        this.#said.set(key, who.add(object));
      }
    }
  }

  /** Does an object say all that this definition switches on? */
  saysAll(key: string, definition: string): boolean {
    return switchesIn(definition).every(({ what }) => this.#said.has(`${what} ${key}`));
  }

  /**
   * The definition of what is there, without what this object does not say and another one does. Of a policy
   * it is enough that it does not say it: then the table does, or it is reported by itself.
   */
  asFarAsSaid(object: SchemaObject, live: string): string {
    const statements = splitSql(live, postgresqlSql).map(({ sql }) => sql.trim());
    const left = statements.filter((sql) => {
      const [switched] = switchesIn(sql);
      if (switched === undefined) return true;
      const { what, table } = switched;
      const who = this.#said.get(`${what} ${this.#keyOf(object, { ...table, space: undefined })}`);
      return who?.has(object) === true || (who === undefined && object.kind !== "policy");
    });
    return left.length === statements.length ? live : left.join(";\n");
  }

  /** The key of the table that an object names; without its schema it is the one that the object is of or on. */
  #keyOf({ kind, name, dependsOn }: SchemaObject, { bare, space }: Written): string {
    if (space !== undefined) {
      return tableKey({ name: bare, namespace: space === this.#here ? undefined : space });
    }
    const near = kind === "table" ? [name, ...dependsOn] : dependsOn;
    const beside = kind === "table" ? name.slice(0, name.lastIndexOf(".") + 1) : "";
    return near.find((key) => key === bare || key.endsWith(`.${bare}`)) ?? beside + bare;
  }
}

/** `ALTER TABLE t ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY` */
function switchesIn(definition: string): readonly Switched[] {
  if (!/row\s+level\s+security/i.test(definition)) return [];
  return splitSql(definition, postgresqlSql).flatMap(({ sql }) => {
    const statement = new NamedStatement(sql.trim());
    if (!statement.is(0, "alter", "table")) return [];
    const at = statement.behindExists(2);
    const table = statement.name(statement.is(at, "only") ? at + 1 : at);
    if (table === undefined) return [];
    return statement.tokens.flatMap((_, place) => {
      const what = SWITCHES.find((word) => statement.is(place, word, "row", "level", "security"));
      const isTaken = statement.is(place - 1, "no");
      return what === undefined || isTaken ? [] : [{ what, table }];
    });
  });
}
