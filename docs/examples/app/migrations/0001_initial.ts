import * as m from "makemigrations";

m.register({
  name: "0001_initial",
  dependencies: [],
  operations: [
    new m.CreateTable({
      name: "authors",
      fields: [
        { name: "id", type: "serial", primaryKey: true },
        { name: "name", type: "varchar", nullable: false, length: 80 },
      ],
      indexes: [{ name: "authors_name", fields: ["name"], unique: true }],
    }),
    new m.CreateTable({
      name: "notes",
      fields: [
        { name: "id", type: "serial", primaryKey: true },
        {
          name: "author_id",
          type: "foreign_key",
          nullable: false,
          foreignKey: { table: "authors", onDelete: "CASCADE" },
        },
        { name: "title", type: "varchar", nullable: false, length: 120 },
        { name: "body", type: "text" },
        {
          name: "state",
          type: "enum",
          nullable: false,
          default: { value: "draft" },
          values: ["draft", "published"],
        },
      ],
      indexes: [{ name: "notes_state", fields: ["state", "title"] }],
    }),
  ],
});
