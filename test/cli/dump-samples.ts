/** A table with rows that are easily harmed, and how the server itself is asked what it holds. */
export interface DumpSample {
  /** The fields of `CreateTable`, beside `id`, as source. */
  readonly fields: string;
  /** Lists of values behind `id`, in the database's own SQL. */
  readonly rows: readonly string[];
  /** SQL of a text, made by the server, of everything in a column. */
  readonly shown: (column: string) => string;
}

const NUMBERS = "9007199254740993";

/** By the name of the dialect. */
export const dumpSamples: Readonly<Record<string, DumpSample>> = {
  postgresql: {
    fields: `
      { name: "big", type: "bigint" }, { name: "exact", type: "decimal" },
      { name: "real", type: "double" }, { name: "single", type: "float" },
      { name: "flag", type: "boolean" }, { name: "word", type: "text" },
      { name: "fixed", type: "char", length: 4 }, { name: "raw", type: "bytes" },
      { name: "at", type: "timestamp" }, { name: "moment", type: "timestamptz" },
      { name: "day", type: "date" }, { name: "clock", type: "time" },
      { name: "span", type: "interval" }, { name: "key", type: "uuid" },
      { name: "extra", type: "json" }, { name: "more", type: "jsonb" },
      { name: "numbers", type: "bigint[]" }, { name: "words", type: "text[]" },
      { name: "documents", type: "jsonb[]" }, { name: "moments", type: "timestamptz[]" },
      { name: "feeling", type: "enum", values: ["so so", "it's"] },
      { name: "host", type: "inet" }, { name: "bits", native: "bit varying(9)" },
      { name: "span_of", native: "int4range" }, { name: "points", native: "point[]" },
      { name: "found", native: "tsvector" },
      { name: "twice", type: "bigint", generated: { expression: "big * 2", stored: true } },`,
    rows: [
      `${NUMBERS}, 123456789012345678901234567890.10, 'NaN', 0.1, true, E'a\\tb\\n"c" ''d'' \\\\ \`\${x}\` 日本 😀 \u2028',
       'ab', '\\x00ff0041', '2024-02-29 12:34:56.123456', '2024-02-29 12:34:56.789+02', '0044-03-15 BC',
       '24:00:00', '1 year -3 days 04:05:06.000007', '0e37df36-f698-11e6-8dd4-cb9ced3df976',
       '{ "b":1.50, "a":12345678901234567890, "b":null }', 'null', '{1,NULL,${NUMBERS}}', '{"a,b","","NULL",NULL,"\\\\"}',
       array['"x"','[1]','null']::jsonb[], '{"2024-02-29 12:34:56.123456+00",infinity}', 'it''s', '10.1.2.3/8', '101',
       '[1,5)', '{"(1,2)","(3.5,-4)"}', 'a fat cat'`,
      `-${NUMBERS}, 'NaN', '-Infinity', '-0', false, '', '', '', 'infinity', '0001-01-01 00:00:00+00', 'infinity',
       '00:00:00.000001', '-00:00:01', null, '"[1]"', '"[1]"', '{}', '[0:1]={a,b}', '{}', '{}', 'so so', '::1', '', 'empty',
       '{}', ''`,
      `5, 1.500, -0.1, 1e-40, null, '[1, 2]', '日本', null, '2024-01-01T00:00:00', '294276-01-01 00:00:00+00', '2024-01-01', '01:02',
       '00:00:00', null, ' 5', '12345678901234567890.10', '{{1,2},{3,4}}', '{}', null, null, null, null, null, null, null, null`,
      `${Array(26).fill("null").join(", ")}`,
    ],
    shown: (column) => `CAST(${column} AS text)`,
  },
  mysql: {
    fields: `
      { name: "big", type: "bigint" }, { name: "exact", type: "decimal", precision: 40, scale: 10 },
      { name: "real", type: "double" }, { name: "single", type: "float" },
      { name: "flag", type: "boolean" }, { name: "word", type: "text" },
      { name: "fixed", type: "char", length: 4 }, { name: "raw", type: "bytes" },
      { name: "at", native: "datetime(6)" }, { name: "moment", native: "timestamp(6) NULL" },
      { name: "day", type: "date" }, { name: "clock", native: "time(6)" }, { name: "key", type: "uuid" },
      { name: "extra", type: "json" }, { name: "feeling", type: "enum", values: ["so so", "it's"] },
      { name: "bits", native: "bit(60)" }, { name: "unsigned_big", native: "bigint unsigned" },
      { name: "some", native: "set('a','b')" }, { name: "place", native: "point" }, { name: "short", native: "binary(3)" },
      { name: "twice", type: "bigint", generated: { expression: "big * 2", stored: true } },`,
    rows: [
      `${NUMBERS}, 123456789012345678901234567890.0000000001, 1.7976931348623157e308, 0.1, true, 'a\\tb\\n"c" \\'d\\' \\\\ \`\${x}\` 日本 😀\\0z',
       'ab', x'00ff0041', '2024-02-29 12:34:56.123456', '2024-02-29 12:34:56.789', '1000-01-01', '-838:59:58.999999',
       '0e37df36-f698-11e6-8dd4-cb9ced3df976', '{ "b":1.50, "a":12345678901234567890, "b":null }', 'it\\'s', b'1${"0".repeat(55)}1',
       18446744073709551615, 'a,b', ST_GeomFromText('POINT(1 2)'), x'ff0001'`,
      `-${NUMBERS}, 0, -0.0, 1e-38, false, '', '', '', '2024-01-01 00:00:00', '1970-01-01 00:00:01', '9999-12-31', '00:00:00', null,
       'null', 'so so', b'0', 0, '', null, x'000000'`,
      `4611686018427387903, 1.5, 0.1, 3.14159, null, '[1, 2]', '日本', null, '9999-12-31 23:59:59.999999', null, null, null, null, '"[1]"', null, null, null, null, null, null`,
      `${Array(20).fill("null").join(", ")}`,
    ],
    shown: (column) => `HEX(CONCAT(${column}))`,
  },
  sqlite: {
    fields: `
      { name: "big", type: "bigint" }, { name: "exact", type: "decimal" },
      { name: "real", type: "double" }, { name: "flag", type: "boolean" }, { name: "word", type: "text" },
      { name: "raw", type: "bytes" }, { name: "at", type: "timestamp" }, { name: "moment", type: "timestamptz" },
      { name: "day", type: "date" }, { name: "extra", type: "json" }, { name: "numbers", type: "bigint[]" },
      { name: "anything", native: "BLOB" },
      { name: "twice", type: "bigint", generated: { expression: "big * 2", stored: true } },`,
    rows: [
      `${NUMBERS}, '1234567890123456789.10', 9e999, 1, 'a"b''c' || char(10, 92, 96, 36, 123, 0, 0x1F600), x'00ff', '2024-01-01T00:00:00.000Z',
       '2024-01-01 00:00:00', '2024-01-01T00:00:00Z', 'null', '[1, 2]', 'text'`,
      `-${NUMBERS}, 1.5, -9e999, 0, '', x'', '2024-01-01', 'yesterday', '', '"[1]"', '[]', x'01'`,
      `'no number', 5, 0.1, 7, '5', 'text', 1700000000, 1.5, 20240101, '{ "a":1.50 }', null, 5`,
      `${Array(12).fill("null").join(", ")}`,
    ],
    shown: (column) => `typeof(${column}) || hex(${column})`,
  },
};
