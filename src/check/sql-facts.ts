import type { Node } from "sql-parser-cst";
import { memberOf } from "../text/record.js";

/** What a piece of SQL does, as far as a policy cares. Names are in lower case. */
export interface SqlFacts {
  /** `select`, `insert`, `create_table`: of the statement and of all statements inside it. */
  readonly verbs: ReadonlySet<string>;
  /** `orders` or `public.orders`; names that the statement itself defines (`WITH`) are left out. */
  readonly tables: ReadonlySet<string>;
  readonly functions: ReadonlySet<string>;
  /** What in it cannot be judged, in words for people; empty = everything was understood. */
  readonly opaque: ReadonlySet<string>;
}

/**
 * Statements whose every table, verb and function is found below. What is not in this list is
 * refused: `DO`, `CALL`, `CREATE FUNCTION`, `GRANT`, `PRAGMA`, `ATTACH` and whatever else the parser
 * may learn.
 */
const JUDGED: ReadonlySet<string> = new Set([
  "alter_table",
  // The body of a trigger; its statements are judged one by one.
  "block",
  "compound_select",
  "create_index",
  "create_table",
  "create_trigger",
  "create_view",
  "delete",
  "drop_index",
  "drop_table",
  "drop_trigger",
  "drop_view",
  "insert",
  "merge",
  "select",
  "truncate",
  "update",
]);

/** Keys under which the parser keeps the tables that a node speaks of. */
const TABLE_KEYS: ReadonlySet<string> = new Set([
  "newName",
  "source",
  "table",
  "tables",
  "target",
  "views",
]);

/** Nodes that write: what they name is a real table, whatever `WITH` calls by the same name. */
const TARGETS: ReadonlySet<string> = new Set([
  "delete_clause",
  "insert_clause",
  "merge_clause",
  "truncate_stmt",
  "update_clause",
]);

/**
 * Parts of judged statements that reach what no name in the text shows: files, roles, other
 * servers, the rules that guard a table.
 */
const OPAQUE: ReadonlyMap<string, string> = new Map([
  ["alter_action_owner_to", "ALTER TABLE ... OWNER TO"],
  ["alter_action_set_schema", "ALTER TABLE ... SET SCHEMA"],
  ["alter_action_of_type", "ALTER TABLE ... OF"],
  ["create_table_clone_clause", "CREATE TABLE ... CLONE"],
  ["create_table_copy_clause", "CREATE TABLE ... COPY"],
  ["create_table_of_type_clause", "CREATE TABLE ... OF"],
  ["create_table_server_clause", "a table on another server"],
  ["create_table_using_clause", "a virtual table"],
  ["into_dumpfile_clause", "SELECT ... INTO DUMPFILE"],
  ["into_outfile_clause", "SELECT ... INTO OUTFILE"],
  ["into_variables_clause", "SELECT ... INTO a variable"],
  ["toggle_row_level_security", "switching row level security"],
]);

/** Options of a table by which it reaches other tables, files or servers. */
const OPAQUE_OPTIONS = /^(?:union|connection|data|index|engine|tablespace|secondary)/i;

/** Nodes whose lists of tables repeat names from elsewhere, aliases included. */
const REPEATS: ReadonlySet<string> = new Set(["for_clause_tables"]);

/** Nodes whose `name` is a table or something that behaves like one. */
const NAMED: ReadonlySet<string> = new Set([
  "create_table_stmt",
  "create_view_stmt",
  "create_table_like_clause",
  "into_table_clause",
]);

/** Nodes whose `name` is a function that runs. */
const CALLS: ReadonlySet<string> = new Set(["func_call", "execute_clause"]);

/** Clauses whose `expr` is a table expression. */
const FROM: ReadonlySet<string> = new Set([
  "from_clause",
  "from_using_clause",
  "delete_using_clause",
  "merge_using_clause",
  "update_from_clause",
  "using_clause",
]);

/** Table expressions that hold no name of a table outside the calls and statements in them. */
const SELF_EVIDENT: ReadonlySet<string> = new Set([
  "dual_table",
  "for_clause_tables",
  "func_call",
  "func_call_with_column_definitions",
  "lateral_derived_table",
  "rows_from_expr",
  "unnest_expr",
  "values_clause",
  "with_ordinality_expr",
]);

/** Table expressions around others. */
const TABLE_NODES: ReadonlySet<string> = new Set([
  "alias",
  "indexed_table",
  "join_expr",
  "list_expr",
  "not_indexed_table",
  "paren_expr",
  "partitioned_table",
  "table_with_inheritance",
  "table_without_inheritance",
  "tablesample_expr",
  "trigger_target",
]);

