import type { Kysely } from "kysely";
import type { Database, Notes } from "./database-types.js";

/** Writes a draft; an author who is not known yet is added. */
export async function write(
  db: Kysely<Database>,
  note: { readonly author: string; readonly title: string; readonly body: string },
): Promise<Notes> {
  const { author, title, body } = note;
  return await db.transaction().execute(async (transaction) => {
    await transaction
      .insertInto("authors")
      .values({ name: author })
      .onConflict((conflict) => conflict.column("name").doNothing())
      .execute();
    const { id } = await transaction
      .selectFrom("authors")
      .select("id")
      .where("name", "=", author)
      .executeTakeFirstOrThrow();
    return await transaction
      .insertInto("notes")
      .values({ author_id: id, title, body, words: body.split(/\s+/).filter(Boolean).length })
      .returningAll()
      .executeTakeFirstOrThrow();
  });
}

export async function publish(db: Kysely<Database>, id: number): Promise<void> {
  await db.updateTable("notes").set({ state: "published" }).where("id", "=", id).execute();
}

/** What everybody may read, with the names of the authors. */
export async function published(db: Kysely<Database>) {
  return await db
    .selectFrom("notes")
    .innerJoin("authors", "authors.id", "notes.author_id")
    .select(["notes.id", "notes.title", "authors.name as author"])
    .where("notes.state", "=", "published")
    .orderBy("notes.title")
    .execute();
}
