import { isOnTable, type SchemaObject } from "../../schema/schema-object.js";
import { temporaryObject } from "./temporary-object.js";

/** What stands in the definition of the view or the partition that it is on, by a row of the catalogue. */
export interface PartOfOther {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  /** The key of what it is on, its bare name, and the id of its row. */
  readonly on: string;
  readonly bare: string;
  readonly whole: string;
  readonly definition: string;
  readonly drop: string;
  /** What is said of it elsewhere. */
  readonly comments?: readonly string[];
}

/** May it be on a view or a partition? */
export function mayBePart({ kind }: Pick<SchemaObject, "kind">): boolean {
  return isOnTable({ kind });
}

/** Those that migrations have made as objects of their own. */
export function ownParts(
  parts: readonly PartOfOther[],
  made: readonly SchemaObject[],
): readonly PartOfOther[] {
  const own = new Set<PartOfOther>();
  for (const { kind, definition, dependsOn } of made) {
    const written = temporaryObject(kind, definition);
    const alike = parts.filter(
      (part) =>
        !own.has(part) &&
        part.kind === kind &&
        part.name === written?.name &&
        part.bare === written.on,
    );
    const part = alike.find(({ on }) => dependsOn.includes(on)) ?? alike[0];
    if (part !== undefined) own.add(part);
  }
  return [...own];
}

/** The definition of a view or a partition without those of its parts that are objects of their own. */
export function withoutParts(definition: string, parts: readonly PartOfOther[]): string {
  return parts
    .flatMap((part) => [part.definition, ...(part.comments ?? [])])
    .reduce((text, part) => text.replace(`;\n${part}`, () => ""), definition);
}
