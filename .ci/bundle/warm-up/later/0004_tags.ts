import * as m from "makemigrations";

// A constant: this one is evaluated.
const table = "tags";

m.register({
  name: "0004_tags",
  dependencies: ["0003_notes"],
  operations: [
    new m.CreateTable({
      name: table,
      fields: [{ name: "id", type: "serial", primaryKey: true }],
    }),
  ],
});
