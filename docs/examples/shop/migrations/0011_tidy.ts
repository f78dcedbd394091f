import * as m from "makemigrations";

m.register({
  name: "0011_tidy",
  dependencies: ["0010_audit"],
  operations: [
    new m.DropIndex({ table: "products", index: "idx_products_legacy" }),
    new m.DropField({ table: "products", field: "legacy_code" }),
    new m.DropTable({ name: "old_prices" }),
    new m.DropForeignKey({ table: "customers", constraint: "fk_customers_referrer_id" }),
    new m.RunSQL({
      forwardSQL: "UPDATE products SET title = upper(title) WHERE id = 1",
      backwardSQL: "UPDATE products SET title = 'Teapot' WHERE id = 1",
    }),
  ],
});