/** A part of the tree: every node of the parser has these. */
type Tree = Node & Readonly<Record<string, unknown>>;

/** Why a statement cannot be judged; undefined = it can. */
export function opaqueReason(facts: SqlFacts): string | undefined {
  const verb = [...facts.verbs].find((name) => !JUDGED.has(name))?.replaceAll("_", " ");
  const [what = verb] = facts.opaque;
  return what === undefined ? undefined : `it cannot be judged what "${what}" does`;
}

/** The verbs that a policy may name. */
export const judgedVerbs: readonly string[] = [...JUDGED].filter(
  (verb) => verb !== "block" && verb !== "compound_select",
);

/** Collects the facts of a parsed statement, `WITH` names scoped as the databases scope them. */
export function collectFacts(root: Node): SqlFacts {
  const collector = new FactCollector();
  collector.visit(root, new Set());
  const { verbs, tables, functions, opaque } = collector;
  return { verbs, tables, functions, opaque };
}

class FactCollector implements SqlFacts {
  readonly verbs = new Set<string>();
  readonly tables = new Set<string>();
  readonly functions = new Set<string>();
  readonly opaque = new Set<string>();

  visit(value: unknown, scope: ReadonlySet<string>): void {
    if (Array.isArray(value)) {
      for (const item of value) this.visit(item, scope);
      return;
    }
    if (!isNode(value)) return;
    if (value.type.endsWith("_stmt")) this.verbs.add(value.type.slice(0, -"_stmt".length));
    for (const verb of hiddenVerbs(value)) this.verbs.add(verb);
    this.#opaquePart(value);
    if (CALLS.has(value.type)) this.#function(value);
    const inner = this.#commonTables(value, scope);
    this.#tablesOf(value, inner);
    for (const [key, child] of Object.entries(value)) {
      if (key !== "type" && !(value.type.endsWith("_stmt") && isWithClause(child))) {
        this.visit(withoutWithClause(child), inner);
      }
    }
  }

  /**
   * The names that `WITH` defines for a statement. A common table sees those before it, and itself
   * only when it says RECURSIVE: `WITH secret AS (SELECT * FROM secret)` reads the real one.
   */
  #commonTables(node: Tree, scope: ReadonlySet<string>): ReadonlySet<string> {
    const clauses = Array.isArray(node.clauses) ? node.clauses : [];
    const clause: unknown = clauses.find(isWithClause);
    if (!isNode(clause)) return scope;
    const names = new Set(scope);
    const recursive = clause.recursiveKw !== undefined;
    const list =
      isNode(clause.tables) && Array.isArray(clause.tables.items) ? clause.tables.items : [];
    for (const common of list) {
      if (!isNode(common)) continue;
      const name = commonNameOf(common.table);
      if (recursive && name !== undefined) names.add(name);
      this.visit(common.expr, new Set(names));
      if (name !== undefined) names.add(name);
    }
    return names;
  }

  #opaquePart(node: Tree): void {
    const part = OPAQUE.get(node.type);
    if (part !== undefined) this.opaque.add(part);
    // What hangs on a table goes with it, whosever it is: views, keys, with TRUNCATE whole tables.
    if (/^cascade$/i.test(wordsOf(node.behaviorKw))) this.opaque.add("CASCADE");
    if (node.type !== "table_option") return;
    const words = wordsOf(node.name);
    const value = wordsOf(node.value);
    if (
      OPAQUE_OPTIONS.test(words) &&
      !/^engine (?:innodb|myisam|memory)$/i.test(`${words} ${value}`)
    )
      this.opaque.add(`the table option ${words}`);
  }

  #tablesOf(node: Tree, scope: ReadonlySet<string>): void {
    if (REPEATS.has(node.type)) return;
    if (FROM.has(node.type)) this.#tableExpression(node.expr, scope);
    if (NAMED.has(node.type)) this.#tableExpression(node.name, new Set());
    // Without its table, an index or a trigger is all there is to go by.
    if (node.type === "drop_index_stmt" && node.table === undefined)
      this.#tableExpression(node.indexes, new Set());
    if (node.type === "drop_trigger_stmt" && node.target === undefined)
      this.#tableExpression(node.trigger, new Set());
    if (node.type === "binary_expr" && isIn(node.operator)) this.#inOperand(node.right, scope);
    if (node.type === "common_table_expr" || node.type === "with_clause") return;
    const written = TARGETS.has(node.type);
    for (const key of TABLE_KEYS) {
      // A merge reads its source and writes its target.
      const names = written && key !== "source" ? new Set<string>() : scope;
      this.#tableExpression(node[key], names);
    }
  }

  /** SQLite: `x IN secret` reads a table, and so does `x IN 'secret'`. */
  #inOperand(node: unknown, scope: ReadonlySet<string>): void {
    if (nameOf(node) !== undefined) this.#tableExpression(node, scope);
    else if (isNode(node) && node.type !== "paren_expr" && !CALLS.has(node.type))
      this.opaque.add(`IN ${node.type.replaceAll("_", " ")}`);
  }

  /** `a`, `b.c AS d`, `a JOIN b`, `(SELECT ...)`, `f(x)`. */
  #tableExpression(node: unknown, scope: ReadonlySet<string>): void {
    if (Array.isArray(node)) {
      for (const item of node) this.#tableExpression(item, scope);
      return;
    }
    if (!isNode(node)) return;
    const name = nameOf(node);
    if (name !== undefined) {
      if (!scope.has(commonNameOf(node) ?? "")) this.tables.add(name);
      return;
    }
    // Statements and calls inside are visited as such.
    if (node.type.endsWith("_stmt") || SELF_EVIDENT.has(node.type)) return;
    if (!TABLE_NODES.has(node.type)) this.opaque.add(node.type.replaceAll("_", " "));
    for (const key of ["expr", "left", "right", "items", "table", "object"]) {
      this.#tableExpression(node[key], scope);
    }
  }

  #function(node: Tree): void {
    const name = nameOf(node.name);
    if (name === undefined) this.opaque.add("a call without a name");
    // Their argument is a table of another kind (MariaDB), not a value.
    else if (/^(?:nextval|lastval|setval)$/.test(name)) this.opaque.add("a sequence");
    else this.functions.add(name);
  }
}

