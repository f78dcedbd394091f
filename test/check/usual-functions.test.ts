import { expect } from "chai";
import { dangerousFunctions, matches } from "../../src/check/policy.js";
import { usualFunctions } from "../../src/check/usual-functions.js";
import { testTargets } from "../databases.js";
import { functionLists, installExtensions, SUSPECT } from "./function-lists.js";

/** Chance and time; and functions whose change is judged: sequences, triggers on the own row. */
const VOLATILE =
  /^(?:clock_timestamp|currval|gen_random_(?:bytes|uuid)|gen_salt|lastval|moddatetime|nextval|random|setseed|setval|timeofday|suppress_redundant_updates_trigger|tsvector_update_trigger|uuid_generate_v(?:1|1mc|4))$/;

describe("the functions that a policy allows by itself", () => {
  for (const database of ["postgresql", "mysql", "mariadb", "sqlite"]) {
    it(`are none that are known to be dangerous on ${database}`, () => {
      const wrong = [...usualFunctions(database)].filter((name) =>
        matches(dangerousFunctions, name),
      );
      expect(wrong).to.deep.equal([]);
    });
  }

  it("leave out what reads files, pages, other servers, and what waits", () => {
    const bad = `pg_read_file pg_ls_dir lo_import lo_export dblink dblink_exec pg_sleep pg_prewarm get_raw_page
      bt_page_items query_to_xml database_to_xml ts_stat pg_terminate_backend set_config load_file benchmark get_lock
      sleep master_pos_wait load_extension readfile writefile fts3_tokenizer edit sys_exec pg_stat_file schedule
      pgrowlocks pgstattuple heap_force_kill verify_heapam xslt_process pg_file_write pg_logical_emit_message`;
    for (const name of bad.split(/\s+/)) {
      expect(matches(dangerousFunctions, name), name).to.equal(true);
      for (const database of ["postgresql", "mysql", "mariadb", "sqlite"])
        expect(usualFunctions(database).has(name), name).to.equal(false);
    }
  });

  for (const { name, server } of testTargets) {
    if (name !== "postgresql" || server === undefined) continue;
    it("change nothing and name nothing, says PostgreSQL of its own and of its extensions'", async () => {
      const database = await server.create();
      try {
        const connection = await database.connect();
        await installExtensions(connection);
        const names = `{${[...usualFunctions(name)].join(",")}}`;
        const rows = await connection.query(SUSPECT, [names]);
        const suspects = rows.map((row) => String(row.name)).filter((one) => !VOLATILE.test(one));
        expect(suspects).to.deep.equal([]);
      } finally {
        await database.drop();
      }
    });
  }

  for (const { name, server } of testTargets) {
    if (server === undefined || name === "sqlserver") continue;
    it(`are most of those that ${name} has for texts, numbers, dates and JSON`, async () => {
      const database = await server.create();
      try {
        const { usual, named } = await functionLists(await database.connect(), name);
        expect(named).to.not.include("abs");
        expect(usual.length).to.be.above(40);
      } finally {
        await database.drop();
      }
    });
  }
});
