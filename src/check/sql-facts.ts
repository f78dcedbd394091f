import type { Node } from "sql-parser-cst";

/** What a piece of SQL does, as far as a policy cares. Names are in lower case. */
export interface SqlFacts {
  /** `select`, `insert`, `create_table`: of the statement and of all statements inside it. */
  readonly verbs: ReadonlySet<string>;
  /** `orders` or `public.orders`; names that the statement itself defines (`WITH`) are left out. */
  readonly tables: ReadonlySet<string>;
  readonly functions: ReadonlySet<string>;
}

/**
 * Statements whose every table, verb and function is found below. What is not in this list is
 * refused: `DO`, `CALL`, `CREATE FUNCTION`, `GRANT`, `PRAGMA`, `ATTACH` and whatever else the parser
 * may learn.
 */
const JUDGED: ReadonlySet<string> = new Set([
  "alter_table",
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
const TABLE_KEYS: ReadonlySet<string> = new Set(["newName", "source", "table", "tables", "target"]);

/** Nodes whose `name` is a table or something that behaves like one. */
const NAMED: ReadonlySet<string> = new Set([
  "create_table_stmt",
  "create_view_stmt",
  "create_table_like_clause",
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

/** A part of the tree: every node of the parser has these. */
type Tree = Node & Readonly<Record<string, unknown>>;

/** Why a statement cannot be judged; undefined = it can. */
export function opaqueReason(facts: SqlFacts): string | undefined {
  const verb = [...facts.verbs].find((name) => !JUDGED.has(name));
  return verb === undefined
    ? undefined
    : `nobody can judge what "${verb.replaceAll("_", " ")}" does`;
}

/** Collects the facts of a parsed statement, `WITH` names scoped as the databases scope them. */
export function collectFacts(root: Node): SqlFacts {
  const collector = new FactCollector();
  collector.visit(root, new Set());
  return collector;
}

class FactCollector implements SqlFacts {
  readonly verbs = new Set<string>();
  readonly tables = new Set<string>();
  readonly functions = new Set<string>();

  visit(value: unknown, scope: ReadonlySet<string>): void {
    if (Array.isArray(value)) {
      for (const item of value) this.visit(item, scope);
      return;
    }
    if (!isNode(value)) return;
    if (value.type.endsWith("_stmt")) this.verbs.add(value.type.slice(0, -"_stmt".length));
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
      const name = nameOf(common.table);
      if (recursive && name !== undefined) names.add(name);
      this.visit(common.expr, new Set(names));
      if (name !== undefined) names.add(name);
    }
    return names;
  }

  #tablesOf(node: Tree, scope: ReadonlySet<string>): void {
    if (FROM.has(node.type)) this.#tableExpression(node.expr, scope);
    if (NAMED.has(node.type)) this.#tableExpression(node.name, new Set());
    for (const key of TABLE_KEYS) {
      if (node.type !== "common_table_expr" && node.type !== "with_clause") {
        this.#tableExpression(node[key], scope);
      }
    }
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
      if (!scope.has(name)) this.tables.add(name);
      return;
    }
    // Statements inside are visited as statements; everything else may hold further tables.
    if (node.type.endsWith("_stmt") || node.type === "func_call") return;
    for (const key of ["expr", "left", "right", "items", "table", "object"]) {
      this.#tableExpression(node[key], scope);
    }
  }

  #function(node: Tree): void {
    const name = nameOf(node.name);
    if (name !== undefined) this.functions.add(name);
  }
}

/** The text of an identifier, dots included; undefined when the node is something else. */
function nameOf(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === "identifier" && typeof node.name === "string") return node.name.toLowerCase();
  if (node.type !== "member_expr") return undefined;
  const object = nameOf(node.object);
  const property = nameOf(node.property);
  return object === undefined || property === undefined ? undefined : `${object}.${property}`;
}

function isNode(value: unknown): value is Tree {
  return (
    typeof value === "object" && value !== null && "type" in value && typeof value.type === "string"
  );
}

function isWithClause(value: unknown): boolean {
  return isNode(value) && value.type === "with_clause";
}

function withoutWithClause(child: unknown): unknown {
  return Array.isArray(child) ? child.filter((item) => !isWithClause(item)) : child;
}
