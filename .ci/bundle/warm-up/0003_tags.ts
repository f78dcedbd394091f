import * as m from "makemigrations";

// A constant: this one is evaluated.
const table = "tags";

m.register({
  name: "0003_tags",
  dependencies: ["0002_posts"],
  operations: [
    new m.CreateTable({
      name: table,
      fields: [{ name: "id", type: "serial", primaryKey: true }],
    }),
  ],
});
