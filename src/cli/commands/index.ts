import type { Command } from "../command.js";
import type { CommandGroup } from "../parse/named.js";
import { check } from "./check.js";
import { completion } from "./completion.js";
import { currentState } from "./current-state.js";
import { dbCreate } from "./db-create.js";
import { dbDiff } from "./db-diff.js";
import { dbDrop } from "./db-drop.js";
import { dbToSchema } from "./db-to-schema.js";
import { dbWait } from "./db-wait.js";
import { findIncludes } from "./find-includes.js";
import { generate } from "./generate.js";
import { generateDumpData } from "./generate-dump-data.js";
import { generateSquash } from "./generate-squash.js";
import { init } from "./init.js";
import { lockBreak } from "./lock-break.js";
import { lockStatus } from "./lock-status.js";
import { migrateDag } from "./migrate-dag.js";
import { migrateDown } from "./migrate-down.js";
import { migrateFake } from "./migrate-fake.js";
import { migrateFresh } from "./migrate-fresh.js";
import { migrateRedo } from "./migrate-redo.js";
import { migrateRepair } from "./migrate-repair.js";
import { migrateReset } from "./migrate-reset.js";
import { migrateShowsql } from "./migrate-showsql.js";
import { migrateStatus } from "./migrate-status.js";
import { migrateUnfake } from "./migrate-unfake.js";
import { migrateUp } from "./migrate-up.js";
import { newMigration } from "./new.js";
import { plan } from "./plan.js";
import { schemaDiff } from "./schema-diff.js";
import { schemaToDiagram } from "./schema-to-diagram.js";
import { schemaToSql } from "./schema-to-sql.js";
import { schemaToTypes } from "./schema-to-types.js";
import { symbolsExtract } from "./symbols-extract.js";
import { symbolsList } from "./symbols-list.js";
import { symbolsShow } from "./symbols-show.js";
import { typesToSchema } from "./types-to-schema.js";
import { version } from "./version.js";

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [
  init,
  generate,
  generateDumpData,
  generateSquash,
  newMigration,
  schemaDiff,
  currentState,
  schemaToSql,
  schemaToDiagram,
  schemaToTypes,
  findIncludes,
  dbDiff,
  dbToSchema,
  typesToSchema,
  migrateUp,
  migrateDown,
  migrateRedo,
  migrateReset,
  migrateFresh,
  migrateStatus,
  migrateShowsql,
  migrateFake,
  migrateUnfake,
  migrateRepair,
  migrateDag,
  lockStatus,
  lockBreak,
  dbCreate,
  dbDrop,
  dbWait,
  check,
  plan,
  symbolsList,
  symbolsShow,
  symbolsExtract,
  version,
  completion,
];

/** First words that several commands share. */
export const commandGroups: readonly CommandGroup[] = [
  { name: "migrate", summary: "Run migrations, undo them, look at them." },
  { name: "lock", summary: "Look at the lock of the migrations, break it." },
  { name: "db", summary: "Make a database, end it, wait for it." },
  { name: "symbols", summary: "What a migration can import." },
];
