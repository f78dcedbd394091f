import { expect } from "chai";
import { problemsOf } from "./files.js";

const GOOD = "tables: [{ name: a, fields: [{ name: id, type: serial, primary_key: true }] }]";

/** What is wrong with one field of one table. */
function ofField(field: string): readonly string[] {
  return problemsOf({ "s.yaml": `tables:\n- name: a\n  fields:\n  - { name: n, ${field} }\n` });
}

/** Text -> the mistakes in it, each with its place. */
const CASES: readonly (readonly [title: string, text: string, problems: readonly string[]])[] = [
  ["an empty file", "", ["s.yaml:1:1 YAML_EMPTY the file is empty"]],
  ["only a comment", "# later\n", ["s.yaml:1:1 YAML_EMPTY the file is empty"]],
  ["an unknown key", "tabels: []\n", ['s.yaml:1:1 YAML_UNKNOWN_KEY unknown key "tabels"']],
  [
    "a duplicate key",
    "tables:\n- name: a\n  name: b\n  fields: [{ name: x, type: text }]\n",
    ["s.yaml:3:3 YAML_DUPLICATE_KEY the key is there twice"],
  ],
  [
    "a list where a map belongs",
    "- name: a\n",
    ["s.yaml:1:1 YAML_WRONG_VALUE a schema file is expected, not a list"],
  ],
  ["a text", "hello\n", ['s.yaml:1:1 YAML_WRONG_VALUE a schema file is expected, not "hello"']],
  [
    "no fields",
    "tables:\n- name: a\n  fields: []\n",
    ["s.yaml:3:11 YAML_WRONG_VALUE at least one is expected, not an empty list"],
  ],
  [
    "no name",
    "tables:\n- fields: [{ name: x, type: text }]\n",
    ['s.yaml:2:3 YAML_MISSING_KEY the key "name" is missing'],
  ],
  [
    "several mistakes at once",
    "tables:\n- name: a\n  fields:\n  - { name: x, type: text, nulable: false }\n  - { name: y, length: yes, type: text }\n",
    [
      's.yaml:4:28 YAML_UNKNOWN_KEY unknown key "nulable"',
      's.yaml:5:24 YAML_WRONG_VALUE a whole number from 1 is expected, not "yes"',
    ],
  ],
  [
    "a name that is a number",
    "tables:\n- name: 2024\n  fields: [{ name: x, type: text }]\n",
    ["s.yaml:2:9 YAML_WRONG_VALUE a name without a dot is expected, not 2024"],
  ],
  [
    "a table twice",
    `tables:\n- { name: a, fields: [{ name: x, type: text }] }\n- { name: a, fields: [{ name: y, type: text }] }\n`,
    ['s.yaml:3:11 YAML_DUPLICATE_NAME the table "a" is in this file twice'],
  ],
  [
    "a field twice",
    `tables:\n- { name: a, fields: [{ name: x, type: text }, { name: x, type: text }] }\n`,
    ['s.yaml:2:56 YAML_DUPLICATE_NAME table "a" has the field "x" twice'],
  ],
  [
    "a foreign key to nowhere",
    `tables:\n- { name: a, fields: [{ name: x, type: foreign_key, foreign_key: { table: users } }] }\n`,
    ['s.yaml:2:75 YAML_INVALID there is no table "users"'],
  ],
  [
    "an index over no field",
    `tables:\n- name: a\n  fields: [{ name: x, type: text }]\n  indexes: [{ name: i, fields: [y] }]\n`,
    ['s.yaml:4:32 YAML_INVALID table "a" has no field "y"'],
  ],
  [
    "Go's include",
    `include: [{ module: github.com/a/b, path: s.yaml }]\n${GOOD}\n`,
    [
      's.yaml:1:11 YAML_INCLUDE "module: github.com/a/b" is how Go names a package, and no npm package "@a/b" is installed',
    ],
  ],
  [
    "an include that is not there",
    `include: [other.yaml]\n${GOOD}\n`,
    ['s.yaml:1:11 YAML_INCLUDE "other.yaml" does not exist'],
  ],
  [
    "a package that is not there",
    `include: [{ package: nobody, path: s.yaml }]\n${GOOD}\n`,
    ['s.yaml:1:11 YAML_INCLUDE the package "nobody" is not installed'],
  ],
  [
    "merging a text",
    "tables:\n- { <<: a, name: a, fields: [{ name: x, type: text }] }\n",
    ["s.yaml:2:9 YAML_SYNTAX << merges a map, and this is none"],
  ],
  [
    "an alias of nothing",
    "tables: *nobody\n",
    ["s.yaml:1:9 YAML_SYNTAX there is no anchor &nobody before this alias"],
  ],
  [
    "the version of YAML in which no is false",
    `%YAML 1.1\n---\n${GOOD}\n`,
    ["s.yaml:1:1 YAML_SYNTAX the file says that it is YAML 1.1"],
  ],
  [
    "an object on what is not there, and a trigger on no table",
    `opaque:\n- { kind: view, name: v, definition: x, depends_on: [b] }\n- { kind: trigger, name: t, definition: x }\n${GOOD}\n`,
    [
      's.yaml:2:53 YAML_INVALID view "v" depends on "b", which is not there',
      's.yaml:3:11 YAML_INVALID trigger "t" does not say on which table it is',
    ],
  ],
  [
    "an object of a database that nobody knows",
    `opaque: [{ kind: view, name: v, database: postgres, definition: x }]\n${GOOD}\n`,
    [
      's.yaml:1:43 YAML_WRONG_VALUE one of mysql, postgresql, sqlite, sqlserver is expected, not "postgres"',
    ],
  ],
  [
    "an enum with a value twice, and a field with values beside it",
    "enums: [{ name: e, values: [a, a] }]\ntables:\n- name: a\n  fields: [{ name: x, enum: e, values: [b] }]\n",
    [
      's.yaml:1:28 YAML_INVALID enum "e" has the value "a" twice',
      "s.yaml:4:40 YAML_INVALID the field has the values of an enum already",
    ],
  ],
  [
    "a number with more digits than a number keeps",
    "tables:\n- { name: a, fields: [{ name: x, type: decimal, default: 0.12345678901234567890 }] }\n",
    [
      "s.yaml:2:58 YAML_WRONG_VALUE the number 0.12345678901234567890 has more digits than a number keeps",
    ],
  ],
];

