import * as m from "makemigrations";

m.register({
  name: "0002_teams",
  dependencies: ["0001_users"],
  operations: [
    new m.CreateTable({
      name: "teams",
      fields: [
        { name: "id", type: "serial", primaryKey: true },
        { name: "name", type: "varchar", length: 80, nullable: false },
      ],
    }),
  ],
});
