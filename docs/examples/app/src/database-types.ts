// Made by schema-to-types for pg, from the schema: it is written anew, changes are lost.

import type { Generated, Insertable, Selectable, Updateable } from "kysely";

/** The table authors. */
export interface AuthorsTable {
  id: Generated<number>;
  name: string;
}
export type Authors = Selectable<AuthorsTable>;
export type AuthorsInsert = Insertable<AuthorsTable>;
export type AuthorsUpdate = Updateable<AuthorsTable>;

/** The table notes. */
export interface NotesTable {
  id: Generated<number>;
  author_id: number;
  title: string;
  body: string | null;
  state: Generated<"draft" | "published">;
  words: Generated<number>;
}
export type Notes = Selectable<NotesTable>;
export type NotesInsert = Insertable<NotesTable>;
export type NotesUpdate = Updateable<NotesTable>;

/** What Kysely is told: `new Kysely<Database>(...)`. */
export interface Database {
  authors: AuthorsTable;
  notes: NotesTable;
}
