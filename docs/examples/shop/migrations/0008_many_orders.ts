import * as m from "makemigrations";

const CUSTOMERS = 1000;
const ORDERS = 100_000;
const BATCH = 500;

/** The ids that the database gave to the customers of this migration. */
async function customerIds(db: m.ScriptDatabase): Promise<readonly number[]> {
  const rows = await db.query("SELECT id FROM customers WHERE slug LIKE ? ORDER BY id", [
    "customer-%",
  ]);
  return rows.map((row) => Number(row.id));
}

/** `(?, ?), (?, ?)`: one pair of brackets a row. */
function brackets(rows: number, columns: number): string {
  const row = `(${Array.from({ length: columns }, () => "?").join(", ")})`;
  return Array.from({ length: rows }, () => row).join(", ");
}

// Ids are left to the database: SQL Server takes no others, and PostgreSQL would give them out again.
// A data migration: real statements in the migration's own transaction, a batch at a time.
m.register({
  name: "0008_many_orders",
  dependencies: ["0007_customer_slugs"],
  operations: [
    new m.RunScript({
      up: async (db) => {
        for (let from = 1; from <= CUSTOMERS; from += BATCH) {
          const values: m.ScriptValue[] = [];
          for (let n = from; n < from + BATCH; n++) {
            values.push(`customer${n}@example.com`, `Customer ${n}`, `customer-${n}`);
          }
          await db.execute(
            `INSERT INTO customers (mail, full_name, slug) VALUES ${brackets(BATCH, 3)}`,
            values,
          );
        }
        const customers = await customerIds(db);
        for (let from = 1; from <= ORDERS; from += BATCH) {
          const values: m.ScriptValue[] = [];
          for (let n = from; n < from + BATCH; n++) {
            values.push(customers[n % CUSTOMERS] ?? null, (n % 3) + 1, (n % 5) + 1);
          }
          await db.execute(
            `INSERT INTO orders (customer_id, item_id, quantity) VALUES ${brackets(BATCH, 3)}`,
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
