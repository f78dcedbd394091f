import { expect } from "chai";
import type { TableChange } from "../../../src/dialect/schema-change.js";
import type { SqlValue } from "../../../src/driver/driver.js";
import { DriverError } from "../../../src/driver/driver-error.js";
import { type FieldParts, makeField } from "../../../src/schema/field.js";
import { emptySchema, schemaOf } from "../../../src/schema/schema.js";
import { table } from "../../conformance/bench-tables.js";
import { Workbench } from "../../conformance/workbench.js";
import { testTargets } from "../../databases.js";

type Type = Omit<FieldParts, "name">;

interface Sample {
  readonly type: Type;
  /** Values as any of the databases takes them. */
  readonly values: readonly SqlValue[];
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const UUID = "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11";
/** Texts of which each is a value of some other type, at its edge, or of none. */
const TEXTS = [
  ...["", " ", "abc", "abcdefgh", "it's", "7", " 12 ", "-007", "12.5", "1e3", "0x1f", "40000"],
  ...[
    "true",
    "no",
    "2147483648",
    "99999999999999999999",
    "1e400",
    "NaN",
    "null",
    "[1]",
    '{"a": 1}',
  ],
  ...["2024-02-29", "2024-02-30", "2024-02-29 23:00:00", "2024-02-29T23:00:00.5", "23:15", "25:15"],
  ...[UUID, "10.0.0.1", "10.0.0.256", "::1", "1 day", "on", "24:00:00"],
];

const samples: Readonly<Record<string, Sample>> = {
  varchar: { type: { type: "varchar", length: 40 }, values: ["abcdefgh", "7", "true", "23:15"] },
  short: { type: { type: "varchar", length: 5 }, values: ["abcde", "12", "", "no"] },
  text: { type: { type: "text" }, values: TEXTS },
  smallint: { type: { type: "smallint" }, values: [0, 1, 7, -32_768] },
  integer: { type: { type: "integer" }, values: [0, 1, 40_000, -2_147_483_648] },
  bigint: { type: { type: "bigint" }, values: [0, 1, 2_147_483_648n, 9_007_199_254_740_993n] },
  float: { type: { type: "float" }, values: [0, 1, 0.5, 1.5, -2.5, 1e30] },
  double: { type: { type: "double" }, values: [0, 1, 0.5, 1.5, 12.25, 999.999, 1e300] },
  decimal: {
    type: { type: "decimal", precision: 9, scale: 4 },
    values: ["0", "1", "1.2345", "99999.5", "2.5"],
  },
  price: {
    type: { type: "decimal", precision: 5, scale: 2 },
    values: ["0", "1", "12.50", "999.99"],
  },
  boolean: { type: { type: "boolean" }, values: [true, false] },
  date: { type: { type: "date" }, values: ["2024-02-29", "1999-12-31"] },
  time: { type: { type: "time" }, values: ["23:15:00", "00:00:00.5"] },
  timestamp: {
    type: { type: "timestamp" },
    values: ["2024-02-29 23:00:00", "1999-12-31 00:00:00.123456"],
  },
  timestamptz: {
    type: { type: "timestamptz" },
    values: ["2024-02-29 23:00:00", "1999-12-31 00:00:00.123456"],
  },
  interval: { type: { type: "interval" }, values: ["01:30:00", "3 days"] },
  uuid: { type: { type: "uuid" }, values: [UUID] },
  json: { type: { type: "json" }, values: ["1", "true", '"abc"', "[1]", '{"a":1}', "null"] },
  jsonb: { type: { type: "jsonb" }, values: ["1", "true", '"abc"', "[1]", '{"a":1}'] },
  bytes: { type: { type: "bytes" }, values: [bytes("abc"), bytes("7"), bytes("")] },
  enum: { type: { type: "enum", values: ["on", "off", "7"] }, values: ["on", "7"] },
  inet: { type: { type: "inet" }, values: ["10.0.0.1", "::1"] },
};

/** The text of what it became, or why not: the database refuses the value, or any of the type. */
type Answer = `= ${string}` | "refused" | "no way";

/** PostgreSQL: there is no cast from the one type to the other. */
const NO_CAST = "42846";

class Bench {
  readonly #bench: Workbench;

