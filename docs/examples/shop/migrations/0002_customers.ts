import * as m from "makemigrations";

m.register({
  name: "0002_customers",
  dependencies: ["0001_defaults"],
  operations: [
    new m.CreateTable({
      name: "countries",
      fields: [
        { name: "code", type: "char", length: 2, primaryKey: true },
        { name: "name", type: "varchar", length: 80, nullable: false },
      ],
    }),
    new m.CreateTable({
      name: "customers",
      fields: [
        { name: "id", type: "serial", primaryKey: true },
        { name: "mail", type: "varchar", length: 200, nullable: false },
        { name: "full_name", type: "varchar", length: 200, nullable: false },
        {
          name: "country",
          type: "foreign_key",
          foreignKey: { table: "countries", onDelete: "SET_NULL" },
        },
        // A reference to its own table: who brought this customer. SQL Server allows no other
        // action than NO_ACTION here.
        {
          name: "referrer_id",
          type: "foreign_key",
          foreignKey: { table: "customers", onDelete: "NO_ACTION" },
        },
        { name: "created_at", type: "timestamp", nullable: false, autoCreate: true },
      ],
      indexes: [{ name: "uq_customers_mail", fields: ["mail"], unique: true }],
    }),
  ],
});
