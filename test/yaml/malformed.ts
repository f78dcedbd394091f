/** A schema file with a mistake in it. */
export interface Malformed {
  readonly kind: string;
  readonly text: string;
  /** The line on which the mistake is told; undefined: anywhere. */
  readonly line?: number | undefined;
  readonly code?: string;
}

export const WHOLE = `# a shop
database: { name: shop }
enums: [{ name: mood, values: ["good", "bad"] }]
tables:
  - name: users
    comment: "people: all of them"
    fields:
      - { name: id, type: serial, primary_key: true }
      - name: email
        type: varchar
        length: 255
        nullable: false
      - name: feeling
        enum: mood
  - name: posts
    fields:
      - { name: id, type: serial, primary_key: true }
      - name: user_id
        type: foreign_key
        foreign_key: { table: users, on_delete: CASCADE }
      - { name: rate, type: decimal, precision: 8, scale: 2, default: 0 }
    indexes:
      - name: posts_user
        fields: [user_id]
        unique: true
`;
const LINES = WHOLE.split("\n");

/** The file with a line replaced. */
function withLine(number: number, line: string): string {
  return LINES.with(number - 1, line).join("\n");
}

/** A value of a wrong kind for each key that can take one: line, key, values. */
const KEYS: readonly (readonly [line: number, key: string, wrong: readonly string[]])[] = [
  [2, "database", ["shop", "1", "[shop]", "true"]],
  [
    3,
    "enums",
    ["mood", "{ name: mood }", "[mood]", "[{ name: mood }]", "[{ name: mood, values: [] }]"],
  ],
  [5, "  - name", ["", "7", "true", "[users]", "{ a: b }", "a.b", '" "', "null", "~"]],
  [6, "    comment", ["7", "[a]", "{ a: b }", "true"]],
  [
    11,
    "        length",
    ["long", "0", "-1", "1.5", "true", "[1]", "1e400", '"255"', "0xZZ", ".inf"],
  ],
  [
    12,
    "        nullable",
    ["yes", "no", "on", "off", "Yes", "NO", "y", "n", "0", "1", '"true"', "[true]"],
  ],
  [14, "        enum", ["moods", "7", "[mood]", "true"]],
  [19, "        type", ["7", "varhcar", "text[][]", "[text]", "{ a: b }", "serial[]", "true"]],
  [
    20,
    "        foreign_key",
    [
      "users",
      "7",
      "[users]",
      "{ }",
      "{ table: nobody }",
      "{ table: users, on_delete: explode }",
      "{ table: users, field: nothing }",
      "{ tabel: users }",
    ],
  ],
  [23, "      - name", ["7", "true", "[a]"]],
  [
    24,
    "        fields",
    [
      "",
      "user_id",
      "[]",
      "[nothing]",
      "[7]",
      "[[user_id]]",
      "[{ }]",
      "[{ field: user_id, order: up }]",
      "[{ field: user_id, expression: a }]",
    ],
  ],
  [25, "        unique", ["yes", "1", "maybe", "[true]", "{ a: b }"]],
];

/** What stands behind `default:` of a field of that type, and is no value of it. */
const DEFAULTS: readonly (readonly [type: string, wrong: readonly string[]])[] = [
  [
    "boolean",
    ["yes", "no", "on", "off", "y", "n", "NO", "2", "9007199254740993", "maybe", "[true]", "{ }"],
  ],
  ["integer", ["many", "yes", "0x", "1_000", "12 apples", ".nan", ".inf", "[1]", "{ sqll: a }"]],
  ["decimal", ["half", "0.12345678901234567890", "{ sql: a, value: 1 }", "1,5"]],
  ["varchar", ["[a]", "{ value: [a] }", "{ sql: '' }"]],
];

/** YAML that is none, or not the one that is read. */
const SYNTAX: readonly (readonly [text: string, line: number])[] = [
  ["tables: [", 1],
  ["tables: {", 1],
  ["tables: ]", 1],
  ["tables: }", 1],
  ['tables: "', 1],
  ["tables: '", 1],
  ["tables: *users", 1],
  ["tables: &a *a", 1],
  ["tables: !!binary AAAA", 1],
  ["tables: !ruby/object:Gem {}", 1],
  ["tables: !!js/function x", 1],
  ["tables: !!set { a }", 1],
  ["tables:\n\t- name: a", 2],
  ["tables:\n  - name: a\n\tfields: []", 3],
  ["tables: @a", 1],
  ["tables: `a`", 1],
  ["tables: %a", 1],
  ["tables: a: b", 1],
  ["tables: - a", 1],
  ["? [a]\n: b", 1],
  ["? { a: b }\n: c", 1],
  ["[a, b]: c", 1],
  ["~: a", 1],
  ["tables\n: a\nb", 2],
  ["%YAML 1.1\n---\ntables: []", 1],
  ["%YAML 1.0\n---\ntables: []", 1],
  ["%TAG ! tag:a,2000:\n---\ntables: !x []", 3],
  ["tables: []\n---\ntables: []", 2],
  ["tables: []\n...\nmore", 3],
  ["--- |\n  tables: []", 1],
  ["tables: |\n  - name: a", 1],
  ["tables: >-\n  - name: a", 1],
  ["tables: []\ntables: []", 2],
  ["x-a: 1\ntables: []\nx-a: 2\nx-a: 3", 3],
  ["<<: a\ntables: []", 1],
  ["<<: [a]\ntables: []", 1],
  ["<<: *a\ntables: []", 1],
  ["<<: { tabels: [] }", 1],
  ["x-a: &a { <<: *a }\ntables: *a", 1],
  ["x-a: &a [*a]\ntables: *a", 1],
  ["tables:\n- { <<: 7, name: a, fields: [{ name: b, type: text }] }", 2],
  ["tables:\n- { <<: { name: a }, <<: { name: b }, feilds: [] }", 2],
  ["tables: \u0000", 1],
  ["tables: \u001b[31m", 1],
  ["\ufefftabels: []", 1],
  ["\ufeff\ufefftables: []", 1],
  ["tables: []\r\ntabels: []\r\n", 2],
  ["tables: []\rtabels: []\r", 1],
  ["# a\r\n\r\ntables:\r\n\t- a", 4],
  ["hello", 1],
  ["7", 1],
  ["true", 1],
  ["- tables", 1],
  ["", 1],
  [" \n\n", 1],
  ["# only a note", 1],
  ["---", 1],
  ["null", 1],
  ["~", 1],
  ["...", 1],
];