  private constructor(bench: Workbench) {
    this.#bench = bench;
  }

  static async open(name: string): Promise<Bench> {
    const server = testTargets.find((target) => target.name === name)?.server;
    if (server === undefined) throw new Error(`no ${name} can be reached`);
    const bench = await Workbench.open(server);
    if (name === "postgresql") await bench.connection.execute("SET synchronous_commit = off");
    return new Bench(bench);
  }

  close(): Promise<void> {
    return this.#bench.close();
  }

  /** By the operation, as the tool does it. */
  async answer([from, to]: readonly [Type, Type], value: SqlValue): Promise<Answer> {
    await this.#create(from, value);
    try {
      await this.#alter(from, to);
    } catch (error) {
      if (!(error instanceof DriverError)) throw error;
      return error.serverCode === NO_CAST ? "no way" : "refused";
    }
    const [row] = await this.#bench.rows("SELECT x FROM t");
    return `= ${written(row?.x, to)}`;
  }

  async #create(type: Type, value: SqlValue): Promise<void> {
    const made = table("t", [{ name: "x", ...type }]);
    const { connection, database } = this.#bench;
    await connection.execute("DROP TABLE IF EXISTS t");
    if (database.dialect.name === "postgresql") {
      await connection.execute("DROP TYPE IF EXISTS t_x_enum");
    }
    const after = schemaOf({ tables: [made] });
    const way = { before: emptySchema, after, table: made };
    await this.#bench.run(this.#bench.editor(after).createTable(way));
    await this.#bench.insert("t", { x: value });
  }

  async #alter(from: Type, to: Type): Promise<void> {
    const oldField = makeField({ name: "x", ...from });
    const newField = makeField({ name: "x", ...to });
    const [before, after] = [table("t", [oldField]), table("t", [newField])];
    const change: TableChange = {
      before: schemaOf({ tables: [before] }),
      after: schemaOf({ tables: [after] }),
      from: before,
      to: after,
    };
    const none = { using: undefined, backfill: undefined };
    const editor = this.#bench.editor(change.after);
    await this.#bench.run(editor.alterField({ change, oldField, newField, options: none }));
  }
}

/** The same value has the same text, whatever a driver makes of it. */
function written(value: unknown, { type }: Type): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString();
  if (value instanceof Date) return withoutZeros(value.toISOString());
  if (type === "boolean") return String(Boolean(Number(value)));
  if (["float", "double", "decimal"].includes(type)) return String(Math.fround(Number(value)));
  if (typeof value === "object" || type === "json" || type === "jsonb") {
    return JSON.stringify(typeof value === "string" ? JSON.parse(value) : value);
  }
  return withoutZeros(String(value));
}

/** A moment without the zeros of its fraction and without its zone, which is UTC. */
function withoutZeros(text: string): string {
  if (!/^\d{4}-\d\d-\d\d[T ]\d\d:/.test(text)) return text.replace(/^(\d\d:\d\d:\d\d)\.0+$/, "$1");
  return text
    .replace("T", " ")
    .replace(/(?:Z|\+00)$/, "")
    .replace(/(\.\d*?)0+$/, "$1")
    .replace(/\.$/, "");
}

interface Difference {
  readonly from: string;
  readonly to: string;
  readonly value: SqlValue;
  readonly sqlite: Answer;
  readonly postgresql: Answer;
  readonly mysql: Answer | undefined;
}

const NUMBERS = ["float", "double", "decimal", "price"];
const TEXT_TYPES = ["varchar", "short", "text"];

