import { expect } from "chai";
import { problemsOf } from "./files.js";

/** Mistakes of every phase: reading, bringing together, building. */
const EVERY_PHASE = `databse: { name: shop }
defaults: { sqlite: { soon: "1" } }
enums: [{ name: mood, values: [a, a] }]
opaque: [{ kind: view, name: v, definition: x, depends_on: [nowhere] }]
tables:
  - name: users
    fields:
      - { name: id, type: serial, primary_key: true }
      - { nam: mail, type: text }
      - { name: age, type: integer, nulable: false }
    indexes:
      - { name: by_mail, fields: [mail] }
      - { name: by_age, fields: [age], unqiue: true }
  - name: posts
    fields:
      - { name: id, type: serail, primary_key: true }
      - { name: author, type: foreign_key, foreign_key: { table: users } }
      - { name: topic, type: foreign_key, foreign_key: { table: topics } }
      - { name: stars, type: integer, default: many }
      - { name: state, enum: moood }
      - { name: state, type: text }
      - { name: size, type: decimal, precision: 2, scale: 3 }
    indexes:
      - { name: by_title, fields: [title] }
  - name: posts
    fields: [{ name: x, type: text }]
`;

describe("all mistakes of schema files", () => {
  it("come in one answer, in the order of the file whichever phase finds them, each once and none that follows from another", () => {
    expect(problemsOf({ "s.yaml": EVERY_PHASE })).to.deep.equal([
      's.yaml:1:1 YAML_UNKNOWN_KEY unknown key "databse"',
      's.yaml:3:31 YAML_INVALID enum "mood" has the value "a" twice',
      's.yaml:4:60 YAML_INVALID view "v" depends on "nowhere", which is not there',
      's.yaml:9:11 YAML_UNKNOWN_KEY unknown key "nam"',
      's.yaml:10:37 YAML_UNKNOWN_KEY unknown key "nulable"',
      's.yaml:13:40 YAML_UNKNOWN_KEY unknown key "unqiue"',
      's.yaml:16:27 YAML_INVALID field "id" of table "posts" has the unknown type "serail"',
      's.yaml:18:65 YAML_INVALID there is no table "topics"',
      's.yaml:19:48 YAML_INVALID the default "many" is no number',
      's.yaml:20:30 YAML_INVALID there is no enum "moood"',
      's.yaml:21:17 YAML_DUPLICATE_NAME table "posts" has the field "state" twice',
      "s.yaml:22:59 YAML_INVALID the scale is larger than the precision",
      's.yaml:24:35 YAML_INVALID table "posts" has no field "title"',
      's.yaml:25:11 YAML_DUPLICATE_NAME the table "posts" is in this file twice',
    ]);
  });

  const FOLLOWERS: readonly (readonly [title: string, text: string, problem: string])[] = [
    [
      "a table without a readable name, and what refers to it",
      `tables:
- { nam: users, fields: [{ name: id, type: serial, primary_key: true }] }
- { name: a, fields: [{ name: u, foreign_key: { table: users } }, { name: m, type: many_to_many, many_to_many: { table: users } }] }
opaque: [{ kind: view, name: v, definition: x, depends_on: [users] }]
`,
      's.yaml:2:5 YAML_UNKNOWN_KEY unknown key "nam"',
    ],
    [
      "a primary key that is no key, and what refers to it",
      `tables:
- { name: users, fields: [{ name: id, type: serial, primary_key: yes }] }
- { name: a, fields: [{ name: u, foreign_key: { table: users } }] }
`,
      's.yaml:2:66 YAML_WRONG_VALUE true or false is expected, not "yes"',
    ],
    [
      "a file that is not there, and what could be in it",
      `include: [lost.yaml]
opaque: [{ kind: view, name: v, definition: x, depends_on: [users] }]
tables:
- name: a
  fields: [{ name: u, foreign_key: { table: users } }, { name: x, enum: mood }, { name: z, type: money }]
  indexes: [{ name: i, fields: [hers] }]
`,
      's.yaml:1:11 YAML_INCLUDE "lost.yaml" does not exist',
    ],
    [
      "an index with a part that is no part",
      `tables:
- name: a
  fields: [{ name: x, type: text }]
  indexes: [{ fields: [{ feild: x }] }]
`,
      's.yaml:4:26 YAML_UNKNOWN_KEY unknown key "feild"',
    ],
    [
      "an object whose table cannot be read",
      `tables: [{ name: a, fields: [{ name: x, type: text }] }]
opaque: [{ kind: trigger, name: t, definition: x, depends_on: a }]
`,
      's.yaml:2:63 YAML_WRONG_VALUE a list, each a name is expected, not "a"',
    ],
  ];
  for (const [title, text, problem] of FOLLOWERS) {
    it(`do not tell what follows from another: ${title}`, () => {
      expect(problemsOf({ "s.yaml": text })).to.deep.equal([problem]);
    });
  }

  it("do not tell what follows from entries that cannot be read", () => {
    const text = `enums: [{ name: mood, values: 5 }]
defaults: { sqlite: { soon: 5 } }
type_mappings: [money]
tables: [{ name: a, fields: [{ name: x, enum: mood }, { name: y, type: integer, default: soon }, { name: z, type: money }] }]
`;
    expect(problemsOf({ "s.yaml": text })).to.deep.equal([
      "s.yaml:1:31 YAML_WRONG_VALUE a list, each a text is expected, not 5",
      "s.yaml:2:29 YAML_WRONG_VALUE a text is expected, not 5",
      "s.yaml:3:16 YAML_WRONG_VALUE databases, each with its entries is expected, not a list",
    ]);
  });

  it("are told of one file although another is no YAML", () => {
    const good =
      "tables: [{ name: a, fields: [{ name: x, type: integer, default: 1.5 }, { name: y, foreign_key: { table: b } }] }]";
    expect(problemsOf({ "a.yaml": "tables: [", "b.yaml": good })).to.deep.equal([
      "a.yaml:1:10 YAML_SYNTAX not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]",
      "b.yaml:1:65 YAML_INVALID the default 1.5 is no whole number",
    ]);
  });

  it("are told of a file that stops being YAML, up to where it stops", () => {
    const text = `tables:
- { name: a, fields: [{ name: x, typ: text }] }
- name: b
  fields:
    - { name: x, type: text, nullable: yes }
    - { name: y, nulls: false, type: text
- { name: c, feilds: [] }
`;
    const problems = problemsOf({ "s.yaml": text });
    expect(problems.at(-1)).to.match(/^s\.yaml:7:1 YAML_SYNTAX /);
    expect(problems.slice(0, -1)).to.deep.equal([
      's.yaml:2:34 YAML_UNKNOWN_KEY unknown key "typ"',
      's.yaml:5:40 YAML_WRONG_VALUE true or false is expected, not "yes"',
      's.yaml:6:18 YAML_UNKNOWN_KEY unknown key "nulls"',
    ]);
    expect(problemsOf({ "s.yaml": "tables:\n- name: a\n  fields: [" })).to.have.length(1);
    for (const problem of problemsOf({ "s.yaml": "tables: [{ name: a, fields: 'x }]\n" })) {
      expect(problem).to.include("YAML_SYNTAX");
    }
  });

  it("are told of a file in which a key is twice, of both of its values", () => {
    const text = `defaults: { sqlite: { soon: 5 } }
defaults: { sqlite: { later: 12345678901234567890.5 } }
tables:
- name: a
  fields: [{ name: x, type: decimal, precision: 2, scale: 3 }]
  fields: [{ name: x, type: text }]
  indexes: [{ name: i, fields: [z] }]
`;
    expect(problemsOf({ "s.yaml": text })).to.deep.equal([
      "s.yaml:1:29 YAML_WRONG_VALUE a text is expected, not 5",
      "s.yaml:2:1 YAML_DUPLICATE_KEY the key is there twice",
      "s.yaml:2:30 YAML_WRONG_VALUE the number 12345678901234567890.5 has more digits than a number keeps",
      "s.yaml:5:59 YAML_INVALID the scale is larger than the precision",
      "s.yaml:6:3 YAML_DUPLICATE_KEY the key is there twice",
    ]);
  });

  it("are told of every key of a field whose other keys are wrong", () => {
    const text = `tables:
- name: a
  fields:
    - { name: id, type: serail, primary_key: true, commnt: x }
    - { name: x, type: integer, default: many, nullable: yes }
    - { name: y, type: text, lenght: 5, scale: 3, precision: 2 }
    - { name: z, type: integer, defalt: 5, auto_create: true }
    - { name: f, tpye: foreign_key, enum: nowhere }
`;
    expect(problemsOf({ "s.yaml": text })).to.deep.equal([
      's.yaml:4:25 YAML_INVALID field "id" of table "a" has the unknown type "serail"',
      's.yaml:4:52 YAML_UNKNOWN_KEY unknown key "commnt"',
      's.yaml:5:42 YAML_INVALID the default "many" is no number',
      's.yaml:5:58 YAML_WRONG_VALUE true or false is expected, not "yes"',
      's.yaml:6:30 YAML_UNKNOWN_KEY unknown key "lenght"',
      "s.yaml:6:48 YAML_INVALID the scale is larger than the precision",
      's.yaml:7:33 YAML_UNKNOWN_KEY unknown key "defalt"',
      's.yaml:7:57 YAML_INVALID "auto_create" belongs to a date or a time, and the type is integer',
      's.yaml:8:18 YAML_UNKNOWN_KEY unknown key "tpye"',
      's.yaml:8:43 YAML_INVALID there is no enum "nowhere"',
    ]);
  });

  it("are told of the files of an include whose other entries cannot be read", () => {
    const problems = problemsOf(
      { "s.yaml": "include: [5, more.yaml, gone.yaml]", "more.yaml": "tabels: []" },
      ["s.yaml"],
    );
    expect(problems).to.deep.equal([
      "s.yaml:1:11 YAML_WRONG_VALUE the path of a file, or an include is expected, not 5",
      's.yaml:1:25 YAML_INCLUDE "gone.yaml" does not exist',
      'more.yaml:1:1 YAML_UNKNOWN_KEY unknown key "tabels"',
    ]);
  });

  it("are no conflict where two files differ by them only", () => {
    const a = "tables: [{ name: a, fields: [{ name: x, type: text, nullable: false }] }]";
    const b = "tables: [{ name: a, fields: [{ name: x, type: text, nulable: false }] }]";
    expect(problemsOf({ "a.yaml": a, "b.yaml": b })).to.deep.equal([
      'b.yaml:1:53 YAML_UNKNOWN_KEY unknown key "nulable"',
    ]);
  });
});
