import * as m from "makemigrations";

m.register({
  name: "0001_users",
  dependencies: [],
  operations: [
    new m.CreateTable({
      name: "users",
      fields: [
        { name: "id", type: "serial", primaryKey: true },
        { name: "email", type: "varchar", length: 200, nullable: false },
        { name: "credit", type: "decimal", precision: 10, scale: 2 },
        { name: "created", type: "timestamp", autoCreate: true },
      ],
      indexes: [{ name: "uq_users_email", fields: ["email"], unique: true }],
    }),
  ],
});
