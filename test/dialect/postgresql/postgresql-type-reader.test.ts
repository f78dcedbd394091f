import { expect } from "chai";
import { readPostgresqlType } from "../../../src/dialect/postgresql/type-reader.js";

/** `type(facts)` in one line. */
function read(sql: string): string {
  const { type, native, length, precision, scale } = readPostgresqlType(sql);
  const facts = [length, precision, scale].filter((fact) => fact !== undefined);
  return `${native ?? type}${facts.length === 0 ? "" : `(${facts.join(",")})`}`;
}

describe("the reader of PostgreSQL types", () => {
  const cases: Readonly<Record<string, string>> = {
    "VARCHAR( 20 )": "varchar(20)",
    "character varying(20)": "varchar(20)",
    "character varying": "character varying",
    "varchar ": "character varying",
    "varchar[]": "character varying[]",
    char: "char(1)",
    "character(3)": "char(3)",
    int4: "integer",
    INT8: "bigint",
    "NUMERIC(10)": "decimal(10,0)",
    "decimal(10, 2)": "decimal(10,2)",
    "numeric(3,-2)": "numeric(3,-2)",
    "numeric(5,10)": "numeric(5,10)",
    numeric: "decimal",
    "timestamp(3) without time zone": "timestamp(3)",
    "TIMESTAMP WITH TIME ZONE": "timestamptz",
    "timestamptz(6)": "timestamptz(6)",
    "time without time zone": "time",
    "time with time zone": "time with time zone",
    "double precision": "double",
    "float(24)": "float",
    "float(25)": "double",
    float: "double",
    "text[]": "text[]",
    "integer[3][3]": "integer[]",
    "int ARRAY": "integer[]",
    "varchar(5)[]": "varchar[](5)",
    Citext: "citext",
    '"MyType"': '"MyType"',
    'app."MyType"[]': 'app."MyType"[]',
    "bit varying(5)": "bit varying(5)",
    "INTERVAL DAY TO SECOND": "interval day to second",
    "geometry(Point,4326)": "geometry(point,4326)",
    "pg_catalog.int4": "integer",
    bigserial: "bigserial",
    bytea: "bytes",
    bool: "boolean",
  };
  for (const [sql, wanted] of Object.entries(cases)) {
    it(`takes ${sql} for ${wanted}`, () => {
      expect(read(sql)).to.equal(wanted);
    });
  }
});
