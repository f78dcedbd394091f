const TOKEN =
  /\s+|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|(?<string>'(?:[^']|'')*')|"(?<double>(?:[^"]|"")*)"|`(?<back>(?:[^`]|``)*)`|\[(?<bracket>[^\]]*)\]|(?<word>[\p{L}\p{N}_$]+(?:\.\d+)?)|(?<other>.)/gsu;

/** The words and signs of a text, names in small letters and without quotes, comments left out. */
export function cutSql(sql: string): readonly string[] {
  return [...sql.matchAll(TOKEN)].flatMap(({ groups = {} }) => {
    const { string, double, back, bracket, word, other } = groups;
    const name = double?.replaceAll('""', '"') ?? back?.replaceAll("``", "`") ?? bracket;
    const text = string ?? (name ?? word)?.toLowerCase() ?? other;
    return text === undefined ? [] : [text];
  });
}

/** A text in which only the meaning counts: not spaces, nor the case and quotes of names. */
export function plainSql(sql: string): string {
  return withoutBrackets(cutSql(sql)).join(" ");
}

/** A constraint of a table, and the name that it was given. */
interface Constraint {
  /** `check a > 1`, `unique a, b`: what tells it from others. */
  readonly what: string;
  readonly name: string | undefined;
}

/** The constraints in the words of a CREATE TABLE. */
export function constraintsIn(written: readonly string[], table: string): readonly Constraint[] {
  const found: Constraint[] = [];
  // The name of the table in front of a column means nothing inside of it.
  const small = table.toLowerCase();
  const words = written.filter(
    (word, at) =>
      !(word === small && written[at + 1] === ".") && !(word === "." && written[at - 1] === small),
  );
  let [depth, column] = [0, ""];
  for (const [at, word] of words.entries()) {
    if (word === "(") depth += 1;
    if (word === ")") depth -= 1;
    if (depth === 1 && (word === "(" || word === ",")) column = words[at + 1] ?? "";
    if (depth !== 1) continue;
    const name = words[at - 2] === "constraint" ? words[at - 1] : undefined;
    const inside = (from: number) => bracketed(words, from);
    if (word === "check") {
      found.push({ what: `check ${withoutBrackets(inside(at + 1)).join(" ")}`, name });
    }
    if (word === "as" && words[at + 1] === "(") {
      const expression = withoutBrackets(inside(at + 1)).join(" ");
      found.push({ what: `column "${column}": generated as ${expression}`, name: undefined });
    }
    const list = words.indexOf("(", at);
    const before = words[at - 1] ?? "";
    if (word === "unique" || (word === "key" && ["primary", "foreign"].includes(before))) {
      const named = words[at - 3] === "constraint" ? words[at - 2] : undefined;
      const ofTable = list === at + 1;
      found.push({
        what: `${word === "key" ? before : ""} ${word} ${ofTable ? firstWords(inside(list)) : column}`.trim(),
        name: word === "unique" ? name : named,
      });
    }
    if (word === "references" && before !== ")") {
      found.push({ what: `foreign key ${column}`, name });
    }
  }
  return found;
}

/** The members of an index without their order and collation, which a pragma says, and its WHERE. */
export function indexText(words: readonly string[]): string {
  const open = words.indexOf("(");
  if (open < 0) return "";
  const inside = bracketed(words, open);
  const members: string[][] = [[]];
  let depth = 0;
  for (const word of inside) {
    if (word === "(") depth += 1;
    if (word === ")") depth -= 1;
    if (word === "," && depth === 0) members.push([]);
    else members.at(-1)?.push(word);
  }
  const plain = members.map((member) => {
    const sorted = ["asc", "desc"].includes(member.at(-1) ?? "") ? member.slice(0, -1) : member;
    const bare = sorted.at(-2) === "collate" ? sorted.slice(0, -2) : sorted;
    return withoutBrackets(bare).join(" ");
  });
  return `${plain.join(", ")} ${words.slice(open + inside.length + 2).join(" ")}`;
}

/** The columns of a key, without what follows their names. */
function firstWords(words: readonly string[]): string {
  return words.filter((_, at) => at === 0 || words[at - 1] === ",").join(" ");
}

/** From an opening bracket to its closing one, both left out. */
function bracketed(words: readonly string[], open: number): readonly string[] {
  let depth = 0;
  for (let at = open; at < words.length; at += 1) {
    if (words[at] === "(") depth += 1;
    if (words[at] === ")") depth -= 1;
    if (depth === 0) return words.slice(open + 1, at);
  }
  return words.slice(open + 1);
}

/** Without brackets around all of it. */
function withoutBrackets(words: readonly string[]): readonly string[] {
  if (words[0] !== "(") return words;
  const inside = bracketed(words, 0);
  return inside.length === words.length - 2 ? withoutBrackets(inside) : words;
}
