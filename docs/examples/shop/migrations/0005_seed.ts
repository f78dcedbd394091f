import * as m from "makemigrations";
import countries from "./data/countries.json" with { type: "json" };
import { titleCase } from "./lib/title-case.js";

m.register({
  name: "0005_seed",
  dependencies: ["0004_orders"],
  operations: [
    new m.UpsertData({
      table: "countries",
      conflictKeys: ["code"],
      rows: countries.map((country) => ({ code: country.code, name: titleCase(country.name) })),
    }),
    new m.UpsertData({
      table: "items",
      conflictKeys: ["id"],
      rows: [
        { id: 1, title: "Teapot", cost: "24.50", legacy_code: "T-1" },
        { id: 2, title: "Cup", cost: "4.25", legacy_code: "C-1" },
        { id: 3, title: "Spoon", cost: "1.75", legacy_code: null },
      ],
    }),
  ],
});
