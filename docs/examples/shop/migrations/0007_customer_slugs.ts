import * as m from "makemigrations";

m.register({
  name: "0007_customer_slugs",
  dependencies: ["0006_rename"],
  operations: [
    new m.AddField({
      table: "customers",
      field: { name: "slug", type: "varchar", length: 200, nullable: false },
      // Rows that exist already get this value; new rows must bring their own.
      backfill: "lower(full_name)",
    }),
    new m.AddIndex({
      table: "customers",
      index: { name: "idx_customers_slug", fields: ["slug"], unique: false },
    }),
  ],
});
