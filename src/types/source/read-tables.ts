import type { TSType } from "@babel/types";
import type { DeclaredTypes, Property, Shape } from "./declared-types.js";
import { meantTag, type Tag } from "./doc-tags.js";
import { type Data, hasTag, tagText } from "./field-tags.js";
import { snakeCase } from "./names.js";
import { type ReadType, readType } from "./read-type.js";
import {
  type FieldDraft,
  literalOf,
  referenceField,
  type TableDraft,
  type Unread,
  valueField,
} from "./table-of.js";
import { TypeScope } from "./type-scope.js";
import { writeTables } from "./write-tables.js";

export interface ReadTypesOptions {
  /** Names of tables and fields are those of the types and properties, as they are. */
  readonly keepNames: boolean;
  /** Only types with the tag @table are tables. */
  readonly tagged: boolean;
}

/** What types come to. */
export interface TypesRead {
  /** The data of a schema file. */
  readonly document: Data;
  readonly tables: number;
  /** What is not in it, in the order of the files. */
  readonly unread: readonly Unread[];
  /** Fields that became whole numbers because their type does not say which numbers they are. */
  readonly numbers: readonly string[];
}

/** The tables that the types of these files describe, by the tags of their comments and by their types. */
export function readTables(files: readonly DeclaredTypes[], options: ReadTypesOptions): TypesRead {
  const reader = new TableReader(files, options);
  const tables = reader.tables();
  const { unread } = reader;
  const numbers = tables.flatMap(({ key, fields }) =>
    fields
      .filter(({ anyNumber, data }) => anyNumber && data.type === "integer")
      .map(({ name }) => `${key}.${name}`),
  );
  return { document: writeTables(tables), tables: tables.length, unread, numbers };
}

interface Chosen {
  readonly shape: Shape;
  readonly file: DeclaredTypes;
  readonly draft: TableDraft;
}

/** A property, and the file in which its type has a meaning. */
interface Member {
  readonly property: Property;
  readonly file: DeclaredTypes;
}

class TableReader {
  readonly unread: Unread[] = [];
  readonly #scope: TypeScope;
  readonly #name: (name: string) => string;
  readonly #chosen: readonly Chosen[];
  readonly #keys: ReadonlySet<string>;

  constructor(files: readonly DeclaredTypes[], { keepNames, tagged }: ReadTypesOptions) {
    this.#scope = new TypeScope(files);
    this.#name = keepNames ? (name) => name : snakeCase;
    this.#chosen = this.#choose(tagged);
    this.#keys = new Set(this.#chosen.map(({ draft }) => draft.key));
  }

