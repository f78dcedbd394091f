import * as v from "valibot";
import { constraintName } from "../schema/constraint-name.js";
import { optionTexts } from "../schema/options.js";
import { type Index, type IndexPart, makeIndex, partFields } from "../schema/table.js";
import {
  count,
  flag,
  identifier,
  type OptionsData,
  optionsSchema,
  sqlText,
  strict,
} from "./validate.js";

/** One member of an index: the name of a field, or more about it. */
export type IndexFieldData =
  | string
  | {
      /** A field, or `expression`. */
      readonly field?: string | undefined;
      /** SQL, or `field`. */
      readonly expression?: string | undefined;
      readonly order?: "asc" | "desc" | undefined;
      readonly nulls?: "first" | "last" | undefined;
      /** PostgreSQL operator class, `text_pattern_ops`. */
      readonly opclass?: string | undefined;
      readonly collation?: string | undefined;
      /** MySQL: so many characters of it. */
      readonly prefix?: number | undefined;
    };

/** An index. */
export interface IndexData {
  /** `idx_<table>_<fields>` (unique: `uq_...`) if not given; expressions need a name. */
  readonly name?: string | undefined;
  readonly fields: readonly IndexFieldData[];
  readonly unique?: boolean | undefined;
  /** `btree`, `gin`, ... */
  readonly method?: string | undefined;
  /** SQL: only rows for which it holds. */
  readonly where?: string | undefined;
  /** Fields that the index carries along. */
  readonly include?: readonly string[] | undefined;
  /** @deprecated How it is built, not what it is: write it beside `index` of `AddIndex`. */
  readonly concurrently?: boolean | undefined;
  readonly nullsNotDistinct?: boolean | undefined;
  readonly comment?: string | undefined;
  /** Options of one database: `parser`, ... */
  readonly options?: OptionsData | undefined;
}

const part = v.union(
  [
    identifier,
    v.pipe(
      strict({
        field: v.optional(identifier),
        expression: v.optional(sqlText),
        order: v.optional(v.picklist(["asc", "desc"], '"asc" or "desc" is expected')),
        nulls: v.optional(v.picklist(["first", "last"], '"first" or "last" is expected')),
        opclass: v.optional(identifier),
        collation: v.optional(identifier),
        prefix: v.optional(count),
      }),
      v.check(
        ({ field, expression }) => (field === undefined) !== (expression === undefined),
        "give field or expression",
      ),
    ),
  ],
  "the name of a field is expected, or an object with field or expression",
);

/** Checks an index. */
export const indexSchema = v.pipe(
  strict({
    name: v.optional(identifier),
    fields: v.pipe(
      v.array(part, (issue) => `a list of fields is expected, not ${issue.received}`),
      v.check((parts) => parts.length > 0, "the list is empty"),
    ),
    unique: v.optional(flag),
    method: v.optional(identifier),
    where: v.optional(sqlText),
    include: v.optional(v.array(identifier)),
    concurrently: v.optional(flag),
    nullsNotDistinct: v.optional(flag),
    comment: v.optional(v.string()),
    options: v.optional(optionsSchema),
  }),
  v.check(
    ({ name, fields }) =>
      name !== undefined ||
      fields.every((one) => typeof one === "string" || one.field !== undefined),
    "an index over an expression needs a name",
  ),
);

/** The index of a table. */
export function indexFromData(data: v.InferOutput<typeof indexSchema>, table: string): Index {
  const { fields, ...others } = data;
  const parts = fields.map((one) => (typeof one === "string" ? { field: one } : one));
  const name =
    data.name ??
    constraintName({
      prefix: data.unique ? "uq" : "idx",
      table,
      fields: partFields(parts),
    });
  return makeIndex({ ...others, options: optionTexts(data.options), name, parts });
}

/** Back to what an author writes; what is as usual is left out, the name never. */
export function indexToData(index: Index): IndexData {
  return {
    name: index.name,
    fields: index.parts.map(partToData),
    ...(index.unique && { unique: true }),
    ...(index.method !== undefined && { method: index.method }),
    ...(index.where !== undefined && { where: index.where }),
    ...(index.include.length > 0 && { include: index.include }),
    ...(index.nullsNotDistinct && { nullsNotDistinct: true }),
    ...(index.comment !== undefined && { comment: index.comment }),
    ...(index.options !== undefined && { options: index.options }),
  };
}

function partToData(one: IndexPart): IndexFieldData {
  const more = {
    ...(one.order !== "asc" && { order: one.order }),
    ...(one.nulls !== undefined && { nulls: one.nulls }),
    ...(one.opclass !== undefined && { opclass: one.opclass }),
    ...(one.collation !== undefined && { collation: one.collation }),
    ...(one.prefix !== undefined && { prefix: one.prefix }),
  };
  if (one.field === undefined) return { expression: one.expression, ...more };
  return Object.keys(more).length === 0 ? one.field : { field: one.field, ...more };
}
