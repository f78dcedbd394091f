import type { Connection } from "../src/driver/driver.js";

/**
 * So many tables of ten columns, in SQL that every database reads. Of every ten each refers to the one before
 * it, and every one has an index, a check and defaults.
 */
export async function makeManyTables(connection: Connection, count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    const key = `CONSTRAINT up_${n} FOREIGN KEY (parent_id) REFERENCES table_${n - 1} (id)`;
    await connection.execute(`CREATE TABLE table_${n} (id integer NOT NULL PRIMARY KEY, parent_id integer,
      title varchar(200) NOT NULL, body varchar(2000), amount decimal(10,2) DEFAULT 0 NOT NULL,
      place integer DEFAULT 5, made_on date, kind varchar(20) DEFAULT 'plain', weight integer, note varchar(80),
      CONSTRAINT amount_${n} CHECK (amount >= 0)${n % 10 === 0 ? "" : `, ${key}`})`);
    await connection.execute(`CREATE INDEX title_${n} ON table_${n} (title)`);
  }
}
