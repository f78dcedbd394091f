/**
 * What a statement of DDL makes true. A dialect that can be cut off half-way (no transactional DDL)
 * turns it into the probe that tells, after a crash, whether the statement happened.
 */
export type StatementFact =
  | { readonly kind: "table"; readonly table: TableName; readonly exists: boolean }
  | {
      readonly kind: "column";
      readonly table: TableName;
      readonly name: string;
      readonly exists: boolean;
    }
  | {
      readonly kind: "index";
      readonly table: TableName;
      readonly name: string;
      readonly exists: boolean;
    }
  | {
      readonly kind: "constraint";
      readonly table: TableName;
      readonly name: string;
      readonly exists: boolean;
    };

export interface TableName {
  readonly name: string;
  readonly namespace: string | undefined;
}
