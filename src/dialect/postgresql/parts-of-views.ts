import type { SchemaObject } from "../../schema/schema-object.js";
import { temporaryObject } from "./temporary-object.js";

/** A trigger or a rule of a view, by a row of the catalogue. */
export interface PartOfView {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  /** The key of the view, its bare name, and the id of its row. */
  readonly on: string;
  readonly bare: string;
  readonly view: string;
  readonly definition: string;
  readonly drop: string;
}

/** May it be on a view? */
export function mayBePart({ kind }: Pick<SchemaObject, "kind">): boolean {
  return kind === "trigger" || kind === "rule";
}

/** Those that migrations have made as objects of their own. */
export function ownParts(
  parts: readonly PartOfView[],
  made: readonly SchemaObject[],
): readonly PartOfView[] {
  const own = new Set<PartOfView>();
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

/** The definition of a view without those of its parts that are objects of their own. */
export function withoutParts(definition: string, parts: readonly PartOfView[]): string {
  return parts.reduce((text, part) => text.replace(`;\n${part.definition}`, () => ""), definition);
}
