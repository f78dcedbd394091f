import * as m from "makemigrations";

const BATCH = 5000;

// The backfill over 100,000 rows: walk the primary key, never hold the table in memory.
m.register({
  name: "0009_order_totals",
  dependencies: ["0008_many_orders"],
  operations: [
    new m.RunScript({
      up: async (db) => {
        const [range] = await db.query("SELECT MAX(id) AS last FROM orders");
        const last = Number(range?.last ?? 0);
        for (let from = 0; from < last; from += BATCH) {
          await db.execute(
            `UPDATE orders
                SET total = quantity * (SELECT price FROM products WHERE products.id = orders.item_id)
              WHERE id > ? AND id <= ?`,
            [from, from + BATCH],
          );
          db.progress(Math.min(from + BATCH, last), last);
        }
        const [missing] = await db.query("SELECT COUNT(*) AS n FROM orders WHERE total IS NULL");
        if (Number(missing?.n) !== 0) throw new Error("some orders have no total");
      },
      down: async (db) => {
        await db.execute("UPDATE orders SET total = NULL");
      },
    }),
    new m.AlterField({
      table: "orders",
      oldField: { name: "total", type: "decimal", precision: 12, scale: 2 },
      newField: { name: "total", type: "decimal", precision: 14, scale: 2, nullable: false },
    }),
  ],
});
