import * as m from "makemigrations";

m.register({
  name: "0003_posts",
  dependencies: ["0002_teams"],
  operations: [
    new m.CreateTable({
      name: "posts",
      fields: [
        { name: "id", type: "serial", primaryKey: true },
        { name: "active", type: "boolean", nullable: false, default: true },
        {
          name: "user_id",
          type: "foreign_key",
          nullable: false,
          foreignKey: { table: "users", onDelete: "CASCADE" },
        },
      ],
    }),
    new m.AddField({ table: "posts", field: { name: "title", type: "varchar", length: 80 } }),
    new m.AddIndex({ table: "posts", index: { name: "idx_posts_title", fields: ["title"] } }),
    new m.RunSQL({ forwardSQL: "UPDATE posts SET title = ''", backwardSQL: m.noop }),
  ],
});
