import { expect } from "chai";
import type { Connection, SqlValue } from "../../src/driver/driver.js";
import { withValuesInText } from "../../src/driver/mysql-text.js";
import { connectToMysql, freshMysqlDatabase } from "./mysql-database.js";

const SESSIONS = [
  "sql_mode = ''",
  "sql_mode = 'NO_BACKSLASH_ESCAPES'",
  "sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT,NO_BACKSLASH_ESCAPES'",
  // MySQL has no such mode, and takes this for a comment.
  "sql_mode = CONCAT('' /*M! , 'EMPTY_STRING_IS_NULL' */)",
  "character_set_client = latin1, character_set_connection = latin1",
  "character_set_client = sjis, collation_connection = sjis_bin",
];
const TEXTS = [
  "",
  "plain",
  "'",
  "\\",
  "\\'",
  "'; DROP TABLE kept; --",
  '"; DROP TABLE kept; --',
  "\\\\'?",
  "ä語🙂",
  "line\nline\r\t\u0000\u001a",
  "x'41'",
  "?",
  "`?`",
];

describe("values of the tool's own rows on MySQL", () => {
  let connection: Connection;
  let drop: () => Promise<void>;

  before(async () => {
    const database = await freshMysqlDatabase();
    connection = await connectToMysql(database.url);
    drop = async () => {
      await connection.close();
      await database.drop();
    };
    await connection.execute(
      "CREATE TABLE kept (`n?` INT, body LONGTEXT, moment DATETIME(3), big BIGINT) CHARACTER SET utf8mb4",
    );
  });

  after(async () => {
    await drop();
  });

  const insert = "INSERT INTO kept (`n?`, body, moment, big) VALUES (?, ?, ?, ?)";

  for (const session of SESSIONS) {
    it(`are the same in the text and beside it, under ${session}`, async () => {
      await connection.execute(`SET ${session}`);
      await connection.execute("TRUNCATE TABLE kept");
      const rows = TEXTS.map((text, n): readonly SqlValue[] => [
        n,
        text,
        new Date(Date.UTC(2026, 1, 3, 4, 5, 6, 7)),
        n % 2 === 0 ? null : 2n ** 62n,
      ]);
      for (const row of rows) await connection.execute(insert, row, { own: true });
      await connection.execute("SET NAMES utf8mb4, sql_mode = ''");
      const select = "SELECT `n?` AS n, body, moment, big FROM kept ORDER BY 1";
      const inText = await connection.query(select);
      await connection.execute("TRUNCATE TABLE kept");
      for (const row of rows) await connection.execute(insert, row);
      expect(inText).to.deep.equal(await connection.query(select));
      expect(inText.map(({ body }) => body)).to.deep.equal(TEXTS);
    });
  }

  it("travel beside it where a text has no sure form", () => {
    for (const value of [0.5, true, new Uint8Array(1), ["a"], new Date(Number.NaN)]) {
      expect(withValuesInText("SELECT ?", [value])).to.equal(undefined);
    }
  });
});
