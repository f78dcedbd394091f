import { isRecord, type UnknownRecord } from "../text/record.js";
import type { SqlFacts } from "./sql-facts.js";
import { isStandardType } from "./type-names.js";

/**
 * Nodes of PostgreSQL's parser whose every table, verb, type and function is found. What is not in
 * this list is refused: `DO`, `CALL`, `COPY`, `GRANT`, `SET`, `CREATE FUNCTION`, and whatever the
 * next version brings.
 */
const NODES: ReadonlySet<string> = new Set(
  `AlterTableStmt CreateStmt CreateTableAsStmt CreateTrigStmt DeleteStmt DropStmt IndexStmt InsertStmt
  MergeStmt RenameStmt SelectStmt TruncateStmt UpdateStmt ViewStmt
  AlterTableCmd Alias ColumnDef CommonTableExpr Constraint IndexElem InferClause IntoClause JoinExpr List
  LockingClause MergeWhenClause MultiAssignRef OnConflictClause PartitionBoundSpec PartitionCmd
  PartitionElem PartitionSpec RangeFunction RangeSubselect RangeTableSample RangeVar ResTarget SortBy
  TableLikeClause TriggerTransition WindowDef WithClause ReturningClause ReturningOption DefElem
  A_ArrayExpr A_Const A_Expr A_Indices A_Indirection A_Star BitString BoolExpr Boolean BooleanTest
  CaseExpr CaseWhen CoalesceExpr CollateClause ColumnRef Float FuncCall GroupingFunc GroupingSet Integer
  MinMaxExpr NamedArgExpr NullTest ParamRef RowExpr SQLValueFunction SetToDefault String SubLink TypeCast
  TypeName
  JsonAggConstructor JsonArrayAgg JsonArrayConstructor JsonArrayQueryConstructor JsonFormat
  JsonFuncExpr JsonIsPredicate JsonKeyValue JsonObjectAgg JsonObjectConstructor JsonOutput JsonReturning
  JsonScalarExpr JsonSerializeExpr JsonParseExpr JsonValueExpr JsonBehavior JsonArgument`.split(
    /\s+/,
  ),
);

/** Parts of ALTER TABLE that touch no more than the tables in the text. */
const ALTER_PARTS: ReadonlySet<string> = new Set(
  `AT_AddColumn AT_AddConstraint AT_AddIdentity AT_AddInherit AT_AlterColumnType AT_AlterConstraint
  AT_AttachPartition AT_ColumnDefault AT_DetachPartition AT_DropColumn AT_DropConstraint AT_DropExpression
  AT_DropIdentity AT_DropInherit AT_DropNotNull AT_ResetRelOptions AT_SetCompression AT_SetExpression
  AT_SetIdentity AT_SetNotNull AT_SetRelOptions AT_SetStatistics AT_SetStorage
  AT_ValidateConstraint`.split(/\s+/),
);

/** A part of the tree that the database's own parser makes. */
type Tree = UnknownRecord;
type Scope = ReadonlySet<string>;

const NOTHING: Scope = new Set();

/** Functions whose first argument names a sequence, or the table of one. */
const SEQUENCES: ReadonlySet<string> = new Set([
  "currval",
  "nextval",
  "pg_get_serial_sequence",
  "setval",
]);

/** What is dropped, in the words of the parser, and the verb of a policy for it. */
const DROPS: ReadonlyMap<unknown, string> = new Map([
  ["OBJECT_INDEX", "drop_index"],
  ["OBJECT_MATVIEW", "drop_view"],
  ["OBJECT_TABLE", "drop_table"],
  ["OBJECT_TRIGGER", "drop_trigger"],
  ["OBJECT_VIEW", "drop_view"],
]);

const RENAMED: ReadonlySet<unknown> = new Set([
  "OBJECT_COLUMN",
  "OBJECT_TABCONSTRAINT",
  "OBJECT_TABLE",
]);

const MERGED: ReadonlyMap<unknown, string> = new Map([
  ["CMD_DELETE", "delete"],
  ["CMD_INSERT", "insert"],
  ["CMD_UPDATE", "update"],
]);

/** Verbs of statements that have one whatever is in them. */
const VERBS: ReadonlyMap<string, string> = new Map([
  ["AlterTableStmt", "alter_table"],
  ["CreateStmt", "create_table"],
  ["CreateTrigStmt", "create_trigger"],
  ["DeleteStmt", "delete"],
  ["IndexStmt", "create_index"],
  ["InsertStmt", "insert"],
  ["MergeStmt", "merge"],
  ["SelectStmt", "select"],
  ["TruncateStmt", "truncate"],
  ["UpdateStmt", "update"],
  ["ViewStmt", "create_view"],
]);

/** The facts of one statement, as PostgreSQL's own parser understands it. */
export function postgresqlFacts(statement: unknown): SqlFacts {
  const collector = new Collector();
  collector.visit(statement, NOTHING);
  const { verbs, tables, functions, opaque } = collector;
  return { verbs, tables, functions, opaque };
}

