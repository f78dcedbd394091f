import * as m from "makemigrations";

m.register({
  name: "0003_catalogue",
  dependencies: ["0002_customers"],
  operations: [
    new m.CreateTable({
      name: "items",
      fields: [
        { name: "id", type: "serial", primaryKey: true },
        { name: "title", type: "varchar", length: 120, nullable: false },
        {
          name: "cost",
          type: "money" as m.OtherType,
          precision: 10,
          scale: 2,
          nullable: false,
          default: 0,
        },
        { name: "legacy_code", type: "varchar", length: 20 },
      ],
      indexes: [{ name: "idx_items_legacy", fields: ["legacy_code"], unique: false }],
      checks: [{ name: "ck_items_cost", expression: "cost >= 0" }],
    }),
    new m.CreateTable({
      name: "old_prices",
      fields: [
        { name: "item_id", type: "integer", nullable: false },
        { name: "since", type: "date", nullable: false },
        { name: "cost", type: "decimal", precision: 10, scale: 2, nullable: false },
      ],
      primaryKey: ["item_id", "since"],
    }),
  ],
});
