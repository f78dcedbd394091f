import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import Sqlite from "better-sqlite3";
import { Kysely, SqliteDialect } from "kysely";
import { migrate } from "makemigrations/api";
import type { Database } from "../src/database-types.js";
import { publish, published, write } from "../src/notes.js";

let db: Kysely<Database>;

// A database for each test, made by the migrations that production runs.
beforeEach(async () => {
  const handle = new Sqlite(":memory:");
  await migrate({ database: handle });
  handle.pragma("foreign_keys = ON");
  db = new Kysely<Database>({ dialect: new SqliteDialect({ database: handle }) });
});

afterEach(() => db.destroy());

test("a note is a draft until it is published", async () => {
  const note = { author: "Ada", title: "Engines", body: "They compute." };
  const { id, state, words } = await write(db, note);
  assert.deepEqual([state, words], ["draft", 2]);
  assert.deepEqual(await published(db), []);
  await publish(db, id);
  assert.deepEqual(await published(db), [{ id, title: "Engines", author: "Ada" }]);
});

test("an author is there once, and goes with the notes", async () => {
  const first = await write(db, { author: "Ada", title: "One", body: "" });
  const second = await write(db, { author: "Ada", title: "Two", body: "" });
  assert.equal(first.author_id, second.author_id);
  await db.deleteFrom("authors").execute();
  assert.deepEqual(await db.selectFrom("notes").select("id").execute(), []);
});

test("a state that is none is refused by the database, too", async () => {
  const { id } = await write(db, { author: "Ada", title: "One", body: "" });
  const state = "lost" as unknown as "draft";
  await assert.rejects(db.updateTable("notes").set({ state }).where("id", "=", id).execute());
});
