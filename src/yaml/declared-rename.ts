/** `renamed_from` of a table or a field: what was, and what is. */
export interface DeclaredRename {
  /** The key of the table, as it is now; undefined = it is a table that was renamed. */
  readonly table: string | undefined;
  readonly from: string;
  readonly to: string;
}
