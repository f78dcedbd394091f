/** What to do with an operation that loses data. */
export type DestructiveChoice = "generate" | "review" | "omit" | "ignore_errors";

/** Something that only a person may decide. */
export type Question =
  | {
      readonly kind: "rename";
      /** `users:people`, or `people.mail:email`. */
      readonly id: string;
      /** Both sides as they are, for a person to compare. */
      readonly before: string;
      readonly after: string;
    }
  | {
      readonly kind: "backfill" | "using";
      /** `people.status` */
      readonly id: string;
      readonly field: string;
    }
  | {
      readonly kind: "destructive";
      /** `drop_field people.legacy` */
      readonly id: string;
      readonly description: string;
      /** Of a table that goes: ids of renames that it may be instead, the likeliest first. */
      readonly renames: readonly string[];
    };

/** Who answers. undefined = no answer; then the question is among those of the result. */
export interface Questioner {
  /** Is it a rename? */
  rename(id: string): boolean | undefined;
  /** SQL for rows that exist. */
  backfill(id: string): string | undefined;
  /** SQL that makes the new value of the old one. */
  using(id: string): string | undefined;
  destructive(id: string): DestructiveChoice | undefined;
}
