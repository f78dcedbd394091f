import * as m from "makemigrations";

// A constant: this one is evaluated.
const table = "tags";

m.register({
  name: "0005_tags",
  dependencies: ["0004_notes"],
  operations: [
    new m.CreateTable({
      name: table,
      fields: [{ name: "id", type: "serial", primaryKey: true }],
    }),
  ],
});
