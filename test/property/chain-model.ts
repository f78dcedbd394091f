/** A field as the generator knows it: the plain data that goes into the migration, and two facts. */
export interface ModelField {
  readonly data: Readonly<Record<string, unknown>> & {
    readonly name: string;
    readonly type: string;
  };
  /** In the primary key, a check or the target of a reference: hands off. */
  readonly pinned: boolean;
  /** Once it could not be NULL, now it can. */
  readonly loosened: boolean;
  /** Some rows were given one and the same value. */
  readonly filled: boolean;
}

export interface ModelIndex {
  readonly name: string;
  readonly field: string;
  readonly order: "asc" | "desc";
  readonly unique: boolean;
  readonly where: string | undefined;
}

interface ModelReference {
  readonly name: string;
  readonly field: string;
  readonly target: string;
}

/** A table as the generator knows it; deliberately not the tool's own model. */
export interface ModelTable {
  name: string;
  fields: ModelField[];
  indexes: ModelIndex[];
  references: ModelReference[];
  /** Unique constraints of the key and one more field. */
  uniques: { readonly name: string; readonly field: string }[];
  /** Names of checks on the key. */
  checks: string[];
  /** The fields of a primary key of several, of which the first alone would do. */
  readonly pair: readonly [string, string] | undefined;
  /** Targets of references that were dropped: on the way down their rows are needed again. */
  former: string[];
  /** Fields of unique indexes that were dropped: likewise. */
  formerUnique: string[];
  /** The one integer field of the primary key, when there is just one: others may refer to it. */
  readonly key: string | undefined;
}

/** What one generated migration looks like; `parseMigration` takes it as it is. */
export interface ChainMigration {
  readonly name: string;
  readonly dependencies: readonly string[];
  readonly operations: readonly (Readonly<Record<string, unknown>> & { readonly type: string })[];
  readonly transaction?: boolean;
}
