import type { Field } from "../../schema/field.js";
import { type Options, optionTexts } from "../../schema/options.js";
import type { PrimaryKey, Unique } from "../../schema/table.js";
import { DialectError } from "../dialect-error.js";
import { splitMembers, TokenCursor } from "./token-cursor.js";

/** What a constraint does with a row that breaks it, as an option: `on_conflict: replace`. */
const ON_CONFLICT = "on_conflict";
/** How the members of a key stand in its index: `order: "nocase desc, asc"`, one for each of them. */
const ORDER = "order";

const ALGORITHMS: ReadonlySet<string> = new Set(["abort", "fail", "ignore", "replace", "rollback"]);
const MEMBER = /^(?:([a-z_]\w*) )?(asc|desc)$/;

type Key = Pick<PrimaryKey | Unique, "fields" | "options">;

/** Steps over `ON CONFLICT REPLACE`. https://www.sqlite.org/lang_conflict.html */
export function takeConflict(cursor: TokenCursor): string | undefined {
  return cursor.takes("on", "conflict") ? cursor.next()?.text.toLowerCase() : undefined;
}

/** Members of a key in brackets, and how they stand; undefined: as is usual, or no option can say it. */
export function takeMembers(cursor: TokenCursor): {
  readonly fields: readonly string[];
  readonly order: string | undefined;
} {
  const members = splitMembers(cursor.bracketed()).map((text) => new TokenCursor(text));
  const fields = members.map((member) => member.name());
  const parts = members.map((member) => {
    const collation = member.takes("collate") ? `${member.name().toLowerCase()} ` : "";
    return `${collation}${!member.takes("asc") && member.takes("desc") ? "desc" : "asc"}`;
  });
  const isUsual = parts.every((part) => part === "asc");
  const isSaid = !isUsual && parts.every((part) => MEMBER.test(part));
  return { fields, order: isSaid ? parts.join(", ") : undefined };
}

/** The options of a key or a field that has these; absent as a whole where it has none. */
export function traits(
  conflict: string | undefined,
  order?: string,
): { readonly options?: Options } {
  const options = optionTexts({
    ...(conflict !== undefined && { [ON_CONFLICT]: conflict }),
    ...(order !== undefined && { [ORDER]: order }),
  });
  return options === undefined ? {} : { options };
}

/** What SQLite has of the options, as it would report them; those of other databases mean nothing here. */
export function knownTraits(of: Pick<Key | Field, "options">): { readonly options?: Options } {
  if (of.options === undefined) return {};
  const order = of.options?.[ORDER]?.split(",").map((part) => part.trim().toLowerCase());
  const isUsual = order === undefined || order.every((part) => part === "asc");
  return traits(
    of.options?.[ON_CONFLICT]?.trim().toLowerCase(),
    isUsual ? undefined : order.join(", "),
  );
}

/** ` ON CONFLICT REPLACE`, or nothing. @throws DialectError DIALECT_UNSUPPORTED */
export function conflictClause(of: Pick<Key | Field, "options">, place: string): string {
  const word = knownTraits(of).options?.[ON_CONFLICT];
  if (word === undefined) return "";
  if (!ALGORITHMS.has(word)) {
    throw unknown(`"${ON_CONFLICT}: ${word}" of ${place}`, [...ALGORITHMS].join(", "));
  }
  return ` ON CONFLICT ${word.toUpperCase()}`;
}

/** What stands behind each member of a key. @throws DialectError DIALECT_UNSUPPORTED */
export function memberOrders(key: Key, place: string): readonly string[] {
  const order = knownTraits(key).options?.[ORDER];
  if (order === undefined) return key.fields.map(() => "");
  const parts = order.split(", ").map((part) => MEMBER.exec(part));
  if (parts.length !== key.fields.length || parts.includes(null)) {
    throw unknown(`"${ORDER}: ${order}" of ${place}`, 'asc, desc or "nocase desc" for each field');
  }
  return parts.map((part) => {
    const [, collation, direction] = part ?? [];
    const collate = collation === undefined ? "" : ` COLLATE ${collation.toUpperCase()}`;
    return collate + (direction === "desc" ? " DESC" : "");
  });
}

function unknown(what: string, known: string): DialectError {
  return new DialectError({
    code: "DIALECT_UNSUPPORTED",
    message: `SQLite knows no ${what}`,
    hint: `It knows ${known}.`,
  });
}