class Collector implements SqlFacts {
  readonly verbs = new Set<string>();
  readonly tables = new Set<string>();
  readonly functions = new Set<string>();
  readonly opaque = new Set<string>();

  visit(value: unknown, scope: Scope): void {
    if (Array.isArray(value)) {
      for (const item of value) this.visit(item, scope);
      return;
    }
    if (!isRecord(value)) return;
    const [kind, ...more] = Object.keys(value);
    // `{ "RangeVar": { ... } }` where the grammar allows several kinds of nodes, else the fields alone.
    if (kind !== undefined && more.length === 0 && /^[A-Z]/.test(kind)) {
      this.#node(kind, treeOf(value[kind]), scope);
    } else this.#fields(value, scope);
  }

  #node(kind: string, node: Tree, scope: Scope): void {
    if (!NODES.has(kind)) {
      this.opaque.add(wordsOf(kind));
      return;
    }
    // `VALUES (1)` is a query without a SELECT.
    const verb = node.valuesLists === undefined ? VERBS.get(kind) : undefined;
    if (verb !== undefined) this.verbs.add(verb);
    switch (kind) {
      case "RangeVar":
        this.#table(node, scope);
        return;
      case "FuncCall":
        this.#call(node, scope);
        return;
      case "TypeCast":
        this.#cast(node, scope);
        return;
      case "LockingClause":
        // Names from elsewhere in the statement, aliases included.
        return;
      case "DropStmt":
        this.#drop(node);
        return;
      default:
        this.#special(kind, node);
        this.#fields(node, scope);
    }
  }

  #special(kind: string, node: Tree): void {
    switch (kind) {
      case "AlterTableStmt":
        if (node.objtype !== "OBJECT_TABLE")
          this.opaque.add("ALTER of something else than a table");
        break;
      case "AlterTableCmd":
        if (!ALTER_PARTS.has(String(node.subtype))) this.opaque.add(wordsOf(String(node.subtype)));
        break;
      case "RenameStmt":
        this.#rename(node);
        break;
      case "CreateTableAsStmt":
        this.verbs.add(node.objtype === "OBJECT_TABLE" ? "create_table" : "create_view");
        break;
      case "CreateTrigStmt":
        this.#function(node.funcname);
        break;
      case "RangeTableSample":
        if (!/^(?:pg_catalog\.)?(?:system|bernoulli)$/.test(namesOf(node.method).join(".")))
          this.opaque.add("TABLESAMPLE by another method");
        break;
      case "A_Expr":
      case "SortBy":
        if (namesOf(node.name ?? node.useOp).length > 1) this.opaque.add("an operator of a schema");
        break;
      case "MergeWhenClause":
        this.#verb(MERGED.get(node.commandType));
        break;
      default:
    }
  }

  /** Fields that mean the same in whatever node they stand. */
  #fields(node: Tree, scope: Scope): void {
    if (typeof node.relname === "string") {
      // What is written has no kind of its own here, and `WITH` does not reach it.
      this.#table(node, NOTHING);
      return;
    }
    if (Array.isArray(node.names) && "typemod" in node) {
      this.#type(node);
      return;
    }
    if (node.behavior === "DROP_CASCADE") this.opaque.add("CASCADE");
    for (const key of [
      "tablespacename",
      "tableSpace",
      "tableSpaceName",
      "ofTypename",
      "accessMethod",
    ])
      if (node[key] !== undefined && !isUsualMethod(node[key])) this.opaque.add(wordsOf(key));
    if (treeOf(node.onConflictClause).action === "ONCONFLICT_UPDATE") this.verbs.add("update");
    if (node.intoClause !== undefined) this.verbs.add("create_table");
    const inner = this.#commonTables(node.withClause, scope);
    for (const [key, child] of Object.entries(node)) {
      if (key === "withClause") continue;
      // The halves of UNION are statements without their kind.
      if ((key === "larg" || key === "rarg") && isRecord(child) && "limitOption" in child)
        this.#node("SelectStmt", child, inner);
      else this.visit(child, inner);
    }
  }

  /** A common table sees those before it, and itself only when it says RECURSIVE. */
  #commonTables(clause: unknown, scope: Scope): Scope {
    const { ctes, recursive } = treeOf(clause);
    if (!Array.isArray(ctes)) return scope;
    const names = new Set(scope);
    for (const one of ctes) {
      const common = treeOf(treeOf(one).CommonTableExpr);
      const name = String(common.ctename);
      if (recursive === true) names.add(name);
      this.#fields(common, new Set(names));
      names.add(name);
    }
    return names;
  }

  #table(node: Tree, scope: Scope): void {
    const { catalogname, schemaname, relname } = node;
    if (schemaname === undefined && scope.has(String(relname))) return;
    this.tables.add(nameOf([catalogname, schemaname, relname]));
  }

  #type(node: Tree): void {
    if (node.pct_type === true) this.opaque.add("%TYPE");
    const names = namesOf(node.names);
    const [only, ...more] = names[0] === "pg_catalog" ? names.slice(1) : names;
    const array = node.arrayBounds !== undefined;
    if (only === undefined) this.opaque.add("a type without a name");
    // The name of something else as a value: what it names depends on the session.
    else if (more.length === 0 && /^reg(?!config$)/.test(only)) this.opaque.add(`the type ${only}`);
    else if (more.length > 0 || !isStandardType(array ? only.replace(/^_/, "") : only))
      this.tables.add(nameOf(names));
    this.visit(node.typmods, NOTHING);
  }

  /** `'secret'::regclass` is a reference to the table. */
  #cast(node: Tree, scope: Scope): void {
    const type = treeOf(node.typeName);
    const text = textOf(node.arg);
    if (namesOf(type.names).at(-1) === "regclass" && text !== undefined && !type.arrayBounds)
      this.#named(text);
    else {
      this.visit(node.arg, scope);
      this.visit(type, scope);
    }
  }

  #call(node: Tree, scope: Scope): void {
    this.#function(node.funcname);
    const name = namesOf(node.funcname).at(-1) ?? "";
    const { funcname, args, ...rest } = node;
    const given = Array.isArray(args) ? args : [];
    if (SEQUENCES.has(name)) this.#sequence(given[0]);
    this.visit(rest, scope);
    this.visit(given, scope);
  }

  /** Which sequence it is must stand in the text. */
  #sequence(argument: unknown): void {
    const cast = treeOf(treeOf(argument).TypeCast);
    const inner = treeOf(treeOf(argument).FuncCall);
    const text = textOf(argument) ?? textOf(cast.arg);
    if (text !== undefined) this.#named(text);
    else if (namesOf(inner.funcname).join(".") !== "pg_get_serial_sequence")
      this.opaque.add("a sequence whose name is computed");
  }

  /** A table or sequence whose name stands in a text. */
  #named(text: string): void {
    const name = /^\s*([a-z_][\w$]*(?:\.[a-z_][\w$]*)*)\s*$/i.exec(text)?.[1];
    if (name === undefined) this.opaque.add("a name inside a text");
    else this.tables.add(name.toLowerCase());
  }

  #drop(node: Tree): void {
    const verb = DROPS.get(node.removeType);
    if (verb === undefined) this.opaque.add(`DROP ${wordsOf(String(node.removeType))}`);
    this.#verb(verb);
    if (node.behavior === "DROP_CASCADE") this.opaque.add("CASCADE");
    for (const object of Array.isArray(node.objects) ? node.objects : []) {
      const names = namesOf(treeOf(treeOf(object).List).items);
      this.tables.add(nameOf(node.removeType === "OBJECT_TRIGGER" ? names.slice(0, -1) : names));
    }
  }

  #rename(node: Tree): void {
    this.verbs.add("alter_table");
    const { renameType, relationType, relation, newname } = node;
    const ofTable = renameType === "OBJECT_TABLE" || relationType === "OBJECT_TABLE";
    if (!RENAMED.has(renameType) || (renameType === "OBJECT_COLUMN" && !ofTable))
      this.opaque.add("RENAME of something else than a table or column");
    if (renameType === "OBJECT_TABLE")
      this.tables.add(nameOf([treeOf(relation).schemaname, newname]));
  }

  #function(names: unknown): void {
    const list = namesOf(names);
    const own = list.length === 2 && list[0] === "pg_catalog" ? list.slice(1) : list;
    if (own.length === 0) this.opaque.add("a call without a name");
    else this.functions.add(nameOf(own));
  }

  #verb(verb: string | undefined): void {
    if (verb !== undefined) this.verbs.add(verb);
  }
}

