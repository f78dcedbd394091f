import type { CounterOptions, Identity, OwnSequence } from "./counter.js";
import { type Options, optionTexts } from "./options.js";

/**
 * A default is a literal, the name of an entry in the `defaults` maps (`"new_uuid"`), or SQL.
 * The parser decides which one a bare string means; after that nothing is guessed again.
 */
export type FieldDefault =
  | { readonly kind: "literal"; readonly value: string | number | bigint | boolean | null }
  | { readonly kind: "named"; readonly name: string }
  | { readonly kind: "sql"; readonly sql: string };

/** A generated column: `expression` is SQL of the database in use. */
interface Generated {
  readonly expression: string;
  readonly stored: boolean;
}

/** MySQL/PostgreSQL enum values, in order. */
export type EnumValues = readonly string[];

/**
 * One field of a table. The primary key, foreign keys and multi-field constraints belong to the
 * {@link Table}, so that each fact has one place; the authoring forms (`primaryKey: true`,
 * `foreignKey: {...}` on a field) are taken apart by the parser.
 *
 * `type` is a name of `docs/guides/types.md` in lower case (`varchar`, `foreign_key`, `text[]`).
 * `foreign_key` means "the type of the field that my foreign key refers to".
 */
export interface Field {
  readonly name: string;
  readonly type: string;
  /** SQL type written as it is, instead of `type`; `type` is then `"native"`. */
  readonly native: string | undefined;
  readonly nullable: boolean;
  readonly default: FieldDefault | undefined;
  readonly length: number | undefined;
  readonly precision: number | undefined;
  readonly scale: number | undefined;
  /** Filled with the current time when the row is made. */
  readonly autoCreate: boolean;
  /** Set to the current time whenever the row changes. */
  readonly autoUpdate: boolean;
  readonly values: EnumValues | undefined;
  /** The enum of the schema whose `values` these are; absent: they are the field's own. */
  readonly enum?: string | undefined;
  readonly generated: Generated | undefined;
  readonly collation: string | undefined;
  readonly comment: string | undefined;
  /** Options of one database (`invisible`, ...), sorted by key; absent: there are none. */
  readonly options?: Options | undefined;
  /** The field counts, and who gives the numbers. Absent: its type or its sequence says whether it does. */
  readonly identity?: Identity | undefined;
  /** The field counts by a sequence of its own. */
  readonly sequence?: OwnSequence | undefined;
  /** Which numbers it counts; absent: 1, 2, 3 ... */
  readonly counter?: CounterOptions | undefined;
  /**
   * What stands beside the column under a name with a hash, because the usual name was taken when it
   * came. Absent, as it nearly always is: nothing. See `freeField`.
   */
  readonly apart?: readonly SideObject[];
}

/** What some databases make beside a column, named after its table and the field. */
export type SideObject = "enum" | "auto_update" | "default" | "sequence";

/** What the names of things beside a column are made of. */
export type SideNamed = Pick<Field, "name" | "apart" | "enum">;

/** What a field must have, and what it may. */
export type FieldParts = Pick<Field, "name" | "type"> & {
  readonly [K in Exclude<keyof Field, "apart">]?: Field[K] | undefined;
};

/** A frozen field; what is not given is absent, `nullable` is true. */
export function makeField(parts: FieldParts): Field {
  const options = optionTexts(parts.options);
  return Object.freeze({
    name: parts.name,
    type: parts.type,
    native: parts.native,
    nullable: parts.nullable ?? true,
    default: parts.default,
    length: parts.length,
    precision: parts.precision,
    scale: parts.scale,
    autoCreate: parts.autoCreate ?? false,
    autoUpdate: parts.autoUpdate ?? false,
    values: parts.values,
    ...(parts.enum !== undefined && { enum: parts.enum }),
    generated: parts.generated,
    collation: parts.collation,
    comment: parts.comment,
    ...(options !== undefined && { options }),
    ...(parts.identity !== undefined && { identity: parts.identity }),
    ...(parts.sequence !== undefined && { sequence: parts.sequence }),
    ...(parts.counter !== undefined && { counter: parts.counter }),
  });
}
