import * as m from "makemigrations";
import Papa from "papaparse";
import text from "./data/countries.csv" with { type: "text" };

const { data } = Papa.parse(text, { header: true, skipEmptyLines: true });

m.register({
  name: "0001_countries",
  dependencies: [],
  operations: [
    new m.CreateTable({
      name: "countries",
      fields: [
        { name: "code", type: "varchar", length: 2, primaryKey: true },
        { name: "name", type: "varchar", length: 100, nullable: false },
      ],
    }),
    new m.UpsertData({ table: "countries", conflictKeys: ["code"], rows: data }),
  ],
});
