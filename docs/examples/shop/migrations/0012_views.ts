import * as m from "makemigrations";
import openOrders from "./data/open-orders.sql" with { type: "text" };

// The plain form of an operation: the same as `new m.CreateObject({...})`.
m.register({
  name: "0012_views",
  dependencies: ["0011_tidy"],
  operations: [
    {
      type: "create_object",
      kind: "view",
      name: "open_orders",
      definition: openOrders,
      dependsOn: ["orders", "customers"],
    },
  ],
});
