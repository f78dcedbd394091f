/** A statement, or a query whose one value, `sql`, is it. */
export type TemporaryStep = string | { readonly sqlOf: string };

/** A trigger, a rule or a policy that the definition of a table makes on it: `on` has the bare name of the table. */
export interface PartOfTable {
  readonly kind: string;
  readonly name: string;
  readonly on: string;
}

/** Statements that make an object as a temporary one. */
export interface TemporaryObject {
  readonly statements: readonly TemporaryStep[];
  /** The bare name of what they make. */
  readonly name: string;
  /** Of a table: those that are made with it, its partitions mostly. */
  readonly others: readonly string[];
  /** Of a table: what is made on it and has rows of its own in the catalogue, in an order that says nothing. */
  readonly parts: readonly PartOfTable[];
  /** Of a trigger, a rule or a policy: the bare name of the table. */
  readonly on: string | undefined;
  /** What stands in the temporary schema then, by its bare name: the SQL that makes it. */
  readonly takes: ReadonlyMap<string, string>;
  /** Where the tables and views are that were copied, by the bare name. */
  readonly origins: ReadonlyMap<string, string>;
  /** What belongs to it and is not made: SQL expressions, whose values are compared. */
  readonly asked: readonly string[];
  /** SQL conditions without which it is not made, because something of the database's would run. */
  readonly guards: readonly string[];
}