/** Verbs that stand inside a clause: what else a statement does than its first word says. */
function hiddenVerbs(node: Tree): readonly string[] {
  switch (node.type) {
    case "on_duplicate_key_update_clause":
    case "upsert_action_update":
      return ["update"];
    // The rows that are in the way are deleted.
    case "insert_clause":
      return isReplace(node.insertKw) ? ["delete"] : [];
    case "or_alternate_action":
      return isReplace(node.actionKw) ? ["delete"] : [];
    case "on_conflict_clause":
      return isReplace(node.resolutionKw) ? ["delete"] : [];
    case "create_table_stmt":
      return node.orReplaceKw === undefined ? [] : ["drop_table"];
    case "into_table_clause":
      return ["create_table"];
    default:
      return [];
  }
}

function isReplace(keyword: unknown): boolean {
  return /^replace$/i.test(wordsOf(keyword));
}

/** The text of an identifier, dots included; undefined when the node is something else. */
function nameOf(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === "identifier" && typeof node.name === "string") {
    // A dot inside a quoted name is not the dot between a schema and a table.
    return node.name.includes(".") ? JSON.stringify(node.name) : node.name.toLowerCase();
  }
  if (node.type !== "member_expr") return undefined;
  const object = nameOf(node.object);
  const property = nameOf(node.property);
  return object === undefined || property === undefined ? undefined : `${object}.${property}`;
}

/**
 * What `WITH` calls a table, or a reference that may mean it. Databases differ in when two spellings
 * are one name: PostgreSQL keeps the case of quoted names, MySQL of all. So only a name in small
 * letters is the same with and without quotes; any other means itself as it is written.
 */
function commonNameOf(node: unknown): string | undefined {
  if (!isNode(node) || node.type !== "identifier" || typeof node.name !== "string")
    return undefined;
  return /^[a-z_][a-z0-9_]*$/.test(node.name) ? node.name : JSON.stringify(node.text);
}

function isNode(value: unknown): value is Tree {
  return typeof memberOf(value, "type") === "string";
}

function isIn(operator: unknown): boolean {
  return /(?:^| )in$/i.test(wordsOf(operator));
}

/** The words of a keyword or a row of keywords; the text of anything else that has one. */
function wordsOf(node: unknown): string {
  if (typeof node === "string") return node;
  if (Array.isArray(node)) return node.map(wordsOf).join(" ");
  return isNode(node) && typeof node.text === "string" ? node.text : "";
}

function isWithClause(value: unknown): boolean {
  return isNode(value) && value.type === "with_clause";
}

function withoutWithClause(child: unknown): unknown {
  return Array.isArray(child) ? child.filter((item) => !isWithClause(item)) : child;
}