/** Where SQLite answers in another way on purpose; each of them must be met. */
const decisions: readonly (readonly [why: string, meets: (one: Difference) => boolean])[] = [
  [
    "SQLite has neither NaN nor a number in hexadecimal digits",
    ({ value, sqlite }) => sqlite === "refused" && (value === "NaN" || value === "0x1f"),
  ],
  [
    "a fraction is no truth: PostgreSQL has no cast, and MariaDB rounds it first",
    ({ from, to, sqlite }) => sqlite === "refused" && NUMBERS.includes(from) && to === "boolean",
  ],
  [
    "a moment is written with a T as well",
    ({ to, value }) => to === "time" && value === "2024-02-29T23:00:00.5",
  ],
  [
    "days have no time of day",
    ({ from, to, sqlite }) => sqlite === "refused" && from === "interval" && to === "time",
  ],
  [
    "the text of an interval is kept if there is a number in it: SQLite cannot read one",
    ({ from, to, value, sqlite }) =>
      to === "interval" &&
      [...TEXT_TYPES, "enum"].includes(from) &&
      sqlite === (/\d/.test(String(value)) ? `= ${withoutZeros(String(value))}` : "refused"),
  ],
  [
    "an address is kept as it was written, without its mask",
    ({ from, to, value, sqlite }) =>
      from === "inet" && TEXT_TYPES.includes(to) && sqlite === `= ${String(value)}`,
  ],
  [
    "JSON is kept as it was written",
    ({ from, to, value, sqlite }) =>
      from === "jsonb" && TEXT_TYPES.includes(to) && sqlite === `= ${String(value)}`,
  ],
  [
    "JSON has words for the truth",
    ({ from, to }) =>
      (from === "boolean" && to.startsWith("json")) || (from === "json" && to === "boolean"),
  ],
  [
    "no cast: it is refused, or what MariaDB makes of it",
    ({ postgresql, mysql, sqlite }) =>
      postgresql === "no way" && (sqlite === "refused" || sqlite === mysql),
  ],
  [
    "no cast: bytes of a moment are those of its text, which ends in no zeros here",
    ({ postgresql, mysql, sqlite, to }) =>
      postgresql === "no way" && to === "bytes" && mysql?.startsWith(sqlite.slice(0, 10)) === true,
  ],
];

describe("every pair of types on SQLite, with PostgreSQL and MariaDB beside it", () => {
  let benches: readonly [sqlite: Bench, postgresql: Bench, mysql: Bench];
  const met = new Set<string>();

  before(async () => {
    benches = [
      await Bench.open("sqlite"),
      await Bench.open("postgresql"),
      await Bench.open("mysql"),
    ];
  });
  after(() => Promise.all(benches.map((bench) => bench.close())));

  async function compare(
    [from, to]: readonly [string, string],
    pair: readonly [Type, Type],
    value: SqlValue,
  ): Promise<Difference | undefined> {
    const [sqlite, postgresql] = [
      await benches[0].answer(pair, value),
      await benches[1].answer(pair, value),
    ];
    if (sqlite === postgresql) return undefined;
    const mysql = postgresql === "no way" ? await benches[2].answer(pair, value) : undefined;
    const one = { from, to, value, sqlite, postgresql, mysql };
    const decision = decisions.find(([, meets]) => meets(one));
    if (decision === undefined) return one;
    met.add(decision[0]);
    return undefined;
  }

  for (const [from, { type, values }] of Object.entries(samples)) {
    it(`converts, keeps and refuses values of ${from} as they do`, async () => {
      const differences: (Difference | undefined)[] = [];
      for (const [to, target] of Object.entries(samples)) {
        if (from === to) continue;
        for (const value of values) {
          differences.push(await compare([from, to], [type, target.type], value));
        }
      }
      expect(differences.filter((one) => one !== undefined)).to.deep.equal([]);
    });
  }

  it("needs each of its decisions", () => {
    expect(decisions.map(([why]) => why).filter((why) => !met.has(why))).to.deep.equal([]);
  });
});
