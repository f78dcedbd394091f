/** What the model has no words for: a view, a trigger, a function, an extension; kept by its SQL. */
export interface SchemaObject {
  /** Words in lower case, as they stand behind CREATE and DROP: `materialized view`. */
  readonly kind: string;
  /** `namespace.name` where it has a namespace; a function may have its arguments, `f(integer)`. */
  readonly name: string;
  /** The kind of database that it is for; undefined = all. */
  readonly database: string | undefined;
  /** One statement or several. */
  readonly definition: string;
  /** SQL that takes it away; absent: `DROP <kind> <name>`. */
  readonly drop?: string;
  /** Keys of tables, names of enums and other objects that must be there before. */
  readonly dependsOn: readonly string[];
}

/** What tells one object from another. */
export type ObjectName = Pick<SchemaObject, "kind" | "name" | "database">;

/** What an object must have, and what it may. */
export type ObjectParts = Omit<SchemaObject, "drop"> & { readonly drop?: string | undefined };

/** A frozen object; what is as usual is absent. */
export function makeObject(parts: ObjectParts): SchemaObject {
  const { kind, name, database, definition, drop, dependsOn } = parts;
  return Object.freeze({
    kind,
    name,
    database,
    definition,
    ...(drop !== undefined && { drop }),
    dependsOn: Object.freeze([...dependsOn]),
  });
}

/** Does it hold rows, which are gone when it is dropped? */
export function holdsRows({ kind }: Pick<SchemaObject, "kind">): boolean {
  return kind === "table";
}

/** Kinds that live on a table, and whose DROP may have to name it. */
const ON_TABLE: ReadonlySet<string> = new Set(["policy", "rule", "trigger"]);

/** Is it the words of a kind? They become a part of DROP. */
export function isObjectKind(text: string): boolean {
  return /^[a-z]{1,40}(?: [a-z]{1,40}){0,3}$/.test(text);
}

/** Is it a name, perhaps with types of arguments in brackets, which become a part of DROP as they are? */
export function isObjectName(text: string): boolean {
  return /^[^()\p{Cc}\s][^()\p{Cc}]*(?:\([\w\s,."[\]]*\))?$/u.test(text);
}

/** The key of an object in `Schema.objects`. */
export function objectKey({ kind, name, database = "" }: ObjectName): string {
  return [kind, name, database].join("\0");
}

/** `view "v"`, with the database where it is for one. */
export function objectText({ kind, name, database }: ObjectName): string {
  return `${kind} "${name}"${database === undefined ? "" : ` (${database})`}`;
}

/** Is it a part of a table? */
export function isOnTable({ kind }: Pick<SchemaObject, "kind">): boolean {
  return ON_TABLE.has(kind);
}
