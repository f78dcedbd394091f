import dayjs from "dayjs";
import utc from "dayjs/plugin/utc.js";
import * as m from "makemigrations";

dayjs.extend(utc);

const quarters = [0, 1, 2, 3].map((quarter) => {
  const first = dayjs.utc("2024-01-01").add(quarter * 3, "month");
  const last = first.add(3, "month").subtract(1, "day");
  return {
    id: quarter + 1,
    first_day: first.format("YYYY-MM-DD"),
    last_day: last.format("YYYY-MM-DD"),
  };
});

m.register({
  name: "0002_quarters",
  dependencies: ["0001_countries"],
  operations: [
    new m.CreateTable({
      name: "quarters",
      fields: [
        { name: "id", type: "integer", primaryKey: true },
        { name: "first_day", type: "date", nullable: false },
        { name: "last_day", type: "date", nullable: false },
      ],
    }),
    new m.UpsertData({ table: "quarters", conflictKeys: ["id"], rows: quarters }),
  ],
});