/** A dot inside a quoted name is not the dot between a schema and a table. */
function nameOf(parts: readonly unknown[]): string {
  return parts
    .filter((part) => part !== undefined)
    .map((part) => String(part))
    .map((part) => (part.includes(".") ? JSON.stringify(part) : part.toLowerCase()))
    .join(".");
}

/** The texts of a list of names. */
function namesOf(list: unknown): readonly string[] {
  if (!Array.isArray(list)) return [];
  return list.map((item) => String(treeOf(treeOf(item).String).sval ?? ""));
}

/** The text of a constant that is one. */
function textOf(node: unknown): string | undefined {
  const value = treeOf(treeOf(treeOf(node).A_Const).sval).sval;
  return typeof value === "string" ? value : undefined;
}

function isUsualMethod(method: unknown): boolean {
  return /^(?:heap|btree|hash|gin|gist|spgist|brin|bloom|hnsw|ivfflat)$/.test(String(method));
}

/** `CreateFunctionStmt`: create function, for people. */
function wordsOf(kind: string): string {
  return kind
    .replace(/^(?:AT|OBJECT)_|Stmt$/g, "")
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .replaceAll("_", " ")
    .toLowerCase();
}

function treeOf(value: unknown): Tree {
  return isRecord(value) ? value : {};
}