describe("mistakes in schema files", () => {
  for (const [title, text, problems] of CASES) {
    it(`are told with their place: ${title}`, () => {
      expect(problemsOf({ "s.yaml": text })).to.deep.equal(problems);
    });
  }

  it("are told of fields that contradict themselves", () => {
    const told = (field: string) => ofField(field).map((one) => one.replace(/^.*? [A-Z_]+ /, ""));
    expect(told("type: varhcar")).to.deep.equal([
      'field "n" of table "a" has the unknown type "varhcar"',
    ]);
    expect(told("type: foreign_key")).to.deep.equal([
      'the type foreign_key needs the key "foreign_key"',
    ]);
    expect(told("type: many_to_many")).to.deep.equal([
      'the type many_to_many and the key "many_to_many" belong together',
    ]);
    expect(told("type: enum")).to.deep.equal(["the type enum and its values belong together"]);
    expect(told("type: enum, enum: mood")[0]).to.equal('there is no enum "mood"');
    expect(told("length: 3")).to.deep.equal(['the field "n" has no type']);
    expect(told("type: boolean, default: no")).to.deep.equal([
      'the default "no" is neither true nor false',
    ]);
    expect(told("type: boolean, nullable: no")).to.deep.equal([
      'true or false is expected, not "no"',
    ]);
    expect(told("type: integer, default: many")).to.deep.equal(['the default "many" is no number']);
    expect(told("type: enum, values: [1, true]")).to.deep.equal([
      "a text is expected, not 1",
      "a text is expected, not true",
    ]);
    expect(told("type: decimal, precision: 2, scale: 3")).to.deep.equal([
      "the scale is larger than the precision",
    ]);
    expect(told("type: float, default: .nan")).to.deep.equal([
      "a finite number is expected, not NaN",
    ]);
    expect(told("type: integer, default: 1.5")).to.deep.equal([
      "the default 1.5 is no whole number",
    ]);
    expect(told("type: enum, values: [a, b], default: c")).to.deep.equal([
      'the default "c" is none of the field\'s values',
    ]);
    expect(told("type: enum, values: [a, a]")).to.deep.equal(['the value "a" is there twice']);
    expect(told("type: text, native: tsvector")).to.deep.equal(["the field has a type already"]);
    expect(told("type: serial, default: 5")).to.deep.equal([
      "a serial field counts by itself and has no default",
    ]);
    expect(told("type: integer, identity: always")).to.deep.equal([]);
    expect(told("type: text, identity: always")).to.deep.equal([
      "a field of type text cannot count",
    ]);
    expect(told("type: integer, identity: always, sequence: true")).to.deep.equal([
      "a field counts by an identity or by a sequence, not by both",
    ]);
    expect(told("type: integer, counter: { start: 5 }")).to.deep.equal([
      "the type integer does not count, so there is no counter",
    ]);
    expect(told("type: integer, identity: by_default, default: 1")).to.deep.equal([
      "a counting field counts by itself and has no default",
    ]);
    expect(told("type: serial, counter: { increment: 0 }")).to.deep.equal(["the increment is 0"]);
    expect(told("type: serial, counter: { min: 5, max: 5 }")).to.deep.equal([
      "min is not less than max",
    ]);
    expect(told("type: serial, counter: { start: 9, max: 5 }")).to.deep.equal([
      "start is not between min and max",
    ]);
    expect(told("type: serial, counter: { start: a }")).to.deep.equal([
      'a whole number is expected, not "a"',
    ]);
    expect(told("type: serial, sequence: 5")).to.have.length(1);
    expect(told("type: text, default: { sqll: a }")).to.deep.equal(['unknown key "sqll"']);
  });

  it("are told of defaults that are no value of their type, at the default", () => {
    const WRONG: readonly (readonly [type: string, given: string, said: string])[] = [
      ["date", "x", 'the default "x" is no date (YYYY-MM-DD)'],
      ["date", "2024-02-30", 'the default "2024-02-30" is no date (YYYY-MM-DD)'],
      ["date", "20240228", "the default 20240228 is no date (YYYY-MM-DD)"],
      ["timestamp", "soon", 'the default "soon" is no time (YYYY-MM-DD HH:MM:SS)'],
      [
        "timestamptz",
        "2023-02-29T10:00",
        'the default "2023-02-29T10:00" is no time (YYYY-MM-DD HH:MM:SS)',
      ],
      ["uuid", '""', 'the default "" is no UUID'],
      ["json", '"{bad"', 'the default "{bad" is no JSON'],
      ["jsonb", "{ value: now }", 'the default "now" is no JSON'],
      ["smallint", "32768", "the default 32768 is no number of 16 bits"],
      ["integer", "99999999999", "the default 99999999999 is no number of 32 bits"],
      ["integer", '"1.0"', 'the default "1.0" is no whole number'],
      [
        "bigint",
        "12345678901234567890",
        "the default 12345678901234567890 is no number of 64 bits",
      ],
      ["bigint", '"0x10"', 'the default "0x10" is no number'],
      ["decimal", '"0x10"', 'the default "0x10" is no number'],
      ["time", "noon", 'the default "noon" is no time of a day (HH:MM:SS)'],
      ["time", "10", "the default 10 is no time of a day (HH:MM:SS)"],
      ["interval", "long", 'the default "long" is no span of time (1 day)'],
      ["inet", '"10.1"', 'the default "10.1" is no IP address'],
      ["inet", '"::1/64/2"', 'the default "::1/64/2" is no IP address'],
      ['"text[]"', "a", "the default \"a\" is no list ('{}' on PostgreSQL, '[]' elsewhere)"],
      ['"integer[]"', "5", "the default 5 is no list ('{}' on PostgreSQL, '[]' elsewhere)"],
    ];
    for (const [type, given, said] of WRONG) {
      const place = `s.yaml:4:${`  - { name: n, type: ${type}, default: `.length + 1}`;
      expect(ofField(`type: ${type}, default: ${given}`)).to.deep.equal([
        `${place} YAML_INVALID ${said}`,
      ]);
    }
    const keys = `tables:
- { name: a, fields: [{ name: id, type: uuid, primary_key: true }] }
- { name: b, fields: [{ name: a_id, type: foreign_key, foreign_key: { table: a }, default: none }] }`;
    expect(problemsOf({ "s.yaml": keys })).to.deep.equal([
      's.yaml:3:92 YAML_INVALID the default "none" is no UUID',
    ]);
    const many = `type: bigint, default: "${"9".repeat(100_000)}"`;
    expect(ofField(many)[0]).to.match(/ is no number$/);
  });

  it("leaves alone what is a value, has a name or is SQL", () => {
    const FINE: readonly (readonly [type: string, ...defaults: string[]])[] = [
      ["date", "2024-02-29", "today", "infinity", '"0044-03-15 BC"', '"0000-00-00"'],
      ["date", '{ sql: "x" }'],
      ["timestamp", "now", '"2024-02-29 10:00:00"', "2024-02-29T10:00:00.5", '"2024-02-29"'],
      ["timestamptz", '"2024-02-29 10:00:00+02"', "infinity"],
      ["uuid", "new_uuid", "00000000-0000-0000-0000-00000000000A"],
      ["json", "object", '"{}"', '"[1, 2]"', "{ value: '\"a\"' }", "5", "true"],
      ["smallint", "-32768", "32767", "zero"],
      ["integer", "-2147483648", '"+5"'],
      ["bigint", "9223372036854775807", "-9223372036854775808", '"12"'],
      ["decimal", '"1e3"', '"-.5"', "99999999999999999999"],
      ["time", '"10:00"', '"4:5:6.7-08"', '"040506"', '"-838:59:59"', "{ value: allballs }"],
      ["interval", '"1 day"', "P1D", '"@ 1 min ago"', "infinity"],
      ["inet", "10.1.2.3", "10.1.2.3/8", "10.1/16", '"::1"', '"::ffff:1.2.3.4/96"'],
      ['"text[]"', '"{}"', '"[]"', '"{a,b}"', '"[0:1]={1,2}"', "array"],
    ];
    for (const [type, ...defaults] of FINE) {
      for (const given of defaults) {
        expect(ofField(`type: ${type}, default: ${given}`), `${type} ${given}`).to.deep.equal([]);
      }
    }
  });

  it("are told of current times in what holds no time, at the key", () => {
    expect(ofField("type: integer, auto_create: true")).to.deep.equal([
      's.yaml:4:44 YAML_INVALID "auto_create" belongs to a date or a time, and the type is integer',
    ]);
    expect(ofField("type: TEXT, auto_update: true")).to.deep.equal([
      's.yaml:4:41 YAML_INVALID "auto_update" belongs to a date or a time, and the type is text',
    ]);
    for (const type of ["type: date", "type: TIMESTAMPTZ", "type: time", "native: datetime2"]) {
      expect(ofField(`${type}, auto_create: true, auto_update: true`), type).to.deep.equal([]);
    }
    expect(ofField("type: integer, auto_create: false")).to.deep.equal([]);
  });

  it("are told where two files say different things", () => {
    const a = "tables: [{ name: a, fields: [{ name: x, type: text }] }]";
    const b = "tables: [{ name: a, fields: [{ name: x, type: integer }] }]";
    expect(problemsOf({ "a.yaml": a, "b.yaml": b })).to.deep.equal([
      'b.yaml:1:30 YAML_CONFLICT field "x" of table "a" is said otherwise in a.yaml:1',
    ]);
    const big = (at: number) =>
      `tables: [{ name: a, fields: [{ name: x, type: bigint, default: ${2n ** 60n + BigInt(at)} }] }]`;
    expect(problemsOf({ "a.yaml": big(1), "b.yaml": big(1) })).to.deep.equal([]);
    expect(problemsOf({ "a.yaml": big(1), "b.yaml": big(2) })).to.have.lengthOf(1);
    expect(problemsOf({ "a.yaml": a, "b.yaml": a })).to.deep.equal([]);
  });

  it("are told of files that are too large, too deep or full of aliases, and nothing hangs", () => {
    const large = `${GOOD}\n${"# comment\n".repeat(1024 * 1024)}`;
    expect(problemsOf({ "s.yaml": large })).to.deep.equal([
      "s.yaml:1:1 YAML_TOO_LARGE the file has 10485839 characters, the limit is 8388608",
    ]);
    const deep = `tables: ${"[".repeat(100_000)}`;
    const [first] = problemsOf({ "s.yaml": deep });
    expect(first).to.match(/^s\.yaml:1:\d+ YAML_(TOO_DEEP|SYNTAX) /);
    const closed = `tables: ${"[".repeat(200)}${"]".repeat(200)}`;
    expect(problemsOf({ "s.yaml": closed })).to.deep.equal([
      "s.yaml:1:59 YAML_TOO_DEEP maps and lists are nested deeper than 50",
    ]);
    const laughs = ["x-0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]"];
    for (let at = 1; at < 9; at += 1) {
      laughs.push(
        `x-${at}: &a${at} [${Array.from({ length: 10 }, () => `*a${at - 1}`).join(", ")}]`,
      );
    }
    const [more] = problemsOf({ "s.yaml": laughs.join("\n") });
    expect(more).to.contain("YAML_TOO_LARGE aliases make more than 1000000 values of the file");
  });

  it("are told wherever a file is cut off or a character is damaged; never a stack, never silence", () => {
    const whole = `database: { name: shop }
tables:
  - name: users
    fields:
      - { name: id, type: serial, primary_key: true }
      - name: email
        type: varchar
        length: 255
        nullable: false
    indexes:
      - name: users_email
        fields: [email]
        unique: true
`;
    let refused = 0;
    for (let at = 1; at < whole.length; at += 1) {
      for (const text of [
        whole.slice(0, at),
        `${whole.slice(0, at)}\t${whole.slice(at)}`,
        `${whole.slice(0, at)}]${whole.slice(at)}`,
        `${whole.slice(0, at)}"${whole.slice(at)}`,
        `${whole.slice(0, at)}: ${whole.slice(at)}`,
      ]) {
        const problems = problemsOf({ "s.yaml": text });
        if (problems.length > 0) refused += 1;
        for (const one of problems) expect(one).to.match(/^s\.yaml:\d+:\d+ YAML_[A-Z_]+ \S/);
      }
    }
    expect(refused).to.be.greaterThan(600);
  });
});
