import assert from "node:assert/strict";
import { readSqliteRows, sqliteColumns } from "../../src/driver/sqlite-values.js";

describe("moments of SQLite", () => {
  const columns = sqliteColumns([
    { name: "at", type: "TIMESTAMP" },
    { name: "said", type: "TEXT" },
  ]);
  const read = (text: string): unknown => readSqliteRows([[text, text]], columns)[0]?.at;

  it("are those that a text with a zone would be, whatever the day", () => {
    for (const year of ["0000", "0099", "0100", "1899", "1900", "2000", "2026", "9999"]) {
      for (let month = 0; month < 15; month++) {
        for (let day = 0; day < 34; day++) {
          const date = `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
          assertSame(date, "01:02:03.4");
        }
      }
    }
  });

  it("are those that a text with a zone would be, whatever the time", () => {
    const parts = ["00", "01", "09", "10", "23", "24", "25", "59", "60", "61", "99"];
    for (const hour of parts) {
      for (const minute of parts) {
        for (const second of parts) {
          for (const fraction of ["", ".0", ".5", ".05", ".50", ".005", ".999"]) {
            assertSame("2026-11-24", `${hour}:${minute}:${second}${fraction}`);
          }
        }
      }
    }
  });

  it("stay texts in every other form, and in a column of another type", () => {
    for (const text of ["2026-11-24", "2026-11-24 18:44", "2026-11-24 18:44:56.1234", "now"]) {
      assert.equal(read(text), text);
    }
    const [row] = readSqliteRows([[null, "2026-11-24 18:44:56"]], columns);
    assert.deepEqual(row, { at: null, said: "2026-11-24 18:44:56" });
  });

  function assertSame(date: string, time: string): void {
    const expected = new Date(`${date}T${time}Z`);
    for (const between of [" ", "T"]) {
      const text = date + between + time;
      assert.deepEqual(read(text), Number.isNaN(expected.getTime()) ? text : expected, text);
    }
  }
});