/** Files in which lines are changed so that each kind of mistake stands at many places. */
function* changed(): Generator<Malformed> {
  for (const [at, line] of LINES.entries()) {
    const number = at + 1;
    const [, indent = "", key] = /^(\s*)(?:- )?(\w+):/.exec(line) ?? [];
    if (key === undefined) continue;
    yield { kind: "an unknown key", text: withLine(number, line.replace(`${key}:`, `${key}x:`)) };
    yield { kind: "a tab as indentation", text: withLine(number, `\t${line}`), line: number };
    if (/[\]}]$/.test(line))
      yield { kind: "a quote that does not end", text: withLine(number, `${line} "`) };
    if (/[\]}]$/.test(line))
      yield { kind: "a bracket too many", text: withLine(number, `${line} ]`) };
    if (line.endsWith(":")) continue;
    yield {
      kind: "a key twice",
      text: withLine(number, `${line}\n${line.replace("- ", "  ")}`),
      line: number + 1,
      code: "YAML_DUPLICATE_KEY",
    };
    yield {
      kind: "an indentation of its own",
      text: withLine(number, `${line}\n${indent}   a: b`),
    };
  }
}

function* cutOff(): Generator<Malformed> {
  // Behind a colon, in a bracket, in a quote: what is left is no schema.
  for (const sign of ["{", "[", '"', "name:", "type:"]) {
    for (let at = WHOLE.indexOf(sign); at !== -1; at = WHOLE.indexOf(sign, at + 1)) {
      yield { kind: "cut off", text: WHOLE.slice(0, at + sign.length) };
    }
  }
}

function* wrongValues(): Generator<Malformed> {
  for (const [line, key, values] of KEYS) {
    for (const value of values) {
      yield {
        kind: `${key.replace(/[ -]+/, "")} of a wrong kind`,
        text: withLine(line, `${key}: ${value}`),
        line,
      };
    }
  }
  for (const [type, values] of DEFAULTS) {
    for (const value of values) {
      const field = `{ name: x, type: ${type}, default: ${value} }`;
      yield {
        kind: "a default that is no value",
        text: withLine(21, `      - ${field}`),
        line: 21,
      };
    }
  }
}

function* tooMuch(): Generator<Malformed> {
  const large = "# nothing\n".repeat(1024 * 1024);
  yield { kind: "10 MB", text: WHOLE + large, line: 1, code: "YAML_TOO_LARGE" };
  yield {
    kind: "10 MB",
    text: `x-a: "${"a".repeat(10 * 1024 * 1024)}"`,
    line: 1,
    code: "YAML_TOO_LARGE",
  };
  for (const depth of [60, 1000, 100_000]) {
    for (const [open, close] of [
      ["[", "]"],
      ["{a: ", "}"],
      ["[{a: ", "}]"],
    ] as const) {
      yield { kind: "deep", text: `tables: ${open.repeat(depth)}${close.repeat(depth)}` };
      yield { kind: "deep", text: `x-a: ${open.repeat(depth)}` };
    }
    const steps = Array.from(
      { length: Math.min(depth, 900 + depth / 1000) },
      (_, at) => `${" ".repeat(at)}a:`,
    );
    yield { kind: "deep", text: `x-a:\n ${steps.join("\n ")}` };
  }
  const many = Array.from(
    { length: 9 },
    (_, at) => `x-${at + 1}: &a${at + 1} [${`*a${at}, `.repeat(9)}*a${at}]`,
  );
  yield {
    kind: "aliases of aliases",
    text: `x-0: &a0 [a]\n${many.join("\n")}`,
    code: "YAML_TOO_LARGE",
  };
  yield { kind: "aliases of aliases", text: `x-0: &a0 [a]\n${many.join("\n")}\ntables: *a9` };
}

/** Every malformed file, by kinds. */
export const malformed: readonly Malformed[] = [
  ...changed(),
  ...cutOff(),
  ...wrongValues(),
  ...SYNTAX.map(([text, line]) => ({ kind: "not the YAML that is read", text, line })),
  ...tooMuch(),
];
