import * as m from "makemigrations";

// No SQL: these two only say how later migrations are to be written on each database, so that the
// same files serve SQLite in tests and a server in production.
m.register({
  name: "0001_defaults",
  dependencies: [],
  operations: [
    new m.SetDefaults({
      postgresql: { unpaid: "'unpaid'", start_of_time: "'1970-01-01 00:00:00'" },
      mysql: { unpaid: "'unpaid'", start_of_time: "'1970-01-02 00:00:00'" },
      sqlite: { unpaid: "'unpaid'", start_of_time: "'1970-01-01 00:00:00'" },
      sqlserver: { unpaid: "'unpaid'", start_of_time: "'1970-01-01 00:00:00'" },
    }),
    new m.SetTypeMappings({
      postgresql: { money: "NUMERIC({{.Precision}},{{.Scale}})" },
      mysql: { money: "DECIMAL({{.Precision}},{{.Scale}})" },
      sqlite: { money: "NUMERIC({{.Precision}},{{.Scale}})" },
      sqlserver: { money: "DECIMAL({{.Precision}},{{.Scale}})" },
    }),
  ],
});
