import { expect } from "chai";
import { dangerousFunctions, matches } from "../../src/check/policy.js";
import { usualFunctions } from "../../src/check/usual-functions.js";
import { testTargets } from "../databases.js";

/** Functions that change something, and are on the list because what they change is judged. */
const VOLATILE =
  /^(?:clock_timestamp|currval|gen_random_uuid|lastval|nextval|random|setseed|setval|timeofday|suppress_redundant_updates_trigger|tsvector_update_trigger)$/;

/**
 * What the server itself says of its functions: those that change something, and those that take the
 * name of a table or a function, or what only the server should hand over.
 */
const SUSPECT = `
  SELECT DISTINCT p.proname AS name FROM pg_proc p
  WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.proname = ANY($1::text[])
    AND (p.provolatile = 'v' OR oidvectortypes(p.proargtypes) ~ '\\m(?:internal|cstring|reg(?!config|dictionary)[a-z]+)\\M')`;

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
    it("change nothing and name nothing, says PostgreSQL of its own", async () => {
      const database = await server.create();
      try {
        const connection = await database.connect();
        const names = `{${[...usualFunctions(name)].join(",")}}`;
        const rows = await connection.query(SUSPECT, [names]);
        const suspects = rows.map((row) => String(row.name)).filter((one) => !VOLATILE.test(one));
        expect(suspects).to.deep.equal([]);
      } finally {
        await database.drop();
      }
    });
  }
});
