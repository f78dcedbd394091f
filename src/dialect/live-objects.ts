import { sayableSchema } from "../schema/sayable.js";
import { type Schema, tableKey } from "../schema/schema.js";
import {
  holdsRows,
  isObjectName,
  isOnTable,
  makeObject,
  objectKey,
  objectText,
  type SchemaObject,
} from "../schema/schema-object.js";
import { groupBy } from "./group-by.js";

/** What a database has beside tables: views, triggers, routines. */
export interface LiveObjects {
  /** Each as a statement that makes it again. */
  readonly objects: readonly LiveObject[];
  /** What no such statement is known for, a line each. */
  readonly unsaid: readonly string[];
  /** Keys of tables that are kept whole, as an object. */
  readonly opaque: ReadonlySet<string>;
  /** The kinds that are all in `objects`: what is not among them is not there. */
  readonly kinds: readonly string[];
  /** Of which it is not known whether they are what migrations made, beyond that they are there. */
  readonly uncompared: readonly Uncompared[];
  /** What is there and in `unsaid`: it is not missing, and nothing more is known of it. */
  readonly untold: readonly Uncompared[];
  /** Kinds of which the account may not be shown all, and why: what is not among the objects may be there. */
  readonly unreadable?: ReadonlyMap<string, string>;
  /** Tables that the account would be shown all the same. */
  readonly readable?: ReadonlySet<string>;
}

/** An object of which it is not known whether it is as it was made. */
export interface Uncompared {
  readonly kind: string;
  readonly name: string;
  /** What kept it from being compared. */
  readonly why: string;
}

/** What a database has, and how much of its text is as it was written. */
interface LiveObject {
  readonly object: SchemaObject;
  /** The part of the definition that the database does not rewrite; undefined: it rewrites all. */
  readonly kept: string | undefined;
  /** Does a statement end where that part ends? */
  readonly keptToEnd: boolean;
  /** Is it what migrations made? Absent: the text tells. */
  readonly same?: boolean | undefined;
}

/** A row of a catalogue; `needs` are names, known or not: the table first that it is on. */
export interface FoundObject {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
  /** undefined: the database does not show it. */
  readonly definition: string | undefined;
  readonly needs: readonly string[];
  /** SQL that takes it away; undefined: `DROP <kind> <name>`. */
  readonly drop?: string | undefined;
  readonly kept?: string | undefined;
  readonly keptToEnd?: boolean;
  readonly same?: boolean | undefined;
  /** Why there is no definition, where the database does show it. */
  readonly untold?: Untold;
}

/** Why no statement is known for something that is there: behind its name in a list, and by itself. */
export interface Untold {
  readonly clause: string;
  readonly reason: string;
}

const NOT_SHOWN: Untold = {
  clause: "whose definition the database does not show",
  reason: "the database does not show its definition",
};
const SEVERAL: Untold = {
  clause: "of which there are several",
  reason: "there are several of its name",
};
const ON_NOTHING: Untold = {
  clause: "which is on no table that is described",
  reason: "it is on no table that is described",
};
const NOT_WRITABLE: Untold = {
  clause: "whose name is not one that can be written",
  reason: "its name is not one that can be written",
};

/** What was found as objects for this database; `schema` has what else is described. */
export function liveObjects(
  found: readonly FoundObject[],
  about: {
    readonly database: string;
    readonly schema: Schema;
    readonly kinds: readonly string[];
    readonly unsaid: readonly string[];
    readonly opaque?: ReadonlySet<string>;
    readonly uncompared?: readonly Uncompared[];
    readonly untold?: readonly Uncompared[];
    readonly unreadable?: ReadonlyMap<string, string>;
  },
): LiveObjects {
  const { database, unreadable = new Map() } = about;
  const kinds = about.kinds.filter((kind) => !unreadable.has(kind));
  const [objects, unsaid]: [LiveObject[], string[]] = [[], [...about.unsaid]];
  const untold: Uncompared[] = [...(about.untold ?? [])];
  const { tables, enums } = about.schema;
  const known = new Set([...tables.keys(), ...enums.keys(), ...found.map(tableKey)]);
  const taken = new Set<string>();
  for (const one of found) {
    const {
      kind,
      definition,
      needs,
      kept,
      keptToEnd = false,
      drop,
      same,
      untold: given,
      ...names
    } = one;
    const name = drop === undefined ? tableKey(names) : nameInWords(tableKey(names));
    const dependsOn = [...new Set(needs)].filter((one) => one !== name && known.has(one));
    const object = makeObject({
      kind,
      name,
      database,
      definition: definition ?? "",
      drop,
      dependsOn,
    });
    const why =
      definition === undefined
        ? (given ?? NOT_SHOWN)
        : taken.has(objectKey(object))
          ? SEVERAL
          : isOnTable({ kind }) && drop === undefined && !dependsOn.some((one) => tables.has(one))
            ? ON_NOTHING
            : !isObjectName(name) ||
                (drop === undefined && names.name.includes(".") && !name.includes("("))
              ? NOT_WRITABLE
              : undefined;
    taken.add(objectKey(object));
    if (why === undefined) objects.push({ object, kept, keptToEnd, same });
    else {
      unsaid.push(`${objectText({ kind, name, database: undefined })}, ${why.clause}`);
      untold.push({ kind, name, why: why.reason });
    }
  }
  const { opaque = new Set(), uncompared = [] } = about;
  return { objects, unsaid, kinds, opaque, uncompared, untold, unreadable };
}

