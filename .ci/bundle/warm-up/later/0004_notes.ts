import * as m from "makemigrations";

m.register({
  name: "0004_notes",
  dependencies: ["0003_posts"],
  operations: [
    new m.CreateTable({
      name: "notes",
      fields: [
        { name: "id", type: "serial", primaryKey: true },
        { name: "text", type: "text" },
        { name: "score", type: "integer", nullable: false, default: 0 },
      ],
      indexes: [{ name: "idx_notes_score", fields: ["score"] }],
    }),
    new m.AddField({ table: "posts", field: { name: "seen", type: "timestamp" } }),
  ],
});
