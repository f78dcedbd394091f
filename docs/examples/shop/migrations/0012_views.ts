import * as m from "makemigrations";
import openOrders from "./data/open-orders.sql" with { type: "text" };

// The plain form of an operation: the same as `new m.RunSQL({...})`.
m.register({
  name: "0012_views",
  dependencies: ["0011_tidy"],
  operations: [{ type: "run_sql", forwardSQL: openOrders, backwardSQL: "DROP VIEW open_orders" }],
});
