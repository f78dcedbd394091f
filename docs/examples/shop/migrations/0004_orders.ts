import * as m from "makemigrations";

m.register({
  name: "0004_orders",
  dependencies: ["0003_catalogue"],
  operations: [
    new m.CreateTable({
      name: "orders",
      fields: [
        { name: "id", type: "serial", primaryKey: true },
        {
          name: "customer_id",
          type: "foreign_key",
          nullable: false,
          foreignKey: { table: "customers", onDelete: "CASCADE" },
        },
        { name: "item_id", type: "integer", nullable: false },
        { name: "quantity", type: "integer", nullable: false, default: 1 },
        { name: "state", type: "varchar", length: 20, nullable: false, default: "unpaid" },
        { name: "note", type: "text" },
        { name: "total", type: "decimal", precision: 12, scale: 2 },
      ],
      indexes: [{ name: "idx_orders_customer", fields: ["customer_id"], unique: false }],
    }),
    new m.AddForeignKey({
      table: "orders",
      constraint: {
        name: "fk_orders_item",
        fields: ["item_id"],
        table: "items",
        onDelete: "PROTECT",
      },
    }),
  ],
});