/**
 * What has SQL of its own to drop it may have any name in the database: in the model brackets behind a name are the types of its
 * arguments, so others are square there.
 */
function nameInWords(name: string): string {
  if (isObjectName(name)) return name;
  return name.replaceAll("(", "[").replaceAll(")", "]");
}

/** A database as the model and its objects share it out between them. */
export interface SharedOut {
  readonly tables: Schema;
  readonly found: LiveObjects;
}

/**
 * What of a database can be written down, and how. Tables that are kept whole are no tables of the model, unless migrations have made them so
 * (`made`): then they are no objects, and neither is what is an object for their sake.
 */
export function sharedOut(read: Schema, all: LiveObjects, made?: Schema): SharedOut {
  const { live, found } = withLateIndexes(read, all, made);
  const opaque = new Set([...found.opaque].filter((key) => made?.tables.has(key) !== true));
  const modelled = new Set([...found.opaque].filter((key) => !opaque.has(key)));
  const objects = found.objects.filter(({ object }) => {
    const isTable = holdsRows(object) || object.kind === "foreign key";
    const names = holdsRows(object) ? [object.name, ...object.dependsOn] : object.dependsOn;
    if (!isTable || !names.some((name) => modelled.has(name))) return true;
    if (holdsRows(object)) modelled.add(object.name);
    return false;
  });
  const left = sayableSchema(opaque.size === 0 ? live : withoutTables(live, opaque), made);
  const lost = new Set([...live.tables.keys()].filter((key) => !left.schema.tables.has(key)));
  for (const key of opaque) lost.delete(key);
  const { stays, gone } = withoutLost(objects, {
    lost,
    untold: found.untold,
    tables: left.schema,
    made,
  });
  return {
    tables: left.schema,
    found: {
      ...found,
      objects: stays,
      unsaid: [
        ...left.unsaid,
        ...found.unsaid,
        ...gone.map(({ kind, name, clause }) => `${kind} "${name}", which ${clause}`),
      ],
      untold: [
        ...found.untold,
        ...gone.map(({ kind, name, clause }) => ({ kind, name, why: `it ${clause}` })),
      ],
    },
  };
}

/** What is left when tables and objects cannot be said, and what cannot be made without those, and so on. */
function withoutLost(
  objects: readonly LiveObject[],
  about: {
    /** Keys of tables. */
    readonly lost: ReadonlySet<string>;
    readonly untold: LiveObjects["untold"];
    readonly tables: Schema;
    readonly made: Schema | undefined;
  },
) {
  const { lost, untold, tables, made } = about;
  const own = new Set([...(made?.objects.values() ?? [])].map(nameIn));
  const unsaid = new Set(untold.map(({ name }) => name));
  const gone: { readonly kind: string; readonly name: string; readonly clause: string }[] = [];
  for (let stays = objects; ; ) {
    const said = new Set(stays.map(({ object: { name } }) => name));
    const isUnsaid = (name: string) =>
      unsaid.has(name) && !said.has(name) && !tables.tables.has(name) && !tables.enums.has(name);
    const next = stays.filter(({ object }) => {
      const { kind, name, dependsOn } = object;
      if (own.has(nameIn(object))) return true;
      const needed = dependsOn.find(isUnsaid);
      if (dependsOn.some((one) => lost.has(one))) {
        gone.push({ kind, name, clause: "is on a table that is not said" });
      } else if (needed !== undefined) {
        gone.push({ kind, name, clause: `needs "${needed}", which is not said` });
      } else return true;
      unsaid.add(name);
      return false;
    });
    if (next.length === stays.length) return { stays, gone };
    stays = next;
  }
}

/**
 * An index that was found as an object, because its table cannot be made with it, is that and no part of the table; unless
 * migrations have made it as one.
 */
function withLateIndexes(live: Schema, found: LiveObjects, made: Schema | undefined) {
  const tables = new Map(live.tables);
  const objects = found.objects.filter(({ object: { kind, name, dependsOn } }) => {
    if (kind !== "index") return true;
    const key = dependsOn.find((one) => live.tables.has(one)) ?? "";
    const table = tables.get(key);
    const index = table?.indexes.find((one) =>
      [one.name, `${table.namespace}.${one.name}`].includes(name),
    );
    if (table === undefined || index === undefined) return true;
    if (made?.tables.get(key)?.indexes.some((one) => one.name === index.name)) return false;
    tables.set(key, { ...table, indexes: table.indexes.filter((one) => one !== index) });
    return true;
  });
  return { live: { ...live, tables }, found: { ...found, objects } };
}

