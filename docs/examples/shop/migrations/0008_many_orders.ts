import * as m from "makemigrations";

const CUSTOMERS = 1000;
const ORDERS = 100_000;
const BATCH = 500;

/** `(?, ?), (?, ?)`: one pair of brackets a row. */
function brackets(rows: number, columns: number): string {
  const row = `(${Array.from({ length: columns }, () => "?").join(", ")})`;
  return Array.from({ length: rows }, () => row).join(", ");
}

// A data migration: real statements in the migration's own transaction, a batch at a time.
m.register({
  name: "0008_many_orders",
  dependencies: ["0007_customer_slugs"],
  operations: [
    new m.RunScript({
      up: async (db) => {
        for (let from = 1; from <= CUSTOMERS; from += BATCH) {
          const values: m.ScriptValue[] = [];
          for (let id = from; id < from + BATCH; id++) {
            values.push(id, `customer${id}@example.com`, `Customer ${id}`, `customer-${id}`);
          }
          await db.execute(
            `INSERT INTO customers (id, mail, full_name, slug) VALUES ${brackets(BATCH, 4)}`,
            values,
          );
        }
        for (let from = 1; from <= ORDERS; from += BATCH) {
          const values: m.ScriptValue[] = [];
          for (let id = from; id < from + BATCH; id++) {
            values.push(id, (id % CUSTOMERS) + 1, (id % 3) + 1, (id % 5) + 1);
          }
          await db.execute(
            `INSERT INTO orders (id, customer_id, item_id, quantity) VALUES ${brackets(BATCH, 4)}`,
            values,
          );
          db.progress(from + BATCH - 1, ORDERS);
        }
      },
      down: async (db) => {
        await db.execute("DELETE FROM orders");
        await db.execute("DELETE FROM customers");
      },
    }),
  ],
});
