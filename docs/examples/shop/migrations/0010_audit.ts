import * as m from "makemigrations";
import * as uuid from "uuid";
import { CopyTable } from "./lib/copy-table.js";

m.register({
  name: "0010_audit",
  dependencies: ["0009_order_totals"],
  operations: [
    new m.CreateTable({
      name: "shops",
      fields: [
        { name: "id", type: "uuid", primaryKey: true, default: "new_uuid" },
        { name: "name", type: "varchar", length: 80, nullable: false },
        { name: "opened", type: "timestamp", nullable: false, default: "start_of_time" },
      ],
    }),
    // `uuid` is a third-party package: importable because the operator's plugin registered it.
    new m.UpsertData({
      table: "shops",
      conflictKeys: ["id"],
      rows: [{ id: uuid.v5("shop.example.com", uuid.v5.DNS), name: "Main street" }],
    }),
    // An operation of the project's own.
    new CopyTable({ from: "products", to: "products_archive", fields: ["id", "title", "price"] }),
  ],
});