  tables(): readonly TableDraft[] {
    for (const one of this.#chosen) this.#fill(one);
    return this.#chosen.map(({ draft }) => draft);
  }

  /** All that are exported, and those with @table; those alone where nothing else is wanted. */
  #choose(tagged: boolean): readonly Chosen[] {
    const all = this.#scope.files.flatMap((file) =>
      [...file.shapes.values()].map((shape) => ({ shape, file })),
    );
    const meant = all.filter(
      ({ shape: { exported, abstract, tags } }) =>
        hasTag(tags, "table") || (exported && !abstract && !tagged && !hasTag(tags, "ignore")),
    );
    const taken = new Map<string, Shape>();
    return meant.flatMap(({ shape, file }) => {
      const name = tagText(shape.tags, "table") || this.#name(shape.name);
      const namespace = tagText(shape.tags, "schema") || undefined;
      const key = namespace === undefined ? name : `${namespace}.${name}`;
      const other = taken.get(key);
      taken.set(key, shape);
      if (other === undefined) {
        return [{ shape, file, draft: { shape, key, name, namespace, fields: [] } }];
      }
      const { place } = other;
      this.#say(shape, `the table "${key}" is already that of ${place.file}:${place.line}`);
      return [];
    });
  }

  #fill({ shape, file, draft }: Chosen): void {
    this.#nearTags(shape.tags, shape);
    const links: { member: Member; read: ReadType }[] = [];
    for (const member of this.#members(shape, file, new Set())) {
      const { property } = member;
      this.#nearTags(property.tags, property);
      if (hasTag(property.tags, "ignore")) continue;
      const read = this.#typeOf(member);
      if (read.held.kind === "code") this.#say(property, "a function is no column");
      else if (read.held.kind === "shape" && this.#chosenFor(read.held.shape) !== undefined) {
        links.push({ member, read });
      } else {
        const name = tagText(property.tags, "column") || this.#name(property.name);
        const field = valueField({
          name,
          property,
          read,
          tables: this.#keys,
          onUnread: (message) => this.#say(property, message),
        });
        if (field !== undefined) this.#add(draft, field);
      }
    }
    for (const { member, read } of links) this.#link(draft, member.property, read);
  }

  /** Those of what it extends first; one that is declared again counts as it is last. */
  #members(shape: Shape, file: DeclaredTypes, seen: Set<Shape>): readonly Member[] {
    if (seen.has(shape)) return [];
    seen.add(shape);
    for (const { what, place } of shape.unread)
      this.unread.push({ place, message: `${what} is not read` });
    const inherited = shape.bases.flatMap((base) => this.#inherited(base, shape, file, seen));
    const byName = new Map<string, Member>();
    for (const member of inherited) byName.set(member.property.name, member);
    for (const property of shape.properties) byName.set(property.name, { property, file });
    return [...byName.values()];
  }

  #inherited(base: TSType, shape: Shape, file: DeclaredTypes, seen: Set<Shape>): readonly Member[] {
    const { held } = readType(base, file, this.#scope);
    if (held.kind === "shape") {
      const home = this.#scope.files.find((one) => [...one.shapes.values()].includes(held.shape));
      if (home !== undefined) return this.#members(held.shape, home, seen);
    }
    this.#say(
      shape,
      "what it extends is in none of the files, or is no plain name: its fields are not here",
    );
    return [];
  }

  #typeOf({ property, file }: Member): ReadType {
    if (property.type !== undefined) return readType(property.type, file, this.#scope);
    const { initial } = property;
    const made = initial?.type === "NewExpression" ? initial.callee : undefined;
    const isDate = made?.type === "Identifier" && made.name === "Date";
    const type = isDate ? "timestamptz" : literalType(initial);
    const held =
      type === undefined
        ? ({ kind: "unknown", why: "it has no type" } as const)
        : ({ kind: "value", type } as const);
    return { held, nullable: false, list: false, filled: false };
  }

  /** One row of another table is a reference; several are the other side of one, or many to many. */
  #link(draft: TableDraft, property: Property, read: ReadType): void {
    const target = read.held.kind === "shape" ? this.#chosenFor(read.held.shape) : undefined;
    if (target === undefined) return;
    if (!read.list) {
      const name = tagText(property.tags, "column") || this.#name(`${property.name}Id`);
      const { nullable } = read;
      const field = referenceField(name, property, { target: target.draft.key, nullable });
      const there = draft.fields.findIndex((one) => one.name === name);
      const known = draft.fields[there];
      if (known === undefined) draft.fields.push(field);
      // The key and the row that it leads to are one field.
      else
        draft.fields[there] = {
          ...known,
          data: { ...known.data, type: "foreign_key", foreign_key: field.data.foreign_key },
        };
      return;
    }
    const back = hasTag(property.tags, "manytomany")
      ? undefined
      : this.#backTo(draft.shape, target);
    if (back === "one" && target.draft === draft) {
      this.#say(
        property,
        "taken for the other side of the reference of this type to itself: it is one of its own with @manyToMany",
      );
    }
    const isSecond = back === "many" && target.draft.key < draft.key;
    if (back === "one" || isSecond) return;
    const name = tagText(property.tags, "column") || this.#name(property.name);
    const data = { type: "many_to_many", many_to_many: { table: target.draft.key } };
    this.#add(draft, { name, property, data, inKey: false, enumName: undefined, anyNumber: false });
  }

  /** Does the other type lead back here? */
  #backTo(shape: Shape, { shape: other, file }: Chosen): "one" | "many" | undefined {
    const found = this.#members(other, file, new Set())
      .filter(({ property }) => !hasTag(property.tags, "ignore"))
      .map((member) => this.#typeOf(member))
      .filter(({ held }) => held.kind === "shape" && held.shape === shape);
    if (found.some(({ list }) => !list)) return "one";
    return found.length > 0 && shape !== other ? "many" : undefined;
  }

  #chosenFor(shape: Shape): Chosen | undefined {
    return this.#chosen.find((one) => one.shape === shape);
  }

  #add(draft: TableDraft, field: FieldDraft): void {
    if (!draft.fields.some(({ name }) => name === field.name)) draft.fields.push(field);
    else this.#say(field.property, `the table has a field "${field.name}" already`);
  }

  #nearTags(tags: readonly Tag[], owner: Pick<Shape, "name" | "place">): void {
    for (const tag of tags) {
      const meant = meantTag(tag);
      if (meant === undefined) continue;
      const place = { ...owner.place, line: tag.line };
      this.unread.push({ place, message: `there is no tag @${tag.name}: is @${meant} meant?` });
    }
  }

  #say({ name, place }: Pick<Shape, "name" | "place">, message: string): void {
    this.unread.push({ place, message: `"${name}": ${message}` });
  }
}

function literalType(initial: Property["initial"]): string | undefined {
  const value = initial === undefined ? undefined : literalOf(initial);
  if (value === undefined) return undefined;
  return typeof value === "string" ? "text" : typeof value === "number" ? "integer" : "boolean";
}
