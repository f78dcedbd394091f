import * as m from "makemigrations";

m.register({
  name: "0006_rename",
  dependencies: ["0005_seed"],
  operations: [
    new m.RenameTable({ oldName: "items", newName: "products" }),
    new m.RenameField({ table: "products", oldName: "cost", newName: "price" }),
    new m.RenameIndex({
      table: "products",
      oldName: "idx_items_legacy",
      newName: "idx_products_legacy",
    }),
  ],
});
