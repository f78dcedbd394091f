import type { Random } from "../property/random.js";

/** What stands between two words, or where nothing should stand at all. */
const GAPS: readonly string[] = [
  "",
  "",
  "",
  "/**/",
  "/* x */",
  "/*'*/",
  "-- x\n",
  "--\n",
  "--x\n",
  "#x\n",
  "# '\n",
  "\n",
  "\t",
  "\r",
  "\f",
  "\v",
  "\ufeff",
  "\u00a0",
  "\u2003",
  "\u3000",
  "\u200b",
  "/*! */",
  "/*!50000",
  "/*!99999 */",
  "/*M! ",
  "*/",
  "/*",
  "--",
  "/* /* */ */",
  "(",
  ")",
  ",",
  ";",
  ".",
  "..",
  "\\",
  "$$",
  "$a$",
  "1",
  "1e",
  "e1",
  "1e1",
  "1.",
  ".1",
  "0x1",
  "0b1",
  "x'",
  "'",
  '"',
  "`",
  "[",
  "]",
  "@",
  ":",
  "?",
  "::",
  "E'",
  "N'",
  "U&",
  "_utf8",
  "é",
  "{",
  "}",
  "!",
  "~",
  "|",
  "||",
  "&&",
];

const NAMES: readonly string[] = [
  "t_a",
  "t_a",
  "t_b",
  "t_b",
  "t_ro",
  "secret",
  "secret",
  "SECRET",
  '"secret"',
  "`secret`",
  "[secret]",
  "s",
];
/** What every database takes, so that most texts come far enough to be of interest. */
const PLAIN: readonly string[] = [
  "id",
  "x",
  "1",
  "'x'",
  "abs(-1)",
  "evil(1)",
  "1.5e-1",
  "NULL",
  "x || 'a''b'",
];
const VALUES: readonly string[] = [
  "id",
  "x",
  "t_a.x",
  "1",
  "1e1",
  "1.",
  ".5",
  "1.5e-1",
  "0x1F",
  "'x'",
  "'a''b'",
  "'\\\\'",
  "'\\'",
  '"x"',
  "`x`",
  "[x]",
  "E'x'",
  "N'x'",
  "x'ff'",
  "$$x$$",
  "$a$ x $a$",
  "NULL",
  "count(*)",
  "evil(1)",
  "evil (1)",
  "abs(-1)",
  "*",
  "@x",
  "$1",
  "?",
  "'secret'::regclass",
  "NULL::secret",
  "NULL::secret_kind",
  "'a'::secret_kind",
  "nextval('secret_seq')",
  "-1",
  "- -1",
  "--1",
  "1 --1",
  "x IN secret",
  "x IN (1)",
  "id IN (SELECT id FROM secret)",
  "EXISTS(TABLE secret)",
  "CASE WHEN 1=1 THEN 2 END",
];

/** A text that an author who means harm might write: mostly SQL, with something wrong in it. */
export function sqlText(random: Random): string {
  const words = statement(random, 3);
  let text = "";
  for (const word of words) text += (random.chance(0.93) ? " " : random.pick(GAPS)) + word;
  for (let times = Math.max(0, random.int(5) - 2); times > 0; times -= 1) {
    const at = random.int(text.length + 1);
    const gone = random.chance(0.4) ? random.int(3) : 0;
    text =
      text.slice(0, at) + (random.chance(0.7) ? random.pick(GAPS) : "") + text.slice(at + gone);
  }
  return text;
}

function statement(random: Random, depth: number): readonly string[] {
  const table = random.pick(NAMES);
  const rows = () => select(random, depth - 1);
  switch (random.int(12)) {
    case 0:
      return ["INSERT INTO", table, random.chance(0.5) ? "(id)" : "", ...rows()];
    case 1:
      return ["INSERT INTO", table, "VALUES (", value(random), ", 'x')", ...conflict(random)];
    case 2:
      return [
        "UPDATE",
        table,
        "SET x =",
        value(random),
        "WHERE",
        value(random),
        "=",
        value(random),
      ];
    case 3:
      return ["DELETE FROM", table, "WHERE", value(random), "IN (", ...rows(), ")"];
    case 4:
      return ["WITH", random.pick(["s", "secret", "t_a"]), "AS (", ...rows(), ")", ...rows()];
    case 5:
      return ["CREATE TABLE t_new AS", ...rows()];
    case 6:
      return ["CREATE VIEW v AS", ...rows()];
    case 7:
      return [
        random.pick(["REPLACE INTO", "INSERT OR REPLACE INTO"]),
        table,
        "VALUES (",
        value(random),
        ", 'x')",
      ];
    case 8:
      return [
        "WITH s AS (",
        ...rows(),
        ") INSERT INTO",
        table,
        "SELECT id, 'x' FROM",
        random.pick(NAMES),
      ];
    default:
      return rows();
  }
}

function conflict(random: Random): readonly string[] {
  return random.pick([
    [],
    ["ON CONFLICT (id) DO UPDATE SET x = ", value(random)],
    ["ON DUPLICATE KEY UPDATE x =", value(random)],
    ["ON CONFLICT DO NOTHING"],
    ["RETURNING", value(random)],
  ]);
}

function select(random: Random, depth: number): readonly string[] {
  if (random.chance(0.06)) return ["TABLE", random.pick(NAMES)];
  const items = [value(random)];
  while (random.chance(0.4)) items.push(",", value(random));
  const into = random.chance(0.03) ? ["INTO", random.pick(["t_new", "secret", "@x"])] : [];
  const parts = ["SELECT", ...items, ...into, "FROM", ...source(random, depth)];
  if (random.chance(0.3))
    parts.push("WHERE", value(random), random.pick(["=", "<>", "IN", "!="]), value(random));
  if (depth > 0 && random.chance(0.15)) {
    parts.push(random.pick(["UNION", "UNION ALL", "EXCEPT"]), ...select(random, depth - 1));
  }
  if (random.chance(0.05)) parts.push("FOR UPDATE OF", random.pick(NAMES));
  return parts;
}

function source(random: Random, depth: number): readonly string[] {
  const table = random.pick(NAMES);
  if (depth <= 0) return [table];
  switch (random.int(8)) {
    case 0:
      return ["(", ...select(random, depth - 1), ") s"];
    case 1:
      return [table, "AS s,", random.pick(NAMES)];
    case 2:
      return [table, "JOIN", random.pick(NAMES), "USING (id)"];
    case 3:
      return [table, "LEFT JOIN LATERAL (", ...select(random, depth - 1), ") s ON true"];
    case 4:
      return ["(", table, "CROSS JOIN", random.pick(NAMES), ")"];
    case 5:
      return ["evil(1) AS s"];
    default:
      return [table];
  }
}

function value(random: Random): string {
  if (random.chance(0.06)) return `(SELECT ${random.pick(PLAIN)} FROM ${random.pick(NAMES)})`;
  return random.pick(random.chance(0.75) ? PLAIN : VALUES);
}