/** The schema without these tables and the foreign keys to them. */
function withoutTables(live: Schema, gone: ReadonlySet<string>): Schema {
  const described = [...live.tables].filter(([key]) => !gone.has(key));
  const tables = described.map(([key, table]) => {
    const foreignKeys = table.foreignKeys.filter((one) => !gone.has(one.table));
    const whole = foreignKeys.length === table.foreignKeys.length;
    return [key, whole ? table : { ...table, foreignKeys }] as const;
  });
  return { ...live, tables: new Map(tables) };
}

/** Objects of migrations beside those of the database, alike as far as it can be known. */
export interface ComparedObjects {
  readonly expected: readonly SchemaObject[];
  readonly live: readonly SchemaObject[];
  readonly uncompared: readonly Uncompared[];
}

/**
 * An object of the migrations is the one of its kind and name in the database, and is the same unless
 * the database says that it is not, or the text that it keeps is no part of its definition. What is
 * neither found nor known to be missing is named.
 *
 * @param about `outgrown`: keys of those whose `*` stood for something else when they were made
 */
export function compareObjects(
  made: Schema["objects"],
  { objects, kinds, uncompared, untold, unreadable }: LiveObjects,
  about: { readonly database: string; readonly outgrown: ReadonlySet<string> },
): ComparedObjects {
  const { database, outgrown } = about;
  const here = [...made.values()].filter((one) => (one.database ?? database) === database);
  const pairs = pairObjects(here, objects, ({ object }) => object);
  const differing = new Set<string>();
  const matched = new Map([...pairs].map(([object, found]) => [found, object]));
  const lost = here.filter((one) => !pairs.has(one));
  const hidden = pairObjects(lost, untold, (one) => one);
  const missing = new Set(lost.filter((one) => !hidden.has(one) && kinds.includes(one.kind)));
  const unknown: Uncompared[] = [...uncompared];
  for (const object of lost) {
    if (missing.has(object)) continue;
    const why = hidden.get(object)?.why ?? unreadable?.get(object.kind) ?? UNREAD;
    unknown.push({ kind: object.kind, name: object.name, why });
  }
  const live = objects.map((one) => {
    const object = matched.get(one);
    if (object === undefined) return one.object;
    if (isSame(object, one)) return object;
    // A database that keeps the text as it was written keeps its `*`, too.
    if (one.kept === undefined && outgrown.has(objectKey(object))) {
      const why = object.kind === "table" ? OUTGROWN_TABLE : OUTGROWN;
      unknown.push({ kind: object.kind, name: object.name, why });
      return object;
    }
    differing.add(nameIn(object));
    return { ...object, definition: one.object.definition };
  });
  return {
    expected: here.filter((one) => pairs.has(one) || missing.has(one)),
    live,
    uncompared: unknown
      .filter((one) => !differing.has(nameIn(one)))
      .sort((a, b) => (looseName(a) < looseName(b) ? -1 : 1)),
  };
}

const UNREAD = "it is not known whether it is there";
const OUTGROWN = "its `*` stood for other fields when it was made";
const OUTGROWN_TABLE =
  "it was made like another table, or by a query of one, which was another one then";

/** For each object of the migrations the one of the database that it is, if there is one. */
export function pairObjects<Found>(
  made: Iterable<SchemaObject>,
  found: readonly Found[],
  nameOf: (found: Found) => Pick<SchemaObject, "kind" | "name">,
): Map<SchemaObject, Found> {
  const byName = groupBy(found, (one) => looseName(nameOf(one)));
  const [pairs, taken] = [new Map<SchemaObject, Found>(), new Set<Found>()];
  const all = [...made];
  // What has the very name is not to be taken by another of another spelling.
  for (const isExact of [true, false]) {
    for (const object of all) {
      const named = (byName.get(looseName(object)) ?? []).filter((one) => !taken.has(one));
      const pair = isExact ? named.find((one) => nameOf(one).name === object.name) : named[0];
      if (pair === undefined || pairs.has(object)) continue;
      pairs.set(object, pair);
      taken.add(pair);
    }
  }
  return pairs;
}

function isSame(
  { definition }: SchemaObject,
  { object, kept, keptToEnd, same }: LiveObject,
): boolean {
  if (same !== undefined) return same;
  if (kept === undefined || definition === object.definition) return true;
  const [text, part] = [inOneLine(definition), inOneLine(kept)];
  const at = text.indexOf(part);
  // A longer statement says more.
  return at >= 0 && (!keptToEnd || /^ ?(?:;|go\b|$)/i.test(text.slice(at + part.length)));
}

function nameIn({ kind, name }: Pick<SchemaObject, "kind" | "name">): string {
  return `${kind}\0${name}`;
}

/** Types of arguments have several spellings, and a trigger may be named with its table or without. */
function looseName({ kind, name }: Pick<SchemaObject, "kind" | "name">): string {
  const bare = name.replace(/\(.*$/su, "");
  return `${kind}\0${bare.slice(kind === "trigger" ? bare.lastIndexOf(".") + 1 : 0)}`;
}

/** With one blank for each run of them. */
export function inOneLine(sql: string): string {
  return sql.split(/\s+/u).filter(Boolean).join(" ");
}
